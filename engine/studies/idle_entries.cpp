#include "studies/idle_entries.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "model/timeline.hpp"

namespace corredor {

namespace {

bool is_outside(const TimelineEntry& entry, const RunSpec& run)
{
    return entry.on >= run.end || (entry.until && *entry.until <= run.start);
}

/// What can be felt of the conditions: a second closure of a post that is shut is not.
Conditions as_felt(Conditions conditions)
{
    for (const LegId leg : Range<LegId>{conditions.admits.size()}) conditions.admits[leg] = conditions.open_to(leg);
    std::ranges::fill(conditions.closures, 0);
    std::ranges::fill(conditions.forced_open, DocumentSet{});
    return conditions;
}

/// Times that an entry may be applied before it is enough: half a second or so. Only a long list of entries without
/// effect takes more.
constexpr std::size_t most_applications = 1'000'000;

class Onlooker {
public:
    explicit Onlooker(const LoadedScenario& loaded)
        : loaded_{loaded}, world_{build_world(loaded.tables)}, all_{world_, loaded.scenario.timeline}
    {
        for (const TimelineEntry& entry : loaded.scenario.timeline) {
            change_days_.insert(entry.on);
            if (entry.until) change_days_.insert(*entry.until);
        }
        for (const DatedModel& dated : loaded.models) change_days_.insert(dated.on);
    }

    [[nodiscard]] bool has_seen_enough() const { return applications_ > most_applications; }

    [[nodiscard]] bool makes_a_difference(std::size_t index)
    {
        const TimelineEntry& entry = loaded_.scenario.timeline[index];
        if (std::holds_alternative<Set>(entry.effect)) return changes_model(entry);
        const bool acts_on_conditions = std::visit(
            []<class Effect>(const Effect& effect) {
                return requires(Conditions & conditions, const World& world)
                {
                    effect.apply_to(conditions, world);
                };
            },
            entry.effect);
        return !acts_on_conditions || changes_conditions(entry, index);
    }

private:
    [[nodiscard]] const ModelSpec& model_on(Date day) const
    {
        const auto after = std::ranges::upper_bound(loaded_.models, day, {}, &DatedModel::on);
        return after == loaded_.models.begin() ? loaded_.models.front().model : std::prev(after)->model;
    }

    [[nodiscard]] bool changes_model(const TimelineEntry& entry) const
    {
        const Date first = std::max(entry.on, loaded_.scenario.run.start);
        const ModelSpec& before =
            first > loaded_.scenario.run.start ? model_on(first.plus_days(-1)) : loaded_.scenario.model;
        return model_on(first) != before;
    }

    /// Of all entries together.
    const Conditions& felt_on(Date day)
    {
        const auto [found, is_new] = felt_.try_emplace(day);
        if (is_new) {
            applications_ += loaded_.scenario.timeline.size();
            found->second = as_felt(all_.conditions_on(day, model_on(day)));
        }
        return found->second;
    }

    [[nodiscard]] bool changes_conditions(const TimelineEntry& entry, std::size_t index)
    {
        std::vector<TimelineEntry> others = loaded_.scenario.timeline;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
        const Timeline without{world_, std::move(others)};
        const Date end = std::min(entry.until.value_or(loaded_.scenario.run.end), loaded_.scenario.run.end);
        const auto differs_on = [&](Date day) {
            applications_ += loaded_.scenario.timeline.size();
            return felt_on(day) != as_felt(without.conditions_on(day, model_on(day)));
        };
        const Date first = std::max(entry.on, loaded_.scenario.run.start);
        if (differs_on(first)) return true;
        if (const auto* rule = std::get_if<EntryRule>(&entry.effect);
            rule != nullptr && rule->announced && rule->rush_factor != 1.0)
            return true;
        return std::ranges::any_of(change_days_.upper_bound(first), change_days_.lower_bound(end), differs_on);
    }

    const LoadedScenario& loaded_;
    World world_;
    Timeline all_;
    std::set<Date> change_days_;
    std::map<Date, Conditions> felt_;
    std::size_t applications_ = 0;
};

}  // namespace

std::vector<IdleEntry> idle_entries(const LoadedScenario& loaded)
{
    std::vector<IdleEntry> idle;
    Onlooker onlooker{loaded};
    const auto& timeline = loaded.scenario.timeline;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        if (i < loaded.is_inherited.size() && loaded.is_inherited[i]) continue;
        const bool outside = is_outside(timeline[i], loaded.scenario.run);
        const bool is_seen = outside || !onlooker.has_seen_enough();
        if (is_seen && !outside && onlooker.makes_a_difference(i)) continue;
        const std::string kind =
            std::visit([]<class Effect>(const Effect&) { return std::string{Effect::name}; }, timeline[i].effect);
        idle.push_back({.index = i,
                        .id = timeline[i].id,
                        .kind = kind,
                        .where = i < loaded.entry_places.size() ? loaded.entry_places[i] : "",
                        .why = outside   ? IdleEntry::Why::outside_the_run
                               : is_seen ? IdleEntry::Why::holds_already
                                         : IdleEntry::Why::not_looked_at});
    }
    return idle;
}

std::vector<IdleEntry> idle_entries_of_a_part(const LoadedScenario& loaded)
{
    std::vector<IdleEntry> idle = idle_entries(loaded);
    const bool extends_another = std::ranges::find(loaded.is_inherited, true) != loaded.is_inherited.end();
    if (!extends_another)
        std::erase_if(idle, [](const IdleEntry& entry) { return entry.why == IdleEntry::Why::outside_the_run; });
    return idle;
}

std::string_view name_of(IdleEntry::Why why)
{
    switch (why) {
    case IdleEntry::Why::outside_the_run:
        return "outside the run";
    case IdleEntry::Why::holds_already:
        return "holds already";
    case IdleEntry::Why::not_looked_at:
        return "not looked at";
    }
    return "";
}

namespace {

/// "a, b and 3 more"
std::string named(const std::vector<std::string>& names)
{
    constexpr std::size_t most_named = 5;
    const std::size_t count = std::min(names.size(), most_named);
    std::string list = names.front();
    for (std::size_t i = 1; i < count; ++i) list += ", " + names[i];
    if (names.size() > count) list += fmt::format(" and {} more", names.size() - count);
    return list;
}

}  // namespace

std::string text_of(const std::vector<IdleEntry>& idle, const Scenario& scenario)
{
    std::string text;
    std::vector<std::string> outside;
    std::vector<std::string> unseen;
    for (const IdleEntry& entry : idle) {
        const std::string name = entry.id.empty() ? fmt::format("timeline[{}]", entry.index) : entry.id;
        const std::string where = entry.where.empty() ? "" : entry.where + ": ";
        if (entry.why == IdleEntry::Why::outside_the_run)
            outside.push_back(name);
        else if (entry.why == IdleEntry::Why::not_looked_at)
            unseen.push_back(name);
        else
            text += fmt::format("{}warning: {}: this {} changes nothing, what it asks for holds already; corredor show "
                                "prints the whole timeline\n",
                                where, name, entry.kind);
    }
    if (!unseen.empty())
        text += fmt::format("warning: so many entries change nothing that no more were looked at: {}\n", named(unseen));
    if (outside.empty()) return text;
    return text + fmt::format("warning: outside the run ({} to {}): {}\n", to_string(scenario.run.start),
                              to_string(scenario.run.end), named(outside));
}

}  // namespace corredor
