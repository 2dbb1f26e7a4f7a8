#pragma once

#include <map>
#include <set>
#include <string>

#include "scenario/kinds_of.hpp"
#include "scenario/validate.hpp"

namespace corredor {

/// What references of a scenario may point to. Names are only known where their table or map was read whole.
struct KnownNames {
    using Names = std::set<std::string, std::less<>>;

    Names nodes;
    Names legs;
    Names border_pairs;
    Names countries;
    Names organisations;
    Names economies;
    Names headquarters;
    /// By id or name of a place, or id of a leg, the border pairs that are there.
    std::map<std::string, Names, std::less<>> border_pairs_at;
    /// What people call a node or a country, by its id or code.
    std::map<std::string, std::string, std::less<>> name_of_node;
    std::map<std::string, std::string, std::less<>> name_of_country;
    bool knows_nodes = false;
    bool knows_legs = false;
    bool knows_countries = false;
    bool knows_organisations = false;

    KnownNames(const ModelSpec&, const ReadTables&, const Problems&);

    template <Reference Ref>
    [[nodiscard]] const Names& of() const
    {
        if constexpr (std::same_as<Ref, NodeRef>) return nodes;
        if constexpr (std::same_as<Ref, CountryRef>) return countries;
        if constexpr (std::same_as<Ref, BorderPairRef>) return border_pairs;
        if constexpr (std::same_as<Ref, LegRef>) return legs;
        if constexpr (std::same_as<Ref, OrganisationRef>) return organisations;
        if constexpr (std::same_as<Ref, EconomyRef>) return economies;
    }
    template <Reference Ref>
    [[nodiscard]] bool knows() const
    {
        if constexpr (std::same_as<Ref, NodeRef>) return knows_nodes;
        if constexpr (std::same_as<Ref, CountryRef>) return knows_countries;
        if constexpr (std::same_as<Ref, OrganisationRef>) return knows_organisations;
        if constexpr (std::same_as<Ref, EconomyRef>) return true;
        return knows_legs;
    }
};

/// Walks a spec beside the tree that it was read from and reports every reference that leads nowhere.
class NameChecker {
public:
    NameChecker(const KnownNames& names, Problems& problems) : names_{&names}, problems_{&problems} {}

    template <Spec S>
    void check(const S& spec, const Value& at)
    {
        Visitor visit{this, &at};
        S::fields(spec, visit);
    }
    template <Reference Ref>
    void check(const Ref& ref, const Value& at)
    {
        check_name<Ref>(ref.name, at.place);
    }
    template <class T>
    void check(const std::optional<T>& member, const Value& at)
    {
        if (member) check(*member, at);
    }
    template <class T>
    void check(const std::vector<T>& list, const Value& at)
    {
        for (std::size_t i = 0; i < list.size() && i < at.items.size(); ++i)
            path_.within(i, [&] { check(list[i], at.items[i]); });
    }
    template <class Key, class T>
    void check(const std::map<Key, T>& map, const Value& at)
    {
        for (const auto& pair : map) {  // clang 14 captures no structured bindings
            const Key& key = pair.first;
            const std::string* name = nullptr;
            if constexpr (Reference<Key>) name = &key.name;
            if constexpr (std::same_as<Key, std::string>) name = &key;
            const Member* member = at.find(*name);
            if (member == nullptr) continue;
            path_.within(*name, [&] {
                if constexpr (Reference<Key>) check_name<Key>(*name, member->key_place);
                check(pair.second, member->value);
            });
        }
    }
    template <class T>
    void check(const T&, const Value&)
    {
    }
    /// The keys of stops are kinds of node or nodes.
    void check(const std::map<std::string, StopSpec>& stops, const Value& at);
    void check(const TimelineEntry& entry, const Value& at);

private:
    struct Visitor {
        NameChecker* checker;
        const Value* at;

        template <class T>
        void operator()(const Field& field, const T& member)
        {
            if (const Member* read = at->find(field.name))
                checker->path_.within(field.name, [&] { checker->check(member, read->value); });
        }
    };

    template <Reference Ref>
    void check_name(const std::string& name, const Place& place)
    {
        if (name.empty() || !names_->knows<Ref>() || names_->of<Ref>().contains(name)) return;
        if constexpr (std::same_as<Ref, BorderPairRef>)
            if (const auto found = names_->border_pairs_at.find(name); found != names_->border_pairs_at.end())
                return report_place_of_border(name, place, found->second);
        report(name, place, target_of<Ref>(), names_->of<Ref>(), called_that<Ref>(name));
    }
    /// What bears that name in the tables: 'Ipiales' is CO_IPI.
    template <Reference Ref>
    [[nodiscard]] std::string called_that(const std::string& name) const
    {
        if constexpr (std::same_as<Ref, NodeRef>) return called(name, names_->name_of_node);
        if constexpr (std::same_as<Ref, CountryRef>) return called(name, names_->name_of_country);
        if constexpr (std::same_as<Ref, BorderPairRef>) return borders_at_places_called(name);
        return "";
    }
    [[nodiscard]] static std::string called(const std::string& name,
                                            const std::map<std::string, std::string, std::less<>>& name_of);
    [[nodiscard]] std::string borders_at_places_called(const std::string& name) const;
    void report_place_of_border(const std::string& name, const Place& place, const KnownNames::Names& pairs);
    void report(const std::string& name, const Place& place, std::string_view target, const KnownNames::Names& known,
                const std::string& called_that = "");
    void check_scope(const BorderScope& where, const Value& at, ActsOn acts_on, std::string_view effect);
    void check_kinds(const BorderScope& where, const Place& place, ActsOn acts_on, std::string_view effect);
    void check_effect(const EntryRule& rule, const Value& at, Date on);
    void check_effect(const Pull& pull, const Value& at, Date on);
    void check_effect(const PoliceReinforcement& police, const Value& at, Date on);
    void check_effect(const Raid& raid, const Value& at, Date on);
    template <class Kind>
    void check_effect(const Kind& effect, const Value& at, Date)
    {
        if constexpr (requires { effect.where; }) check_scope(effect.where, at, Kind::acts_on, Kind::name);
    }

    const KnownNames* names_;
    Problems* problems_;
    KeyPath path_;
};

}  // namespace corredor
