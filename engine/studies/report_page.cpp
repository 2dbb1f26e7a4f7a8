#include "studies/report_page.hpp"

#include <vector>

#include "base/check.hpp"
#include "output/gzip.hpp"
#include "output/output_error.hpp"
#include "output/whole_file.hpp"
#include "scenario/shipped.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view file_name = "report_template.html";
constexpr std::string_view title_place = "%CORREDOR_TITLE%";
constexpr std::string_view data_place = "%CORREDOR_DATA%";
constexpr std::uint64_t largest_template_bytes = std::uint64_t{16} << 20U;

std::vector<fs::path> candidates()
{
    std::vector<fs::path> files;
    std::error_code failed;
    if (const fs::path program = fs::canonical("/proc/self/exe", failed); !failed)
        files.push_back(program.parent_path() / file_name);
    for (const fs::path& folder : shipped_folders()) files.push_back(folder.parent_path() / file_name);
    files.emplace_back(CORREDOR_BUILT_TEMPLATE);
    return files;
}

}  // namespace

std::string page_template()
{
    std::error_code failed;
    for (const fs::path& file : candidates()) {
        if (!fs::is_regular_file(file, failed)) continue;
        const auto bytes = read_whole_file(file, largest_template_bytes);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    throw OutputError{
        OutputFailure::missing, std::string{file_name},
        "this build has no page for reports: it was made without Node.js; install nodejs and npm and build "
        "again"};
}

std::string escaped_html(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

std::string fill_page(std::string_view page_template, std::string_view title, std::span<const std::byte> data)
{
    const std::size_t at_title = page_template.find(title_place);
    const std::size_t at_data = page_template.find(data_place);
    CORREDOR_EXPECT(at_title != std::string_view::npos && at_data != std::string_view::npos && at_title < at_data);
    const std::size_t after_title = at_title + title_place.size();
    std::string page{page_template.substr(0, at_title)};
    page += escaped_html(title);
    page += page_template.substr(after_title, at_data - after_title);
    page += base64(gzip(data));
    page += page_template.substr(at_data + data_place.size());
    return page;
}

}  // namespace corredor
