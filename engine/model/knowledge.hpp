#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "base/aggregate.hpp"
#include "base/documents.hpp"
#include "model/places.hpp"
#include "world/ways.hpp"

namespace corredor {

/// The ways of every (place, corridor) for every class of traveller.
class WayTable {
public:
    WayTable() = default;
    WayTable(const WayTable&) = delete;  // the thresholds are those of its own ways
    WayTable& operator=(const WayTable&) = delete;
    WayTable(WayTable&&) = default;
    WayTable& operator=(WayTable&&) = default;
    ~WayTable() = default;
    explicit WayTable(const Places& places) : ways_(places.way_count * traveller_class_count) {}

    [[nodiscard]] const Ways& of(std::size_t way, Documents documents, Mode mode) const
    {
        return ways_[way * traveller_class_count + traveller_class(documents, mode)];
    }
    [[nodiscard]] const Ways& of(std::size_t way, std::size_t traveller) const
    {
        return ways_[way * traveller_class_count + traveller];
    }
    [[nodiscard]] Ways& of(std::size_t way, std::size_t traveller)
    {
        return ways_[way * traveller_class_count + traveller];
    }
    /// To be called once all ways are solved.
    void index()
    {
        thresholds_.clear();
        for (const Ways& ways : ways_) thresholds_.push_back(ways.thresholds());
    }
    /// (way, class of traveller) where its Ways::thresholds begin
    [[nodiscard]] const std::int32_t* const* thresholds() const { return thresholds_.data(); }

    static constexpr auto attributes() { return std::make_tuple(&WayTable::ways_); }

private:
    std::vector<Ways> ways_;
    std::vector<const std::int32_t*> thresholds_;
};

constexpr double no_way = -1e300;  // the value of what cannot be reached

/// ln Σ exp(value), over those that can be reached.
[[nodiscard]] double logsum(std::span<const double> values);

/// What parties know when they choose: ways as they are said to be, ways as they are, and what follows for where to go.
struct Knowledge {
    WayTable believed;
    WayTable actual;
    bool both_same = true;  // then `actual` is not kept and `believed` stands for it

    bool packages = false;  // whether whole journeys have ever been on sale: only then are their ways valued

    /// What each mode is worth at a node beside its way: constants, supply, trust in officials.
    Column<NodeId, std::array<double, mode_count>> mode_value;
    [[nodiscard]] std::size_t modes() const { return packages ? mode_count : single_leg_mode_count; }

    /// Of the modes of one way: ln Σ exp(value + constant), by (way, documents, node).
    std::vector<double> way_value;
    std::vector<double> actual_way_value;  // as ways are; empty while they are as believed

    /// Of living at a place, without the way there: by (place, documents, whether one has lived abroad).
    std::vector<double> appeal;

    /// Where to go from one node: by (place of that node, documents).
    struct Choice {
        std::vector<std::uint32_t> below;  // (choosable places) cumulative on 31 bits
        double value = 0.0;                // logsum over them
        double stay_value = 0.0;           // of staying, for those who live there
        double rush = 1.0;                 // factor on departures from here

        static constexpr auto attributes()
        {
            return std::make_tuple(&Choice::below, &Choice::value, &Choice::stay_value, &Choice::rush);
        }

        [[nodiscard]] std::uint8_t place(std::uint32_t bits31) const
        {
            std::size_t chosen = 0;
            for (std::size_t i = 0; i + 1 < below.size(); ++i) chosen += bits31 >= below[i] ? 1U : 0U;
            return static_cast<std::uint8_t>(chosen);
        }
    };
    std::vector<Choice> choices;

    /// Every member, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&Knowledge::believed, &Knowledge::actual, &Knowledge::both_same, &Knowledge::packages,
                               &Knowledge::mode_value, &Knowledge::way_value, &Knowledge::actual_way_value,
                               &Knowledge::appeal, &Knowledge::choices);
    }

    [[nodiscard]] const WayTable& ways_for(bool knows_the_rules) const
    {
        return knows_the_rules && !both_same ? actual : believed;
    }
    [[nodiscard]] double value_of_way(std::size_t way, Documents documents, NodeId node,
                                      bool knows_the_rules = false) const
    {
        const std::vector<double>& values = knows_the_rules && !both_same ? actual_way_value : way_value;
        return values[(way * documents_count + static_cast<std::size_t>(documents)) * mode_value.size() + node.index()];
    }
    /// Over the corridors to a place: their mean, so that a country drawn with more of them is not nearer. Below any
    /// number that arithmetic gives: no way leads there.
    [[nodiscard]] double value_of_place(const Places&, double corridor_scale, PlaceId, Documents, NodeId from,
                                        bool knows_the_rules) const;
    [[nodiscard]] double appeal_of(std::size_t place, Documents documents, bool lived_abroad) const
    {
        return appeal[(place * documents_count + static_cast<std::size_t>(documents)) * 2 + (lived_abroad ? 1U : 0U)];
    }
    [[nodiscard]] const Choice& choice(PlaceId at, Documents documents) const
    {
        return choices[at.index() * documents_count + static_cast<std::size_t>(documents)];
    }
};
static_assert(lists_all_members<Knowledge>);
static_assert(lists_all_members<Knowledge::Choice>);

}  // namespace corredor
