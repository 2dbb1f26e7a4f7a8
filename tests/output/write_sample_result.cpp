// Writes a result file for the Python tests: `write_sample_result FILE` once, `write_sample_result FILE --forever`
// large files over and over, until killed.

#include <cstdio>
#include <exception>
#include <string_view>

#include "output/result_file.hpp"
#include "output/sample_result.hpp"

int main(int argc, char** argv)
{
    using namespace corredor;
    if (argc < 2) return 2;
    try {
        if (argc == 2)
            write_result(argv[1], sample_result(), Overwrite::refuse);
        else if (std::string_view{argv[2]} != "--forever")
            return 2;
        else
            for (std::int64_t generation = 1; generation < 1000; ++generation)
                write_result(argv[1], large_result(generation), Overwrite::allow);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
