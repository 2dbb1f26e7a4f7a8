#include "cli/progress.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "cli/print.hpp"
#include "cli/text_table.hpp"

namespace corredor {

namespace {

double seconds_between(ProgressStyle style)
{
    if (style == ProgressStyle::bar) return 0.1;
    return style == ProgressStyle::plain ? 10.0 : 1.0;
}

double share_done(const RunProgress& now)
{
    return now.last_tick > 0 ? static_cast<double>(now.tick) / now.last_tick : 1.0;
}

/// As if the days to come took as long as those behind.
double seconds_left(const RunProgress& now)
{
    const double done = share_done(now);
    return done > 0.0 ? now.seconds * (1.0 - done) / done : NAN;
}

double agent_days_per_second(const RunProgress& now)
{
    return now.seconds > 0.0 ? static_cast<double>(now.agent_days) / now.seconds : 0.0;
}

std::string time_left(const RunProgress& now)
{
    const double seconds = seconds_left(now);
    if (std::isnan(seconds)) return "-:--";
    const auto whole = static_cast<long>(std::lround(seconds));
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string line_of(const RunProgress& now)
{
    return fmt::format("{} {:3.0f} %  {} people under way  {:.2g} million agent-days/s  {} left", to_string(now.date),
                       100.0 * share_done(now), with_thousands(static_cast<double>(now.people_under_way)),
                       agent_days_per_second(now) / 1e6, time_left(now));
}

std::string json_of(const RunProgress& now)
{
    nlohmann::ordered_json line{{"date", to_string(now.date)},
                                {"day", now.tick},
                                {"days", now.last_tick},
                                {"people_under_way", now.people_under_way},
                                {"agent_days_per_second", std::round(agent_days_per_second(now))},
                                {"seconds", now.seconds},
                                {"seconds_left", nullptr}};
    if (const double left = seconds_left(now); !std::isnan(left)) line["seconds_left"] = left;
    return line.dump();
}

std::string bar_of(double share)
{
    constexpr int cells = 20;
    const auto full = static_cast<std::size_t>(std::lround(share * cells));
    return "[" + std::string(full, '#') + std::string(cells - full, '.') + "] ";
}

}  // namespace

ProgressStyle automatic_style()
{
    return isatty(STDERR_FILENO) == 1 ? ProgressStyle::bar : ProgressStyle::plain;
}

void ProgressLine::show(const RunProgress& now)
{
    if (style_ == ProgressStyle::none || now.seconds - last_shown_ < seconds_between(style_)) return;
    const bool is_first = last_shown_ < 0.0;
    last_shown_ = now.seconds;
    if (style_ == ProgressStyle::plain && is_first) return;  // short runs need no lines
    if (style_ == ProgressStyle::json) print_message(json_of(now) + "\n");
    if (style_ == ProgressStyle::plain) print_message(line_of(now) + "\n");
    if (style_ == ProgressStyle::bar) print_message("\r\x1b[K" + bar_of(share_done(now)) + line_of(now));
    is_drawn_ = style_ == ProgressStyle::bar;
}

void ProgressLine::clear()
{
    if (is_drawn_) print_message("\r\x1b[K");
    is_drawn_ = false;
}

}  // namespace corredor
