#pragma once

#include <cstdint>
#include <string>

#include "studies/replicates.hpp"

namespace corredor {

enum class ProgressStyle : std::uint8_t {
    bar,    // one line, drawn again and again
    plain,  // a line every ten seconds
    json,   // an object on a line every second
    none
};

/// Tells on standard error how far a run, or a study of many runs, has come.
class ProgressLine {
public:
    explicit ProgressLine(ProgressStyle style) : style_{style} {}

    void show(const RunProgress&);
    void show(const StudyProgress&);
    /// Removes a line that was drawn.
    void clear();

private:
    [[nodiscard]] bool is_time(double seconds);
    void print(double share, const std::string& line, const std::string& json);

    ProgressStyle style_;
    double last_shown_ = -1e9;
    bool is_drawn_ = false;
};

/// A bar on a terminal, plain lines elsewhere.
[[nodiscard]] ProgressStyle automatic_style();

/// auto, plain, json or none.
[[nodiscard]] ProgressStyle style_named(std::string_view name);

}  // namespace corredor
