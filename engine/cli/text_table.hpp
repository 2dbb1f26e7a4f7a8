#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace corredor {

enum class Align : std::uint8_t { left, right };

/// Text in aligned columns. Width counts characters, not bytes.
class TextTable {
public:
    struct Heading {
        std::string text;
        Align align = Align::left;
    };

    explicit TextTable(std::vector<Heading> headings) : headings_{std::move(headings)} {}

    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    [[nodiscard]] std::string text() const;

private:
    std::vector<Heading> headings_;
    std::vector<std::vector<std::string>> rows_;
};

/// 1234567.8 with 0 decimals: "1,234,568"; "-" for a number that is not known (NaN).
[[nodiscard]] std::string with_thousands(double value, int decimals = 0);

/// 0.123: "+12 %"; "-" for NaN.
[[nodiscard]] std::string signed_percent(double share);

}  // namespace corredor
