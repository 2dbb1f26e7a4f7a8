#include "scenario/validate.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include <fmt/format.h>
#include <sys/resource.h>

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

/// An id is a step of a path such as `timeline.shut_rumichaca.until`.
void check_id(const std::string& id, std::size_t index, const Place& place, Problems& problems)
{
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (std::ranges::all_of(id, is_plain)) return;
    problems.add(problem_at(place,
                            fmt::format("timeline[{}].id is {}, must be letters, digits, _ or -", index, shown(id)),
                            "an id is a name for --set and drop, such as shut_rumichaca; what it means goes to about"));
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
        check_id(entry.id, i, place, problems);
        const auto [first, is_new] = seen.emplace(entry.id, place);
        if (is_new) continue;
        const std::string where = first->second.source ? first->second.source->shown : "";
        problems.add(problem_at(place,
                                fmt::format("timeline[{}].id is {}, which stands at {}:{} already", i, shown(entry.id),
                                            where, first->second.line),
                                fmt::format("give it another id, or `drop: [{0}]` first; one value of it is changed "
                                            "by setting its path, such as timeline.{0}.until",
                                            shown(entry.id))));
    }
}

std::string bytes_text(double bytes)
{
    constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < units.size()) {  // three digits say enough
        bytes /= 1024;
        ++unit;
    }
    return fmt::format("{:.3g} {}", bytes, units[unit]);
}

/// What a run needs, by what asks for it. Doubles on purpose: no product of what a scenario may hold overflows them.
struct MemoryNeeded {
    double people = 0.0;
    double agents_bytes = 0.0;
    double records = 0.0;
    double network_bytes = 0.0;  // counts of places and legs, and ways between them
};

constexpr double bytes_per_agent = 64;

double network_bytes(const Scenario& s, const ReadTables& tables, double records)
{
    const auto nodes = static_cast<double>(tables.nodes.rows.size());
    const auto legs = static_cast<double>(tables.legs.rows.size());
    const ModelSpec& m = s.model;
    // About what state/tally.hpp and state/crime_tally.hpp count, by lane and once more in every record.
    const double of_node =
        70.0 + 3.0 * static_cast<double>(m.mechanisms.size()) + 20.0 * static_cast<double>(m.organisations.size());
    const double of_leg = 12.0 + static_cast<double>(m.countries.size());
    constexpr double lanes = 16;
    const double counts = 8.0 * (lanes + records) * (nodes * of_node + legs * of_leg);
    constexpr double days_ahead = 256;  // arrivals by leg and day
    // Values and shares of ways, believed and actual, by destination, corridor and class of traveller (world/ways.hpp).
    std::map<std::string_view, double> legs_out;
    double most_out = 1.0;
    for (const LegRow& leg : tables.legs.rows) most_out = std::max(most_out, ++legs_out[leg.from]);
    const auto destinations = static_cast<double>(m.destinations.places.size() + m.departures.origin_share.size() +
                                                  m.departures.cohorts.size());
    const double ways = destinations * static_cast<double>(std::max<std::size_t>(1, m.routes.corridors.size()));
    constexpr double classes_of_traveller = 12;
    return counts + lanes * 4.0 * days_ahead * legs +
           2.0 * ways * classes_of_traveller * nodes * (16.0 + 4.0 * (most_out + 7.0));
}

MemoryNeeded memory_needed(const Scenario& s, const ReadTables& tables)
{
    MemoryNeeded needed;
    needed.people = static_cast<double>(s.model.departures.pool_people);
    for (const CohortSpec& cohort : s.model.departures.cohorts) needed.people += static_cast<double>(cohort.people);
    for (const StockRow& row : tables.initial_stock.rows) needed.people += static_cast<double>(row.people);
    const auto persons_per_agent = static_cast<double>(std::max<std::int64_t>(1, s.run.persons_per_agent));
    needed.agents_bytes = needed.people / persons_per_agent * bytes_per_agent;
    const double days = std::max(0.0, static_cast<double>(s.run.end.days_since(s.run.start)));
    needed.records = 1.0 + days / static_cast<double>(std::max<std::int64_t>(1, s.outputs.record_every_days));
    needed.network_bytes = network_bytes(s, tables, needed.records);
    return needed;
}

/// Single cases lie in memory until the result is written: as columns that grow by doubling, and packed beside them.
void check_cases(const Scenario& s, double bytes_for_cases, const Value& tree, Problems& problems)
{
    const Value& outputs = value_at(tree, {"outputs"});
    const Place whole = place_of(outputs, tree.place);
    const auto check_rows = [&](std::string_view key, const std::optional<std::int64_t>& rows) {
        constexpr double bytes_per_row = 100;
        const std::string path = fmt::format("outputs.{}", key);
        if (!rows || !problems.is_sound(path)) return;
        const double needed = static_cast<double>(*rows) * bytes_per_row;
        if (needed <= bytes_for_cases) return;
        problems.add(problem_at(
            place_of(value_at(outputs, {key}), whole),
            fmt::format("{}: {} rows may need {}, this machine has {} for them", path,
                        number_text(static_cast<double>(*rows)), bytes_text(needed),
                        bytes_text(std::max(0.0, bytes_for_cases))),
            fmt::format("{} would fit", number_text(std::floor(std::max(0.0, bytes_for_cases) / bytes_per_row)))));
    };
    check_rows("events_at_most", s.outputs.events_at_most);
    if (s.outputs.journeys_share) check_rows("journeys_at_most", s.outputs.journeys_at_most);
    if (s.outputs.persons_share) check_rows("persons_at_most", s.outputs.persons_at_most);
    if (!s.outputs.events_at_most || !problems.is_sound("outputs.events_at_most")) return;
    constexpr std::size_t most_names = 127;  // their codes in the group /events have 8 bits
    for (const auto& [what, count] :
         {std::pair{"mechanisms", s.model.mechanisms.size()}, std::pair{"organisations", s.model.organisations.size()}})
        if (count > most_names)
            problems.add(problem_at(place_of(value_at(outputs, {"events_at_most"}), whole),
                                    fmt::format("outputs.events_at_most goes with at most {} {}, this scenario has {}",
                                                most_names, what, count),
                                    "leave it out"));
}

void check_memory(const Scenario& s, const ReadTables& tables, const Value& tree, std::uint64_t memory_bytes,
                  Problems& problems)
{
    const MemoryNeeded needed = memory_needed(s, tables);
    const auto limit = static_cast<double>(memory_bytes);
    if (needed.network_bytes > limit && problems.is_sound("run.end") && problems.is_sound("run.start")) {
        problems.add(problem_at(place_of(value_at(tree, {"world"}), tree.place),
                                fmt::format("{} places, {} legs and {} organisations, recorded {} times, need {}; "
                                            "this machine has {} for a run",
                                            tables.nodes.rows.size(), tables.legs.rows.size(),
                                            s.model.organisations.size(), number_text(std::floor(needed.records)),
                                            bytes_text(needed.network_bytes), bytes_text(limit)),
                                "take fewer of them, a shorter run or a larger outputs.record_every_days"));
        return;
    }
    check_cases(s, limit - needed.agents_bytes - needed.network_bytes, tree, problems);
    if (needed.agents_bytes + needed.network_bytes <= limit || !problems.is_sound("departures.pool_people")) return;
    const double left = std::max(limit - needed.network_bytes, 1.0);
    const double fitting = std::ceil(needed.people * bytes_per_agent / left);
    const Value& run = value_at(tree, {"run"});
    problems.add(
        problem_at(place_of(value_at(run, {"persons_per_agent"}), place_of(run, tree.place)),
                   fmt::format("{} people at {} for each agent need {}, this machine has {} for a run",
                               number_text(needed.people), number_text(static_cast<double>(s.run.persons_per_agent)),
                               bytes_text(needed.agents_bytes), bytes_text(left)),
                   fmt::format("run.persons_per_agent: {} would fit", number_text(fitting))));
}

/// [bytes] that the shell lets a process have (ulimit -v).
std::uint64_t address_space_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::numeric_limits<std::uint64_t>::max();
    return limit.rlim_cur;
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
    std::uint64_t bytes = std::min(mem_available(), address_space_limit());
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
