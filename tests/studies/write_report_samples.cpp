// Writes result files for the tests of reports into a folder: all that organisations do, and a hostile title.

#include <cstdio>
#include <exception>
#include <filesystem>

#include "output/result_file.hpp"
#include "studies/report_sample.hpp"

int main(int argc, char** argv)
{
    using namespace corredor;
    if (argc != 2) return 2;
    try {
        const std::filesystem::path folder{argv[1]};
        write_result(folder / "crime_1.h5", report_sample("All of it", 1), Overwrite::allow);
        write_result(folder / "crime_2.h5", report_sample("All of it", 2), Overwrite::allow);
        // Ends elements, opens attributes, turns the direction of text, and carries what JSON and HTML treat apart.
        const std::string hostile =
            "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\"> ' & "
            "\xE2\x80\xAE txet \xE2\x80\xAC %CORREDOR_DATA% {what} \xE2\x80\xA8 end";
        write_result(folder / "hostile.h5", report_sample(hostile, 1), Overwrite::allow);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
