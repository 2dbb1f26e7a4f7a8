#pragma once

#include <array>
#include <vector>

#include "model/model_spec.hpp"
#include "state/grip.hpp"
#include "state/members.hpp"
#include "state/party.hpp"
#include "world/world.hpp"

namespace corredor {

/// How a party travels, whether it has papers and whether it is one person: what tables of hazards are made for.
inline constexpr std::size_t exposure_count = mode_count * 4;
inline constexpr std::array<std::uint8_t, traveller_class_count> exposure_of_traveller = [] {
    std::array<std::uint8_t, traveller_class_count> exposure{};
    for (std::uint8_t t = 0; t < traveller_class_count; ++t)
        exposure[t] = static_cast<std::uint8_t>(static_cast<unsigned>(mode_of(t)) * 4U +
                                                (documents_of(t) == Documents::identity_card ? 2U : 0U));
    return exposure;
}();
[[nodiscard]] inline std::size_t exposure_of(const Party& party)
{
    return exposure_of_traveller[party.traveller] | (party.size == 1 ? 1U : 0U);
}

/// A mechanism as it stands today: the scenario's numbers, with the reach that organisations have at each place.
struct Harm {
    MechanismSpec spec;
    std::array<double, exposure_count> factor{};  // by exposure
    double most_by_details = 1.0;                 // bound of what else is looked at when it comes to it
    bool asks_for_details = false;
    Column<NodeId, double> rate;             // [1/day] hazard at stops and of the settled, [1] else a chance
    Column<NodeId, double> organised_share;  // [1] of it that is the work of an organisation
    Column<NodeId, std::int64_t> takes_cents;

    [[nodiscard]] bool takes_captives() const
    {
        return spec.leads_to != LeadsTo::nothing && spec.leads_to != LeadsTo::recruited;
    }
    /// Whether there is anybody in a party whom it could take. One person is taken from a party once at most.
    [[nodiscard]] bool finds_whom_it_takes(const Party& party, const Members& members) const;

    /// What remains of the bound for a party: who it is and what it has, beyond its exposure.
    [[nodiscard]] double by_details(const Party& party, const Members& members, const EndowmentSpec& endowment) const;
};

/// All mechanisms of a scenario, in the order in which they are counted.
struct Harms {
    Harms() = default;
    Harms(const World&, const ModelSpec&, const Grip&);

    std::vector<Harm> all;
    std::array<std::vector<std::size_t>, stage_count> of_stage;  // positions in `all`

    [[nodiscard]] std::span<const std::size_t> at(Stage stage) const
    {
        return of_stage[static_cast<std::size_t>(stage)];
    }
};

}  // namespace corredor
