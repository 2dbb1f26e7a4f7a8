#include "cli/print.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "output/output_error.hpp"

namespace corredor {

namespace {

[[noreturn]] void refuse()
{
    throw OutputError{OutputFailure::write_failed, "standard output", std::generic_category().message(errno)};
}

}  // namespace

void print_result(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) refuse();
}

void flush_results()
{
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) refuse();
}

void print_message(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

}  // namespace corredor
