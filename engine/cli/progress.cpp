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

double seconds_left(const StudyProgress& now)
{
    return now.share_done > 0.0 ? now.seconds * (1.0 - now.share_done) / now.share_done : NAN;
}

std::string clock_of(double seconds)
{
    if (std::isnan(seconds)) return "-:--";
    const auto whole = static_cast<long>(std::lround(seconds));
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string line_of(const StudyProgress& now)
{
    return fmt::format("{:3.0f} %  {} of {} runs done  {} left", 100.0 * now.share_done, now.runs_done, now.runs,
                       clock_of(seconds_left(now)));
}

std::string json_of(const StudyProgress& now)
{
    nlohmann::ordered_json line{{"runs_done", now.runs_done},   {"runs", now.runs},
                                {"share_done", now.share_done}, {"agent_days", now.agent_days},
                                {"seconds", now.seconds},       {"seconds_left", nullptr}};
    if (const double left = seconds_left(now); !std::isnan(left)) line["seconds_left"] = left;
    return line.dump();
}

std::string line_of(const RunProgress& now)
{
    return fmt::format("{} {:3.0f} %  {} people under way  {:.2g} million agent-days/s  {} left", to_string(now.date),
                       100.0 * share_done(now), with_thousands(static_cast<double>(now.people_under_way)),
                       agent_days_per_second(now) / 1e6, clock_of(seconds_left(now)));
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

ProgressStyle style_named(std::string_view name)
{
    if (name == "none") return ProgressStyle::none;
    if (name == "json") return ProgressStyle::json;
    return name == "plain" ? ProgressStyle::plain : automatic_style();
}

bool ProgressLine::is_time(double seconds)
{
    if (style_ == ProgressStyle::none || seconds - last_shown_ < seconds_between(style_)) return false;
    const bool is_first = last_shown_ < 0.0;
    last_shown_ = seconds;
    return style_ != ProgressStyle::plain || !is_first;  // short runs need no lines
}

void ProgressLine::print(double share, const std::string& line, const std::string& json)
{
    if (style_ == ProgressStyle::json) print_message(json + "\n");
    if (style_ == ProgressStyle::plain) print_message(line + "\n");
    if (style_ == ProgressStyle::bar) print_message("\r\x1b[K" + bar_of(share) + line);
    is_drawn_ = style_ == ProgressStyle::bar;
}

void ProgressLine::show(const RunProgress& now)
{
    if (is_time(now.seconds)) print(share_done(now), line_of(now), json_of(now));
}

void ProgressLine::show(const StudyProgress& now)
{
    if (is_time(now.seconds)) print(now.share_done, line_of(now), json_of(now));
}

void ProgressLine::clear()
{
    if (is_drawn_) print_message("\r\x1b[K");
    is_drawn_ = false;
}

}  // namespace corredor
