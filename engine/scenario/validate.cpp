#include "scenario/validate.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include <fmt/format.h>

#include "scenario/names.hpp"
#include "scenario/nearest.hpp"
#include "scenario/validate_world.hpp"

namespace corredor {
namespace {

const Value nothing{};

/// The value that was read at a path of keys; an empty one when it is not there.
const Value& value_at(const Value& tree, std::initializer_list<std::string_view> keys)
{
    const Value* at = &tree;
    for (const std::string_view key : keys) {
        const Member* member = at->find(key);
        if (member == nullptr) return nothing;
        at = &member->value;
    }
    return *at;
}

/// Where to point at: the value if the file holds it, else what it should stand in.
Place place_of(const Value& value, const Place& otherwise)
{
    return value.place.source ? value.place : otherwise;
}

void check_run(const RunSpec& run, const Value& tree, Problems& problems)
{
    if (!problems.is_sound("run.start") || !problems.is_sound("run.end") || !problems.is_sound("run")) return;
    if (run.start < run.end) return;
    problems.add(
        problem_at(place_of(value_at(tree, {"run", "end"}), tree.place),
                   fmt::format("run.end is {}, must be after run.start ({})", to_string(run.end), to_string(run.start)),
                   "the end is the day after the last"));
}

void check_sum(const std::string& path, double sum, const Place& place, Problems& problems)
{
    constexpr double slack = 0.01;
    if (std::abs(sum - 1.0) <= slack) return;
    problems.add(
        problem_at(place, fmt::format("{} sums to {:.4g}, must sum to 1", path, sum), "these are shares of one whole"));
}

void check_shares(const DepartureSpec& departures, const Value& tree, Problems& problems)
{
    const Value& at = value_at(tree, {"departures"});
    const Place whole = place_of(at, tree.place);
    const bool has_pool = departures.pool_people > 0 && problems.is_sound("departures.pool_people");
    if (has_pool && problems.is_sound("departures.origin_share")) {
        double sum = 0.0;
        for (const auto& [node, share] : departures.origin_share) sum += share;
        check_sum("departures.origin_share", sum, place_of(value_at(at, {"origin_share"}), whole), problems);
    }
    const auto& sizes = departures.party_size_share;
    constexpr std::size_t largest_party = 50;
    const Place place = place_of(value_at(at, {"party_size_share"}), whole);
    if (sizes.size() > largest_party)
        problems.add(problem_at(place, fmt::format("departures.party_size_share has {} sizes, must have at most {}",
                                                   sizes.size(), largest_party)));
    if (problems.is_sound("departures.party_size_share"))
        check_sum("departures.party_size_share", std::accumulate(sizes.begin(), sizes.end(), 0.0), place, problems);
}

/// For minors only abduction, separation and return are modelled; and nobody is taken where there is no organisation.
void check_mechanisms(const std::map<std::string, MechanismSpec>& mechanisms, const Value& tree, Problems& problems)
{
    const Value& at = value_at(tree, {"mechanisms"});
    for (const auto& [name, spec] : mechanisms) {
        if (spec.leads_to == LeadsTo::nothing) continue;
        const std::string path = "mechanisms." + name;
        const Value& own = value_at(at, {name});
        const Place whole = place_of(own, place_of(at, tree.place));
        const bool adults_only = spec.captures == Captures::adult_woman || spec.captures == Captures::adult;
        if (!adults_only && spec.leads_to != LeadsTo::kidnapped)
            problems.add(
                problem_at(place_of(value_at(own, {"captures"}), whole),
                           fmt::format("{}.captures is {}, must be adult or adult_woman where leads_to is {}", path,
                                       name_of(spec.captures), name_of(spec.leads_to)),
                           "for minors only abduction (leads_to: kidnapped), separation and return are modelled"));
        if (!spec.economy)
            problems.add(problem_at(whole, fmt::format("{} takes people and names no economy", path),
                                    "whoever is taken is taken by an organisation: say which business it is"));
        if (spec.background_share > 0)
            problems.add(problem_at(place_of(value_at(own, {"background_share"}), whole),
                                    fmt::format("{}.background_share is {}, must be 0 where people are taken", path,
                                                number_text(spec.background_share)),
                                    "nobody is taken where there is no organisation"));
    }
}

void check_dates(const TimelineEntry& entry, const std::string& path, const Value& at, Problems& problems)
{
    const bool is_sound = problems.is_sound(path + ".on") && problems.is_sound(path + ".until");
    if (!is_sound || !entry.until || entry.on < *entry.until) return;
    problems.add(problem_at(
        place_of(value_at(at, {"until"}), at.place),
        fmt::format("{}.until is {}, must be after on ({})", path, to_string(*entry.until), to_string(entry.on)),
        "until is the first day on which it no longer holds"));
}

void check_timeline(const std::vector<TimelineEntry>& timeline, const Value& at, Problems& problems)
{
    std::map<std::string, Place> seen;
    std::size_t sets = 0;
    for (std::size_t i = 0; i < timeline.size() && i < at.items.size(); ++i) {
        const TimelineEntry& entry = timeline[i];
        check_dates(entry, fmt::format("timeline[{}]", i), at.items[i], problems);
        if (std::holds_alternative<Set>(entry.effect) && ++sets == most_sets + 1)
            problems.add(problem_at(at.items[i].place, fmt::format("more than {} entries with `set`", most_sets)));
        if (entry.id.empty()) continue;
        const Place place = place_of(value_at(at.items[i], {"id"}), at.items[i].place);
        const auto [first, is_new] = seen.emplace(entry.id, place);
        if (is_new) continue;
        const std::string where = first->second.source ? first->second.source->shown : "";
        problems.add(problem_at(place,
                                fmt::format("timeline[{}].id is {}, which stands at {}:{} already", i, shown(entry.id),
                                            where, first->second.line),
                                fmt::format("give it another id, or `drop: [{}]` first", shown(entry.id))));
    }
}

std::string bytes_text(double bytes)
{
    constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 1024 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return fmt::format("{:.3g} {}", bytes, units[unit]);
}

// Doubles on purpose: no product of what a scenario may hold can overflow them.
void check_memory(const Scenario& s, const ReadTables& tables, const Value& tree, std::uint64_t memory_bytes,
                  Problems& problems)
{
    constexpr double bytes_per_agent = 64;
    double people = static_cast<double>(s.model.departures.pool_people);
    for (const CohortSpec& cohort : s.model.departures.cohorts) people += static_cast<double>(cohort.people);
    for (const StockRow& row : tables.initial_stock.rows) people += static_cast<double>(row.people);
    const auto persons_per_agent = static_cast<double>(std::max<std::int64_t>(1, s.run.persons_per_agent));
    const double needed = people / persons_per_agent * bytes_per_agent;
    const auto limit = static_cast<double>(memory_bytes);
    if (needed <= limit || !problems.is_sound("departures.pool_people")) return;
    const double fitting = std::ceil(people * bytes_per_agent / std::max(limit, 1.0));
    const Value& run = value_at(tree, {"run"});
    problems.add(problem_at(place_of(value_at(run, {"persons_per_agent"}), place_of(run, tree.place)),
                            fmt::format("{} people at {} for each agent need {}, this machine has {} for a run",
                                        number_text(people), number_text(persons_per_agent), bytes_text(needed),
                                        bytes_text(limit)),
                            fmt::format("run.persons_per_agent: {} would fit", number_text(fitting))));
}

std::uint64_t mem_available()
{
    std::ifstream file{"/proc/meminfo"};
    std::string key;
    std::uint64_t kibibytes = 0;
    while (file >> key) {
        if (key == "MemAvailable:" && file >> kibibytes) return kibibytes * 1024;
        file.ignore(4096, '\n');
    }
    return std::numeric_limits<std::uint64_t>::max();  // not Linux: nothing is known, nothing is refused
}

}  // namespace

std::uint64_t memory_for_a_run()
{
    std::uint64_t bytes = mem_available();
    std::uint64_t limit = 0;
    if (std::ifstream group{"/sys/fs/cgroup/memory.max"}; group >> limit) bytes = std::min(bytes, limit);
    return bytes / 5 * 4;
}

void validate_model(const ModelSpec& model, const ReadTables& tables, const Value& tree, Problems& problems)
{
    const KnownNames names{model, tables, problems};
    NameChecker{names, problems}.check(model, tree);
    check_shares(model.departures, tree, problems);
    check_mechanisms(model.mechanisms, tree, problems);
}

void validate(const Scenario& scenario, const ReadTables& tables, const Value& tree, std::uint64_t memory_bytes,
              Problems& problems)
{
    check_run(scenario.run, tree, problems);
    check_timeline(scenario.timeline, value_at(tree, {"timeline"}), problems);
    check_shares(scenario.model.departures, tree, problems);
    check_mechanisms(scenario.model.mechanisms, tree, problems);
    const KnownNames names{scenario.model, tables, problems};
    NameChecker{names, problems}.check(scenario, tree);
    validate_world(scenario.model, tables, tree, names, problems);
    check_memory(scenario, tables, tree, memory_bytes, problems);
}

}  // namespace corredor
