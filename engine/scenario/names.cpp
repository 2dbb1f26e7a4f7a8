#include "scenario/names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/nearest.hpp"

namespace corredor {

KnownNames::KnownNames(const ModelSpec& model, const ReadTables& tables, const Problems& problems)
    : economies{economy_names.begin(), economy_names.end()}, knows_nodes{tables.nodes.has_all_rows},
      knows_legs{tables.legs.has_all_rows}, knows_countries{problems.is_sound("countries")},
      knows_organisations{problems.is_sound("organisations")}
{
    std::map<std::string, std::string> name_of_node;
    for (const NodeRow& row : tables.nodes.rows) {
        nodes.insert(row.id);
        name_of_node.emplace(row.id, row.name);
    }
    for (const LegRow& row : tables.legs.rows) {
        legs.insert(row.id);
        if (row.border_pair.empty()) continue;
        border_pairs.insert(row.border_pair);
        for (const std::string& there : {row.id, row.from, row.to, name_of_node[row.from], name_of_node[row.to]})
            border_pairs_at[there].insert(row.border_pair);
    }
    for (const auto& [code, country] : model.countries) countries.insert(code);
    for (const auto& [id, organisation] : model.organisations) {
        organisations.insert(id);
        if (organisation.headquarters) headquarters.insert(organisation.headquarters->name);
    }
}

void NameChecker::report(const std::string& name, const Place& place, std::string_view target,
                         const KnownNames::Names& known)
{
    problems_->add(problem_at(place, fmt::format("{}: there is no {} '{}'", path_.subject(), target, shown(name)),
                              did_you_mean(name, known, known.empty() ? "" : "known: " + joined(known))));
}

/// Readers know a crossing by its place and not by what the tables call the stretch of border.
void NameChecker::report_place_of_border(const std::string& name, const Place& place, const KnownNames::Names& pairs)
{
    problems_->add(problem_at(place, fmt::format("{}: '{}' is no border pair", path_.subject(), shown(name)),
                              fmt::format("it lies at {}", joined(pairs))));
}

void NameChecker::check(const std::map<std::string, StopSpec>& stops, const Value& at)
{
    for (const auto& [name, stop] : stops) {
        const Member* member = at.find(name);
        const bool is_kind = std::find(node_kind_names.begin(), node_kind_names.end(), name) != node_kind_names.end();
        if (member == nullptr || is_kind || !names_->knows_nodes || names_->nodes.contains(name)) continue;
        KnownNames::Names known = names_->nodes;
        known.insert(node_kind_names.begin(), node_kind_names.end());
        report(name, member->key_place, "node or kind of node", known);
    }
}

void NameChecker::check(const TimelineEntry& entry, const Value& at)
{
    std::visit(
        [&]<class Kind>(const Kind& effect) {
            const Member* read = at.find(Kind::name);
            if (read == nullptr || !read->value.is_map()) return;
            path_.within(Kind::name, [&] {
                check(effect, read->value);
                check_effect(effect, read->value, entry.on);
            });
        },
        entry.effect);
}

void NameChecker::check_scope(const BorderScope& where, const Value& at)
{
    const auto place_of = [&at](std::string_view key) {
        const Member* member = at.find(key);
        return member != nullptr ? member->value.place : at.place;
    };
    if (!where.between.empty() && (where.between.size() != 2 || where.between.front() == where.between.back()))
        problems_->add(problem_at(
            place_of("between"),
            fmt::format("{} holds {} countries, must be two that differ", path_.of("between"), where.between.size()),
            "write [VE, CO]"));
    if (where.kinds.empty() && problems_->is_sound(path_.of("kinds")))
        problems_->add(problem_at(place_of("kinds"),
                                  fmt::format("{} is empty, so it means no crossing", path_.of("kinds")),
                                  "name official_crossing, trocha or both"));
    for (const LegKind kind : where.kinds)
        if (kind != LegKind::official_crossing && kind != LegKind::trocha && kind != LegKind::flight)
            problems_->add(problem_at(place_of("kinds"),
                                      fmt::format("{}: {} crosses no border", path_.of("kinds"), name_of(kind)),
                                      "name official_crossing, trocha or both"));
}

void NameChecker::check_effect(const EntryRule& rule, const Value& at, Date on)
{
    const Member* announced = at.find("announced");
    if (!rule.announced || announced == nullptr || *rule.announced < on) return;
    problems_->add(problem_at(announced->value.place,
                              fmt::format("{} is {}, must be before on ({})", path_.of("announced"),
                                          to_string(*rule.announced), to_string(on)),
                              "leave it out when nobody knew"));
}

void NameChecker::check_effect(const Pull& pull, const Value& at, Date)
{
    if (pull.country.has_value() != pull.node.has_value()) return;
    problems_->add(problem_at(
        at.place,
        fmt::format("{} names {}, must name a country or a node", path_.subject(), pull.country ? "both" : "neither"),
        "write {country: CL, add: 0.5}"));
}

void NameChecker::check_effect(const PoliceReinforcement& police, const Value& at, Date)
{
    if (police.country.has_value() != police.node.has_value()) return;
    problems_->add(problem_at(
        at.place,
        fmt::format("{} names {}, must name a country or a node", path_.subject(), police.country ? "both" : "neither"),
        "write {country: CL, factor: 1.5}"));
}

void NameChecker::check_effect(const Raid& raid, const Value& at, Date)
{
    if (!names_->knows_organisations || !names_->nodes.contains(raid.node.name)) return;
    if (names_->headquarters.contains(raid.node.name)) return;
    problems_->add(problem_at(
        at.place, fmt::format("{}: no organisation is led from '{}'", path_.subject(), shown(raid.node.name)),
        did_you_mean(raid.node.name, names_->headquarters,
                     names_->headquarters.empty() ? "" : "led from: " + joined(names_->headquarters))));
}

}  // namespace corredor
