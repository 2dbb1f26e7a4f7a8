#include "studies/selfcheck.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "output/result_file.hpp"
#include "studies/case_sums.hpp"
#include "studies/run.hpp"
#include "studies/run_record.hpp"

namespace corredor {

namespace {

struct Finished {
    std::vector<std::byte> bytes;
    std::vector<std::uint64_t> hashes;  // of recorded days
    std::uint64_t last_hash = 0;
    RunRecord record;
    std::string wrong_sum;  // the variable that single cases do not add up to
};

std::vector<std::uint64_t> hashes_in(const Dataset& dataset)
{
    const auto found = std::ranges::find(dataset.variables, "state_hash", &Variable::name);
    return found->values.visit([](auto values) {
        std::vector<std::uint64_t> hashes;
        if constexpr (std::is_same_v<typename decltype(values)::value_type, std::uint64_t>)
            hashes.assign(values.begin(), values.end());
        return hashes;
    });
}

Finished run(const LoadedScenario& loaded, int threads = 0)
{
    RunRequest request{.scenario = {}, .load = {}, .threads = threads, .output = {}};
    request.cases = Cases::kept;
    const RunOutcome outcome = run_scenario(loaded, request);
    return {result_bytes(outcome.dataset), hashes_in(outcome.dataset), outcome.state_hash, record_of(outcome.dataset),
            first_wrong_sum(outcome.dataset)};
}

// Interventions that change nothing: of strength zero, or on nothing.

BorderScope no_border()
{
    return {.between = {}, .entering = {}, .border_pair = {}, .crossing = {}, .kinds = {}};
}

struct NullOf {
    CountryRef country;
    NodeRef node;
    LegRef leg;
    OrganisationRef organisation;

    void make(CloseBorder& effect) const { effect.where = no_border(); }
    void make(OpenBorder& effect) const { effect.where = no_border(); }
    void make(EntryRule& effect) const
    {
        effect.country = country;
        effect.from = country;  // nobody enters a country from itself
    }
    void make(Regularise& effect) const { effect.country = country; }
    void make(Militarise&) const {}
    void make(Deport& effect) const { effect.country = country; }
    void make(AntiCorruption& effect) const { effect.country = country; }
    void make(Shelters& effect) const { effect.node = node; }
    void make(HumanitarianCorridor& effect) const
    {
        effect.legs = {leg};
        effect.fare_factor = 1.0;
    }
    void make(InformationCampaign&) const {}
    void make(JobMarket& effect) const { effect.country = country; }
    void make(Push&) const {}
    void make(Pull& effect) const { effect.country = country; }
    void make(Raid& effect) const { effect.node = node; }  // from which nobody is led
    void make(Dismantle& effect) const
    {
        effect = {.organisation = organisation, .node = node, .arrested_share = 0.0, .rescued_share = 0.0};
    }
    void make(ArrestLeader& effect) const
    {
        effect.organisation = organisation;
        effect.link_factor = 1.0;
    }
    void make(FreezeAssets& effect) const { effect.organisation = organisation; }
    void make(Designate& effect) const
    {
        effect.organisation = organisation;
        effect.friction = 0.0;
    }
    void make(PoliceReinforcement& effect) const { effect.country = country; }
    void make(Cooperation& effect) const { effect.countries = {country}; }
    void make(Set&) const {}  // what it sets is in the dated models, and there it is not
};

struct NullIntervention {
    std::string kind;
    Intervention effect;
};

template <std::size_t... kinds>
std::vector<NullIntervention> null_interventions(const NullOf& nothing, std::index_sequence<kinds...>)
{
    std::vector<NullIntervention> all;
    const auto add = [&]<class Kind>(Kind effect) {
        nothing.make(effect);
        all.push_back({std::string{Kind::name}, effect});
    };
    (add(std::variant_alternative_t<kinds, Intervention>{}), ...);
    return all;
}

/// The last place and country of the tables, the first leg and the first organisation: any would do.
std::vector<NullIntervention> null_interventions(const LoadedScenario& loaded)
{
    const Tables& tables = loaded.tables;
    const auto& organisations = loaded.scenario.model.organisations;
    return null_interventions({.country = {tables.nodes.back().country},
                               .node = {tables.nodes.back().id},
                               .leg = {tables.legs.front().id},
                               .organisation = {organisations.empty() ? "" : organisations.begin()->first}},
                              std::make_index_sequence<std::variant_size_v<Intervention>>{});
}

TimelineEntry entry_of(Intervention effect, Date on, std::optional<Date> until)
{
    return {.id = "", .about = "", .source = "", .on = on, .until = until, .effect = std::move(effect)};
}

class Checks {
public:
    Checks(const LoadedScenario& loaded, const SelfcheckReport& report)
        : loaded_{loaded}, report_{report}, reference_{run(loaded, 1)}
    {
    }

    void check_threads()
    {
        for (const int threads : {2, 3, 8}) {
            const bool same = run(loaded_, threads).bytes == reference_.bytes;
            tell(fmt::format("1 and {} threads give the same bytes", threads), same, "the result files differ");
        }
    }

    /// Puts the run down on some days and takes it up again, on other threads.
    void check_restart()
    {
        const std::int32_t days = loaded_.scenario.run.end.days_since(loaded_.scenario.run.start);
        const auto stem = std::filesystem::temp_directory_path() / fmt::format("corredor_selfcheck_{}", getpid());
        for (const std::int32_t day : {days / 3, days / 2 + 1, days - 1}) {
            if (day < 1 || day >= days) continue;
            const Date on = loaded_.scenario.run.start.plus_days(day);
            const std::filesystem::path file = stem.string() + "." + to_string(on) + ".chk";
            LoadedScenario shorter = loaded_;  // when it ends is no part of its past
            shorter.scenario.run.end = on.plus_days(1);
            RunRequest first{.scenario = {}, .load = {}, .threads = 2, .output = {}};
            first.cases = Cases::kept;
            first.checkpoints = {.stem = stem, .every_days = day, .when_stopped = false, .kept = 1};
            const bool is_put_down = run_scenario(shorter, first).checkpoint == file;
            RunRequest second{.scenario = {}, .load = {}, .threads = 3, .output = {}};
            second.cases = Cases::kept;
            second.resume = file;
            const bool same = is_put_down && result_bytes(run_scenario(loaded_, second).dataset) == reference_.bytes;
            tell(fmt::format("a run put down before {} and taken up again gives the same bytes", to_string(on)), same,
                 "the result files differ");
            std::error_code is_left_lying;
            std::filesystem::remove(file, is_left_lying);
        }
    }

    void check_null_interventions()
    {
        const RunSpec& times = loaded_.scenario.run;
        const std::int32_t days = times.end.days_since(times.start);
        const Date on = times.start.plus_days(days / 3);
        const Date until = times.start.plus_days(days / 3 + std::max(1, days / 4));
        for (const NullIntervention& nothing : null_interventions(loaded_)) {
            LoadedScenario changed = loaded_;
            changed.scenario.timeline.push_back(entry_of(nothing.effect, on, until));
            compare_hashes(fmt::format("{} that changes nothing leaves every day as it was", nothing.kind), changed);
        }
        LoadedScenario later = loaded_;
        for (const NullIntervention& nothing : null_interventions(loaded_))
            later.scenario.timeline.push_back(entry_of(nothing.effect, times.end.plus_days(30), std::nullopt));
        compare_hashes("interventions after the last day leave every day as it was", later);
    }

    void check_outputs()
    {
        LoadedScenario less = loaded_;
        less.scenario.outputs.variables = {"persons"};
        compare_last_hash("writing fewer variables leaves the last day as it was", less);
        LoadedScenario rarer = loaded_;
        rarer.scenario.outputs.record_every_days = loaded_.scenario.outputs.record_every_days * 4 + 1;
        compare_last_hash("recording more rarely leaves the last day as it was", rarer);
    }

    void check_cases()
    {
        LoadedScenario with_cases = loaded_;
        OutputSpec& outputs = with_cases.scenario.outputs;
        outputs.variables.clear();
        outputs.events_at_most = OutputSpec::rows_at_most;
        outputs.journeys_share = 0.01;
        outputs.persons_share = 1.0;
        const Finished told = run(with_cases);
        tell("keeping single cases leaves the last day as it was", told.last_hash == reference_.last_hash,
             "the states at the end differ");
        tell("single cases add up to what is counted", told.wrong_sum.empty(),
             fmt::format("they do not add up to {}", told.wrong_sum));
    }

    void check_ledger()
    {
        LoadedScenario all = loaded_;
        all.scenario.outputs.variables.clear();
        const RunRecord record = loaded_.scenario.outputs.variables.empty() ? reference_.record : run(all).record;
        tell("every change of status is in the ledger, nobody appears or vanishes", first_unbalanced_day(record) < 0.0,
             fmt::format("people and ledger part on day {}", first_unbalanced_day(record)));
    }

    [[nodiscard]] bool all_hold() const { return all_hold_; }

private:
    void tell(std::string promise, bool holds, std::string detail)
    {
        all_hold_ &= holds;
        report_({std::move(promise), holds, holds ? "" : std::move(detail)});
    }

    void compare_hashes(std::string promise, const LoadedScenario& changed)
    {
        const Finished other = run(changed);
        const auto [ours, theirs] = std::ranges::mismatch(reference_.hashes, other.hashes);
        const bool same = ours == reference_.hashes.end() && theirs == other.hashes.end();
        const auto at = static_cast<std::size_t>(ours - reference_.hashes.begin());
        tell(std::move(promise), same,
             same ? "" : fmt::format("the first recorded day that differs is {}", day_of_record(at)));
    }

    void compare_last_hash(std::string promise, const LoadedScenario& changed)
    {
        tell(std::move(promise), run(changed).last_hash == reference_.last_hash, "the states at the end differ");
    }

    [[nodiscard]] std::string day_of_record(std::size_t record) const
    {
        if (record >= reference_.record.days.size()) return "after the last";
        const auto days = static_cast<std::int32_t>(reference_.record.days[record]);
        return to_string(reference_.record.start.plus_days(days - 1));
    }

    /// Of each status: people before, plus those who came to it, minus those who left it, are the people now.
    static double first_unbalanced_day(const RunRecord& record)
    {
        const std::size_t statuses = record.status.size();
        std::vector<double> expected(statuses, 0.0);
        for (std::size_t r = 0; r < record.days.size(); ++r) {
            std::vector<double> now(statuses, 0.0);
            for (std::size_t cell = 0; cell < record.persons.cells; ++cell)
                now[cell % statuses] += record.persons.at(r, cell);
            for (std::size_t from = 0; from <= statuses; ++from)
                for (std::size_t to = 0; to < statuses; ++to) {
                    const double moved = record.ledger.at(r, from * statuses + to);
                    expected[to] += moved;
                    if (from > 0) expected[from - 1] -= moved;
                }
            if (now != expected) return record.days[r];
        }
        return -1.0;
    }

    const LoadedScenario& loaded_;
    const SelfcheckReport& report_;
    Finished reference_;
    bool all_hold_ = true;
};

}  // namespace

bool selfcheck(const LoadedScenario& loaded, const SelfcheckReport& report)
{
    Checks checks{loaded, report};
    checks.check_threads();
    checks.check_restart();
    checks.check_null_interventions();
    checks.check_outputs();
    checks.check_ledger();
    checks.check_cases();
    return checks.all_hold();
}

}  // namespace corredor
