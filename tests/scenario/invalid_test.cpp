#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/scenario_files.hpp"

namespace corredor {
namespace {

namespace fs = std::filesystem;

// Each file of tests/scenario/invalid begins with what the loader must say of it, and nothing else may be said:
//   # expect: [FILE:]LINE:COLUMN TEXT
// The file's own name is left out.

std::vector<std::string> invalid_files()
{
    std::vector<std::string> names;
    for (const auto& item : fs::directory_iterator{scenario_tests() / "invalid"})
        if (item.path().extension() == ".yaml") names.push_back(item.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> expected_in(const fs::path& file)
{
    constexpr std::string_view mark = "# expect: ";
    std::vector<std::string> expected;
    std::ifstream stream{file};
    for (std::string line; std::getline(stream, line) && line.starts_with(mark);)
        expected.push_back(line.substr(mark.size()));
    return expected;
}

/// The problem as the files write it, without the folder that this source tree happens to stand in.
std::string as_expected(const Problem& problem, const fs::path& file)
{
    Problem own = problem;
    std::string text = to_string(own);
    for (const std::string& prefix :
         {file.string() + ":", (scenario_tests() / "invalid").string() + "/", scenario_tests().string() + "/"})
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
    constexpr std::string_view separator = ": error: ";
    if (const std::size_t at = text.find(separator); at != std::string::npos) text.replace(at, separator.size(), " ");
    return text;
}

class InvalidScenario : public testing::TestWithParam<std::string> {};

TEST_P(InvalidScenario, SaysWhatIsWrongAndWhereAndNothingElse)
{
    const fs::path file = scenario_tests() / "invalid" / (GetParam() + ".yaml");
    const auto expected = expected_in(file);
    ASSERT_FALSE(expected.empty()) << "the file does not say what to expect";
    std::vector<std::string> said;
    for (const Problem& p : problems_of(file.string())) said.push_back(as_expected(p, file));
    EXPECT_THAT(said, testing::ElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(Corpus, InvalidScenario, testing::ValuesIn(invalid_files()),
                         [](const auto& file) { return file.param; });

}  // namespace
}  // namespace corredor
