#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace corredor {

/// One thing that is wrong in a scenario or its tables. Lines and columns count from 1; 0 means the whole file.
struct Problem {
    std::string file;
    int line = 0;
    int column = 0;
    std::string what;
    std::string hint;
    bool is_missing_file = false;

    friend bool operator==(const Problem&, const Problem&) = default;
};

/// `file:line:column: error: what; hint`
[[nodiscard]] std::string to_string(const Problem&);

/// Everything that is wrong with a scenario, at once.
class ScenarioError : public std::runtime_error {
public:
    explicit ScenarioError(std::vector<Problem> found);

    std::vector<Problem> problems;
};

/// Collects problems while reading goes on, and remembers which keys they left without a trustworthy value.
class Problems {
public:
    static constexpr std::size_t most = 200;

    void add(Problem problem);
    void mark_unsound(std::string_view path) { unsound_.emplace(path); }

    /// Part of the scenario could not be read at all: what is missing is no news.
    void mark_incomplete() { is_complete_ = false; }
    [[nodiscard]] bool is_complete() const { return is_complete_; }

    /// Whether the key has no problem of its own: another check may rely on its value.
    [[nodiscard]] bool is_sound(std::string_view path) const { return !unsound_.contains(path); }
    [[nodiscard]] bool empty() const { return found_.empty(); }
    [[nodiscard]] std::size_t size() const { return found_.size(); }
    [[nodiscard]] bool full() const { return found_.size() >= most; }

    /// By file and line, each once.
    [[nodiscard]] std::vector<Problem> sorted() const;
    void throw_if_any() const;

private:
    std::vector<Problem> found_;
    std::set<std::string, std::less<>> unsound_;
    std::size_t left_out_ = 0;
    bool is_complete_ = true;
};

}  // namespace corredor
