#pragma once

#include <array>
#include <vector>

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
    Stops(const World&, const ModelSpec&);

    [[nodiscard]] double stop_share(NodeId node) const { return stop_share_[node]; }
    [[nodiscard]] const StopChances& chances(const Party& party) const
    {
        return chances_[(party.node.index() * 2 + (party.halt == Halt::held ? 1U : 0U)) * exposures + exposure(party)];
    }

    /// At a stop at a node.
    [[nodiscard]] const StopChances& chances_at_stop(NodeId node, const Party& party) const
    {
        return chances_[node.index() * 2 * exposures + exposure(party)];
    }

    struct Harm {
        double weight = 0.0;  // of this mechanism among those that strike here
        double share_of_cash = 0.0;
        std::int64_t takes_cents = 0;
    };
    /// Mechanisms at a node for a party, with their shares of the total hazard.
    [[nodiscard]] std::span<const Harm> harms(const Party& party) const
    {
        return std::span{harms_}.subspan((party.node.index() * exposures + exposure(party)) * mechanisms_, mechanisms_);
    }
    [[nodiscard]] std::size_t mechanism_count() const { return mechanisms_; }

    /// Takes people in shelters out of reach: the hazard of all who stop at the node falls by the share with a bed.
    void shelter(NodeId node, double share_with_bed);

private:
    static constexpr std::size_t exposures = 8;  // walking × no papers × alone
    static std::size_t exposure(const Party& party)
    {
        return exposure_of_traveller[party.traveller] | (party.size == 1 ? 4U : 0U);
    }
    /// Walking and having no papers, by class of traveller.
    static constexpr std::array<std::uint8_t, traveller_class_count> exposure_of_traveller = [] {
        std::array<std::uint8_t, traveller_class_count> exposure{};
        for (std::uint8_t t = 0; t < traveller_class_count; ++t)
            exposure[t] = static_cast<std::uint8_t>((mode_of(t) == Mode::walking ? 1U : 0U) |
                                                    (documents_of(t) == Documents::identity_card ? 2U : 0U));
        return exposure;
    }();
    void set_chances(NodeId node, double exposed_share);

    Column<NodeId, double> stop_share_;
    Column<NodeId, double> leaves_;
    double held_leaves_ = 0.0;
    std::size_t mechanisms_ = 0;
    std::vector<double> hazard_;  // node × exposure: per day
    std::vector<Harm> harms_;
    std::vector<StopChances> chances_;
};

}  // namespace corredor
