#pragma once

#include <array>
#include <vector>

#include "model/harms.hpp"
#include "model/model_spec.hpp"
#include "state/conditions.hpp"
#include "state/party.hpp"

namespace corredor {

/// Chances at one kind of stop for one kind of party: what could happen on any day, as one hazard.
struct StopChances {
    double inverse_log_nothing = 0.0;  // for the days until something happens
    double struck = 0.0;               // chance, on a day on which something happens, that a mechanism strikes
    double leaves = 1.0;               // chance to leave on a day
    std::uint64_t struck_below = 0;    // `struck` for a draw of 32 bits; 0: none is needed
};

/// What can happen to a party that is not moving, by node, by why it stands still, by what exposes it. Tables, so that
/// a day on which nothing happens is never looked at.
class Stops {
public:
    Stops() = default;
    Stops(const World&, const ModelSpec&, const Harms&);

    [[nodiscard]] double stop_share(NodeId node) const { return stop_share_[node]; }
    [[nodiscard]] const StopChances& chances(const Party& party) const
    {
        return chances_[chances_row(party.node, exposure_of(party), party.halt == Halt::held)];
    }

    /// The chances at stops as a loop over many parties needs them: where they lie, worked out beforehand.
    struct AtStops {
        const StopChances* chances;
        const std::uint32_t* first_row;  // (class of traveller, whether it is alone)

        /// Of `chances` for parties of its kind, by node.
        [[nodiscard]] std::uint32_t first_row_of(const Party& party) const
        {
            return first_row[party.traveller * 2U + (party.size == 1 ? 1U : 0U)];
        }
    };
    [[nodiscard]] AtStops at_stops() const { return {chances_.data(), first_row_.data()}; }

    /// Which of the mechanisms of stops strikes a party at its node, by its share of the hazard: its position in Harms.
    [[nodiscard]] std::size_t which_strikes(const Party& party, double uniform) const
    {
        const std::size_t first = (party.node.index() * exposure_count + exposure_of(party)) * mechanisms_.size();
        std::size_t m = 0;
        for (double upto = share_[first]; uniform >= upto && m + 1 < mechanisms_.size(); upto += share_[first + m]) ++m;
        return mechanisms_[m];
    }
    /// Share of a mechanism in the hazard of stops, by its position among them.
    [[nodiscard]] double share_of(const Party& party, std::size_t m) const
    {
        return share_[(party.node.index() * exposure_count + exposure_of(party)) * mechanisms_.size() + m];
    }

    /// Takes people in shelters out of reach: the hazard of all who stop at the node falls by the share with a bed.
    void shelter(NodeId node, double share_with_bed);

private:
    /// Nodes lie side by side: most parties are of few kinds, and rows of one kind at equal distances of a power of two
    /// would crowd each other out of the cache.
    [[nodiscard]] std::size_t chances_row(NodeId node, std::size_t exposure, bool held) const
    {
        return (exposure * 2 + (held ? 1U : 0U)) * stop_share_.size() + node.index();
    }
    void set_chances(NodeId node, double exposed_share);

    Column<NodeId, double> stop_share_;
    Column<NodeId, double> leaves_;
    double held_leaves_ = 0.0;
    std::vector<std::size_t> mechanisms_;                               // of stops: positions in Harms
    std::vector<double> hazard_;                                        // node × exposure: per day, at most
    std::vector<double> share_;                                         // node × exposure × mechanism of stops
    std::vector<StopChances> chances_;                                  // exposure × whether held × node
    std::array<std::uint32_t, traveller_class_count * 2> first_row_{};  // of chances_ at stops: as AtStops has it
};

}  // namespace corredor
