#include "studies/report_amounts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace corredor {

namespace {

constexpr double people_tolerance = 1e-9;

double sum_of_steps(const std::vector<double>& steps)
{
    return std::accumulate(steps.begin(), steps.end(), 0.0);
}

bool has_any_step(const std::vector<double>& steps)
{
    return std::ranges::any_of(steps, [](double v) { return v != 0.0; });
}

void add_steps(std::vector<double>& sums, const std::vector<double>& steps)
{
    sums.resize(std::max(sums.size(), steps.size()));
    for (std::size_t step = 0; step < steps.size(); ++step) sums[step] += steps[step];
}

/// Places with fewer people than told, and those with the next fewest while what is left out of the sum of all would be
/// of a single place or of few: it follows from the sum.
std::set<std::string> of_fewest(const std::map<std::string, double>& people, double fewest)
{
    std::vector<std::pair<double, std::string>> by_count;
    for (const auto& [place, count] : people) by_count.emplace_back(count, place);
    std::ranges::sort(by_count);
    std::set<std::string> places;
    double hidden = 0.0;
    for (const auto& [count, place] : by_count) {
        const bool is_few = count < fewest - people_tolerance;
        const bool would_follow = places.size() == 1 || (!places.empty() && hidden < fewest - people_tolerance);
        if (!is_few && !would_follow) break;
        places.insert(place);
        hidden += count;
    }
    return places;
}

/// The business that holds whom a mechanism takes (phases/captivity.cpp).
std::string business_that_holds(const std::string& leads_to, const std::string& economy)
{
    if (leads_to == "trafficked") return "sexual_exploitation";
    if (leads_to == "courier") return "drug_couriering";
    if (leads_to == "debt_bondage") return economy == "sexual_exploitation" ? economy : "labour_exploitation";
    return leads_to == "kidnapped" ? economy : "";
}

}  // namespace

/// A run's variables gathered into the steps of the report, by the names along their axes.
class ReportAmounts::Reading {
public:
    Reading(const ReportRun& run, const ReportSteps& steps) : run_{run}, steps_{steps} {}

    /// Sums over all axes but those named; their labels stand one after another, with a bar between.
    [[nodiscard]] ByLabel by(std::string_view variable, std::initializer_list<std::string_view> axes) const
    {
        ByLabel sums;
        const Block* block = run_.find(variable);
        if (block == nullptr) return sums;
        for (std::size_t c = 0; c < block->active.cells.size(); ++c)
            steps_.gather(block->records_of(c), block->is_flow,
                          sums.try_emplace(label(*block, block->active.cells[c], axes), steps_.count()).first->second);
        return sums;
    }

    [[nodiscard]] Steps all(std::string_view variable) const
    {
        Steps sums(steps_.count());
        for (const auto& [label, steps] : by(variable, {})) add_steps(sums, steps);
        return sums;
    }

    [[nodiscard]] std::string unit(std::string_view variable) const
    {
        const Block* block = run_.find(variable);
        return block == nullptr ? "" : block->unit;
    }

private:
    [[nodiscard]] std::string label(const Block& block, std::size_t cell,
                                    std::initializer_list<std::string_view> axes) const
    {
        std::vector<std::size_t> at(block.lengths.size());
        for (std::size_t axis = block.lengths.size(); axis-- > 0;) {
            at[axis] = cell % block.lengths[axis];
            cell /= block.lengths[axis];
        }
        std::string label;
        for (const std::string_view name : axes) {
            const auto axis = static_cast<std::size_t>(std::ranges::find(block.axes, name) - block.axes.begin());
            const auto* labels = run_.labels(name);
            if (axis >= at.size() || labels == nullptr || at[axis] >= labels->size()) continue;
            label += (label.empty() ? "" : "|") + (*labels)[at[axis]];
        }
        return label;
    }

    const ReportRun& run_;
    const ReportSteps& steps_;
};

std::vector<double> over_spans(std::vector<double> amounts, const std::vector<double>& people, double fewest)
{
    const auto come = [&](std::size_t step) { return step < people.size() ? people[step] : 0.0; };
    const auto is_begun = [&](std::size_t step) { return amounts[step] != 0.0 || come(step) != 0.0; };
    std::size_t first = 0;
    while (first < amounts.size() && !is_begun(first)) ++first;
    std::vector<std::size_t> starts{first};
    double came = 0.0;
    for (std::size_t step = first; step < amounts.size(); ++step) {
        came += come(step);
        if (came < fewest - people_tolerance) continue;
        starts.push_back(step + 1);
        came = 0.0;
    }
    if (starts.size() > 1) starts.pop_back();  // those who came last are too few for a span of their own
    starts.push_back(amounts.size());
    for (std::size_t span = 0; span + 1 < starts.size(); ++span) {
        const auto begin = amounts.begin() + static_cast<std::ptrdiff_t>(starts[span]);
        const auto end = amounts.begin() + static_cast<std::ptrdiff_t>(starts[span + 1]);
        if (end - begin > 1) std::fill(begin, end, std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin));
    }
    return amounts;
}

ReportAmounts::ReportAmounts(const FlatScenario& values)
{
    for (const auto& [path, value] : values) {
        constexpr std::string_view prefix = "mechanisms.";
        const std::size_t dot = path.rfind('.');
        if (!path.starts_with(prefix) || dot <= prefix.size()) continue;
        const std::string mechanism = path.substr(prefix.size(), dot - prefix.size());
        if (path.ends_with(".economy")) mechanisms_[mechanism].economy = value;
        if (path.ends_with(".leads_to")) mechanisms_[mechanism].leads_to = value;
    }
}

void ReportAmounts::add(const ReportRun& run, const ReportSteps& steps)
{
    const Reading reading{run, steps};
    ++runs_;
    count_people(reading);
    const auto add = [&](std::string_view variable, std::initializer_list<std::string_view> axes, auto&& keys_of) {
        for (auto& [label, amounts] : reading.by(variable, axes)) {
            std::vector<std::string> keys = keys_of(label);
            const std::string name = std::string{variable} + '_' + label;
            add_part(name, {keys.front(), std::move(keys), reading.unit(variable), {}}, Steps{amounts});
        }
    };
    using Keys = std::vector<std::string>;
    add("losses_usd", {"mechanism"}, [](const std::string& m) { return Keys{"losses_usd_" + m, "losses_usd"}; });
    add("held_days", {"economy"}, [](const std::string& e) { return Keys{"held_days_" + e}; });
    add("gains_usd", {"account"}, [](const std::string& account) { return Keys{"gains_usd_" + account}; });
    add("organisation_revenue_usd", {"economy", "organisation"}, [](const std::string& label) {
        const std::size_t bar = label.find('|');
        return Keys{"revenue_usd_by_" + label.substr(0, bar), "revenue_usd_of_" + label.substr(bar + 1), "revenue_usd"};
    });
    add_treasuries(reading);
    add_places(reading);
}

void ReportAmounts::add_treasuries(const Reading& reading)
{
    for (auto& [organisation, steps] : reading.by("treasury_usd", {"organisation"})) {
        OfRuns& of_runs = treasuries_[organisation];
        of_runs.resize(runs_);
        of_runs.back() = std::move(steps);
    }
}

void ReportAmounts::count_people(const Reading& reading)
{
    const ByLabel struck = reading.by("incidents", {"mechanism"});
    for (const auto& [mechanism, people] : struck) add_people("losses_usd_" + mechanism, people);
    for (const auto& [mechanism, losses] : reading.by("losses_usd", {"mechanism"}))
        add_people("losses_usd_" + mechanism, {});
    count_people_of_businesses(reading, struck, reading.by("captives", {"mechanism"}));
    count_people_of_accounts(reading, struck);
}

void ReportAmounts::count_people_of_businesses(const Reading& reading, const ByLabel& struck, const ByLabel& captives)
{
    for (const auto& [mechanism, of] : mechanisms_) {
        const std::string holder = business_that_holds(of.leads_to, of.economy);
        const auto were_struck = struck.find(mechanism);
        const auto were_taken = captives.find(mechanism);
        if (!of.economy.empty())
            add_people("revenue_usd_by_" + of.economy, were_struck == struck.end() ? Steps{} : were_struck->second);
        if (!holder.empty())
            add_people("held_days_" + holder, were_taken == captives.end() ? Steps{} : were_taken->second);
        if (!holder.empty() && holder != of.economy)  // their work is what it earns
            add_people("revenue_usd_by_" + holder, were_taken == captives.end() ? Steps{} : were_taken->second);
    }
    for (const auto& [economy, days] : reading.by("held_days", {"economy"})) add_people("held_days_" + economy, {});
    const Steps over_trochas = reading.all("irregular_entries");
    add_people("revenue_usd_by_trocha_toll", over_trochas);
    add_people("revenue_usd_by_smuggler_tribute", over_trochas);
    add_people("revenue_usd_by_smuggling_package", reading.all("journeys_smuggled"));
}

void ReportAmounts::count_people_of_accounts(const Reading& reading, const ByLabel& struck)
{
    const Steps left = reading.all("departures");
    for (const char* account : {"endowment", "income", "carriers", "living", "households"})
        add_people(std::string{"gains_usd_"} + account, left);
    add_people("gains_usd_officials", reading.all("crossings"));
    add_people("gains_usd_tolls", reading.all("irregular_entries"));
    for (const char* account : {"robbers", "organisations", "relatives"})
        add_people(std::string{"gains_usd_"} + account, {});
    for (const auto& [mechanism, people] : struck) {
        const auto of = mechanisms_.find(mechanism);
        const bool is_business = of != mechanisms_.end() && !of->second.economy.empty();
        add_people(is_business ? "gains_usd_organisations" : "gains_usd_robbers", people);
        if (of != mechanisms_.end() && of->second.leads_to == "kidnapped") add_people("gains_usd_relatives", people);
    }
}

void ReportAmounts::add_people(const std::string& behind, const Steps& people)
{
    OfRuns& of_runs = behind_[behind];
    of_runs.resize(std::max(of_runs.size(), runs_));
    add_steps(of_runs.back(), people);
}

void ReportAmounts::add_part(const std::string& name, Part&& part, Steps&& steps)
{
    Part& here = parts_.try_emplace(name, std::move(part)).first->second;
    here.of_runs.resize(runs_);
    here.of_runs.back() = std::move(steps);
}

void ReportAmounts::add_places(const Reading& reading)
{
    ByLabel incidents = reading.by("incidents", {"mechanism", "node"});
    for (const auto& [label, losses] : reading.by("losses_usd", {"mechanism", "node"})) {
        const std::size_t bar = label.find('|');
        AtPlace& here =
            places_.try_emplace(label, AtPlace{"losses_usd_" + label.substr(0, bar), label.substr(bar + 1), {}, {}})
                .first->second;
        add_steps(here.losses, losses);
    }
    for (const auto& [label, people] : incidents)
        if (const auto here = places_.find(label); here != places_.end()) add_steps(here->second.incidents, people);
}

/// In any run. Amounts without anybody who was counted are of few too: of whom, is not known.
bool ReportAmounts::is_of_few(const std::string& behind, double fewest) const
{
    const auto people = behind_.find(behind);
    if (people == behind_.end()) return false;
    for (std::size_t run = 0; run < runs_; ++run) {
        const bool is_amount = std::ranges::any_of(parts_, [&](const auto& named) {
            const Part& part = named.second;
            return part.behind == behind && run < part.of_runs.size() && has_any_step(part.of_runs[run]);
        });
        const double came = run < people->second.size() ? sum_of_steps(people->second[run]) : 0.0;
        if (is_amount && came < fewest - people_tolerance) return true;
    }
    return false;
}

/// What the accounts gain adds up to nothing: one that is left out alone would follow from the others, so that with the
/// fewest people behind it goes too.
std::set<std::string> ReportAmounts::left_out(double fewest) const
{
    constexpr std::string_view accounts = "gains_usd_";
    std::set<std::string> few;
    std::string next;
    double fewest_people = std::numeric_limits<double>::infinity();
    std::size_t accounts_of_few = 0;
    for (const auto& [name, part] : parts_) {
        const bool is_few = few.contains(part.behind) || is_of_few(part.behind, fewest);
        if (is_few) few.insert(part.behind);
        if (!part.behind.starts_with(accounts)) continue;
        if (is_few) ++accounts_of_few;
        double people = 0.0;
        if (const auto of = behind_.find(part.behind); of != behind_.end())
            for (const Steps& steps : of->second) people += sum_of_steps(steps);
        if (!is_few && people < fewest_people) {
            fewest_people = people;
            next = part.behind;
        }
    }
    if (accounts_of_few == 1 && !next.empty()) few.insert(next);
    return few;
}

/// Part of the money with the same people behind it.
double ReportAmounts::share_of(const Part& part, std::size_t run) const
{
    const auto sum = [run](const Part& p) {
        return run < p.of_runs.size() ? std::abs(sum_of_steps(p.of_runs[run])) : 0.0;
    };
    double all = 0.0;
    for (const auto& [name, other] : parts_)
        if (other.behind == part.behind) all += sum(other);
    return all > 0.0 ? sum(part) / all : 1.0;
}

/// Those behind a part, as many as it is worth; nobody where no agent is behind it.
ReportAmounts::Steps ReportAmounts::people_of(const Part& part, std::size_t run) const
{
    const auto people = behind_.find(part.behind);
    if (people == behind_.end() || run >= people->second.size()) return {};
    Steps steps = people->second[run];
    const double share = share_of(part, run);
    for (double& of_step : steps) of_step *= share;
    return steps;
}

bool ReportAmounts::is_told(const Part& part, const std::set<std::string>& of_few, double fewest) const
{
    if (of_few.contains(part.behind)) return false;
    if (!behind_.contains(part.behind)) return true;
    for (std::size_t run = 0; run < part.of_runs.size(); ++run)
        if (has_any_step(part.of_runs[run]) && sum_of_steps(people_of(part, run)) < fewest - people_tolerance)
            return false;
    return true;
}

/// Over time as the mean over spans in which five more came to be behind what the organisation takes in.
std::vector<ReportSeries> ReportAmounts::told_treasuries(const std::set<std::string>& of_few, double fewest) const
{
    std::vector<ReportSeries> told;
    for (const auto& [organisation, of_runs] : treasuries_) {
        ReportSeries series{.key = "treasury_usd_" + organisation,
                            .unit = "USD",
                            .is_flow = false,
                            .scale = 1.0,
                            .of_runs = of_runs,
                            .is_part = false};
        bool is_all_told = true;
        std::vector<Steps> people(of_runs.size());
        for (const auto& [name, part] : parts_) {
            if (std::ranges::find(part.keys, "revenue_usd_of_" + organisation) == part.keys.end()) continue;
            if (std::ranges::none_of(part.of_runs, has_any_step)) continue;
            is_all_told = is_all_told && is_told(part, of_few, fewest);
            for (std::size_t run = 0; run < people.size(); ++run)
                if (run < part.of_runs.size() && !part.of_runs[run].empty())
                    add_steps(people[run], people_of(part, run));
        }
        if (!is_all_told) continue;
        for (std::size_t run = 0; run < people.size(); ++run)
            if (has_any_step(people[run])) series.of_runs[run] = over_spans(of_runs[run], people[run], fewest);
        std::erase_if(series.of_runs, [](const Steps& steps) { return !has_any_step(steps); });
        if (!series.of_runs.empty()) told.push_back(std::move(series));
    }
    return told;
}

ReportAmounts::Told ReportAmounts::tell(double fewest) const
{
    const std::set<std::string> of_few = left_out(fewest);
    struct Sum {
        std::string unit;
        OfRuns of_runs;
        bool is_part = false;
        bool is_told = false;
    };
    std::map<std::string, Sum> sums;
    for (const auto& [name, part] : parts_)
        for (const std::string& key : part.keys) {
            Sum& sum = sums[key];
            sum.unit = part.unit;
            sum.of_runs.resize(runs_);
            if (!is_told(part, of_few, fewest)) {
                sum.is_part = true;
                continue;
            }
            sum.is_told = true;
            for (std::size_t run = 0; run < part.of_runs.size(); ++run) {
                if (part.of_runs[run].empty()) continue;
                const Steps people = people_of(part, run);
                add_steps(sum.of_runs[run],
                          people.empty() ? part.of_runs[run] : over_spans(part.of_runs[run], people, fewest));
            }
        }
    Told told;
    for (auto& [key, sum] : sums) {
        if (!sum.is_told) continue;
        for (const Steps& steps : sum.of_runs) told.totals[key].push_back(sum_of_steps(steps));
        std::erase_if(sum.of_runs, [](const Steps& steps) { return !has_any_step(steps); });
        if (!sum.of_runs.empty())
            told.series.push_back({.key = key,
                                   .unit = std::move(sum.unit),
                                   .is_flow = true,
                                   .scale = 1.0,
                                   .of_runs = std::move(sum.of_runs),
                                   .is_part = sum.is_part});
    }
    for (ReportSeries& treasury : told_treasuries(of_few, fewest)) told.series.push_back(std::move(treasury));
    told.losses_usd = told_at_places(of_few, fewest);
    return told;
}

std::map<std::string, std::vector<double>> ReportAmounts::told_at_places(const std::set<std::string>& of_few,
                                                                         double fewest) const
{
    std::map<std::string, std::pair<Steps, Steps>> sums;  // losses, incidents
    for (const auto& [label, at] : places_) {
        if (of_few.contains(at.behind)) continue;
        auto& [losses, incidents] = sums[at.place];
        add_steps(losses, at.losses);
        add_steps(incidents, at.incidents);
    }
    // A mean over runs: five agents in the mean run.
    const double fewest_in_all = fewest * static_cast<double>(runs_);
    std::map<std::string, double> people;
    for (const auto& [place, of] : sums) people.emplace(place, sum_of_steps(of.second));
    const std::set<std::string> untold = of_fewest(people, fewest_in_all);
    std::map<std::string, std::vector<double>> told;
    for (auto& [place, of] : sums) {
        auto& [losses, incidents] = of;
        incidents.resize(losses.size());
        if (untold.contains(place))
            std::ranges::fill(losses, std::numeric_limits<double>::quiet_NaN());
        else
            losses = over_spans(std::move(losses), incidents, fewest_in_all);
        told.emplace(place, std::move(losses));
    }
    return told;
}

}  // namespace corredor
