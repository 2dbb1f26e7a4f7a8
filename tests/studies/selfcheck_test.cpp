#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "studies/selfcheck.hpp"

namespace corredor {
namespace {

TEST(Selfcheck, HoldsForTheTinyScenarioAndTriesEveryKindOfIntervention)
{
    LoadOptions options;
    options.persons_per_agent = 10;
    const auto loaded = load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options);
    std::string promises;
    const bool all_hold = selfcheck(loaded, [&](const SelfcheckResult& result) {
        EXPECT_TRUE(result.holds) << result.promise << ": " << result.detail;
        promises += result.promise + "\n";
    });
    EXPECT_TRUE(all_hold);
    for (const char* kind : {"close_border", "militarise", "set", "8 threads", "ledger"})
        EXPECT_THAT(promises, testing::HasSubstr(kind));
}

}  // namespace
}  // namespace corredor
