#pragma once

#include <cstdint>

#include "studies/run.hpp"

namespace corredor {

enum class ProgressStyle : std::uint8_t {
    bar,    // one line, drawn again and again
    plain,  // a line every ten seconds
    json,   // an object on a line every second
    none
};

/// Tells on standard error how far a run has come.
class ProgressLine {
public:
    explicit ProgressLine(ProgressStyle style) : style_{style} {}

    void show(const RunProgress&);
    /// Removes a line that was drawn.
    void clear();

private:
    ProgressStyle style_;
    double last_shown_ = -1e9;
    bool is_drawn_ = false;
};

/// A bar on a terminal, plain lines elsewhere.
[[nodiscard]] ProgressStyle automatic_style();

}  // namespace corredor
