#include "scenario/problem.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace corredor {

std::string to_string(const Problem& p)
{
    std::string text = p.file;
    if (p.line > 0) text += fmt::format(":{}:{}", p.line, p.column);
    text += fmt::format("{}error: {}", text.empty() ? "" : ": ", p.what);
    if (!p.hint.empty()) text += "; " + p.hint;
    return text;
}

namespace {

std::string lines_of(const std::vector<Problem>& problems)
{
    std::string text;
    for (const Problem& p : problems) text += (text.empty() ? "" : "\n") + to_string(p);
    return text;
}

}  // namespace

ScenarioError::ScenarioError(std::vector<Problem> found)
    : std::runtime_error{lines_of(found)}, problems{std::move(found)}
{
}

void Problems::add(Problem problem)
{
    if (std::find(found_.begin(), found_.end(), problem) != found_.end()) return;
    if (full())
        ++left_out_;
    else
        found_.push_back(std::move(problem));
}

std::vector<Problem> Problems::sorted() const
{
    std::vector<Problem> all = found_;
    std::stable_sort(all.begin(), all.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    if (left_out_ > 0)
        all.push_back({.file = all.back().file,
                       .what = "there are more problems than are shown here",
                       .hint = "put these right first"});
    return all;
}

void Problems::throw_if_any() const
{
    if (!empty()) throw ScenarioError{sorted()};
}

}  // namespace corredor
