#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace corredor {

/// The page that the build made of viewer/: everything but the data.
/// errors  OutputError (missing) when it was not built or is not where the program was installed
[[nodiscard]] std::string page_template();

/// Text as it stands in HTML, also inside quotes.
[[nodiscard]] std::string escaped_html(std::string_view text);

/// Puts a title and packed data where the template has a place for them.
///
/// data  is compressed and written in base64: whatever it holds cannot end the element that holds it
[[nodiscard]] std::string fill_page(std::string_view page_template, std::string_view title,
                                    std::span<const std::byte> data);

}  // namespace corredor
