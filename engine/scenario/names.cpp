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
    for (const auto& [code, country] : model.countries) {
        countries.insert(code);
        name_of_country.emplace(code, country.name);
    }
    for (const auto& [id, organisation] : model.organisations) {
        organisations.insert(id);
        if (organisation.headquarters) headquarters.insert(organisation.headquarters->name);
    }
}

namespace {

/// As people type it: lower case, without accents.
std::string plainly(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == 0xC3 && i + 1 < text.size()) {  // à … ÿ and their capitals
            constexpr std::string_view base = "aaaaaaaceeeeiiiidnooooo/ouuuuyts";
            plain += base[static_cast<unsigned char>(text[++i]) & 0x1FU];
        } else {
            plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    return plain;
}

/// Whether a name holds what was typed, from the beginning of a word on.
bool is_called(const std::string& name, const std::string& typed)
{
    constexpr std::size_t shortest = 4;
    const std::string plain = plainly(name);
    const std::size_t at = plain.find(typed);
    return typed.size() >= shortest && at != std::string::npos && (at == 0 || plain[at - 1] == ' ');
}

}  // namespace

std::string NameChecker::called(const std::string& name, const std::map<std::string, std::string, std::less<>>& name_of)
{
    std::vector<std::string> found;
    for (const auto& [id, called] : name_of)
        if (is_called(called, plainly(name))) found.push_back(fmt::format("{} ({})", id, called));
    return joined(found, 4);
}

std::string NameChecker::borders_at_places_called(const std::string& name) const
{
    KnownNames::Names found;
    for (const auto& [place, pairs] : names_->border_pairs_at)
        if (is_called(place, plainly(name))) found.insert(pairs.begin(), pairs.end());
    return joined(found, 4);
}

void NameChecker::report(const std::string& name, const Place& place, std::string_view target,
                         const KnownNames::Names& known, const std::string& called_that)
{
    std::string hint = called_that.empty() ? "" : fmt::format("did you mean {}?", called_that);
    if (hint.empty()) hint = did_you_mean(name, known, known.empty() ? "" : "known: " + joined(known));
    problems_->add(problem_at(place, fmt::format("{}: there is no {} '{}'", path_.subject(), target, shown(name)),
                              std::move(hint)));
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

void NameChecker::check_scope(const BorderScope& where, const Value& at, ActsOn acts_on, std::string_view effect)
{
    const auto place_of = [&at](std::string_view key) {
        const Member* member = at.find(key);
        return member != nullptr ? member->value.place : at.place;
    };
    const auto must_be_two = [&](std::string_view key, const auto& ends, std::string_view what,
                                 std::string_view example) {
        if (ends.empty() || (ends.size() == 2 && !(ends.front() == ends.back()))) return;
        problems_->add(problem_at(
            place_of(key), fmt::format("{} holds {} {}, must be two that differ", path_.of(key), ends.size(), what),
            fmt::format("write {}", example)));
    };
    must_be_two("between", where.between, "countries", "[VE, CO]");
    must_be_two("crossing", where.crossing, "places", "[VE_SAT, CO_LPA]");
    if (effect != InformationCampaign::name && !where.names_a_border() && problems_->is_sound(path_.subject()))
        problems_->add(problem_at(at.place, fmt::format("{} names no border", path_.subject()),
                                  "name it by between, entering, border_pair or crossing"));
    if (problems_->is_sound(path_.of("kinds"))) check_kinds(where, place_of("kinds"), acts_on, effect);
}

void NameChecker::check_kinds(const BorderScope& where, const Place& place, ActsOn acts_on, std::string_view effect)
{
    const bool posts = acts_on == ActsOn::posts;
    const std::string instead = effect == CloseBorder::name  ? "; militarise guards trochas"
                                : effect == Militarise::name ? "; close_border shuts posts"
                                                             : "";
    const std::string hint = fmt::format("{} acts on {}{}", effect,
                                         posts ? "posts: official_crossing, flight or both" : "trochas only", instead);
    if (where.kinds.empty())
        problems_->add(problem_at(place, fmt::format("{} is empty, so it means no crossing", path_.of("kinds")), hint));
    for (const LegKind kind : where.kinds)
        if (!can_act_on(acts_on, kind))
            problems_->add(problem_at(
                place, fmt::format("{}: {} does nothing with {}", path_.of("kinds"), effect, name_of(kind)), hint));
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
