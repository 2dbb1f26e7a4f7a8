#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "base/column.hpp"
#include "model/model_spec.hpp"
#include "state/cells.hpp"
#include "world/world.hpp"

namespace corredor {

/// The ground that organisations work on, as the scenario draws it: names looked up, distances measured. Const while a
/// model holds.
struct Territory {
    Territory() = default;
    Territory(const World&, const ModelSpec&);

    /// A trocha into a country, with the places on either side where whoever holds it sits.
    struct Trocha {
        LegId leg;
        NodeId near;
        NodeId far;
    };

    // organisations, in the alphabetical order of their ids
    std::vector<std::string> organisation_ids;
    Column<OrganisationId, const OrganisationSpec*> spec;
    Column<OrganisationId, NodeId> headquarters;  // none: cells without a head
    Column<OrganisationId, OrganisationId> splinter;
    Column<OrganisationId, ByEconomy<double>> know_how_cap;
    Eigen::ArrayXXd contest;     // (organisation, other) weight of the other's strength
    Eigen::ArrayXXd rivalry;     // (organisation, other)
    Eigen::ArrayXXi may_subdue;  // (organisation, other)
    Eigen::ArrayXXi are_allied;  // (organisation, other)

    // places
    Column<NodeId, char> is_station;  // a cell may sit there
    Eigen::ArrayXXd km;               // (node, node) along legs; infinity where none lead
    Eigen::ArrayXXi hops;             // (node, node) stations on the way
    Eigen::ArrayXXd chain;            // (node, node) e^(-km / chain_km)
    Column<NodeId, double> wage_usd;
    Column<NodeId, double> price_level;
    Column<NodeId, double> clearance;
    Column<NodeId, double> corruption;
    Column<NodeId, double> homicides_per_week;  // besides the organisations'
    Column<NodeId, ByEconomy<double>> market_factor;
    Column<NodeId, ByEconomy<double>> market_usd;  // per week, from nothing modelled
    std::vector<Trocha> trochas;

    // businesses
    ByEconomy<EconomySpec> economy;
    Eigen::Array<double, static_cast<int>(economy_count), static_cast<int>(economy_count)> teaches;  // (from, to)

    [[nodiscard]] std::size_t organisations() const { return organisation_ids.size(); }
    [[nodiscard]] OrganisationId organisation(std::string_view id) const;
    /// Who draws: the same number for the same names whatever else the scenario holds.
    [[nodiscard]] std::uint64_t key(OrganisationId organisation, NodeId node) const;
    [[nodiscard]] std::uint64_t key(OrganisationId organisation) const
    {
        return organisation_key_[organisation.index()];
    }
    [[nodiscard]] std::uint64_t key(NodeId node) const { return node_key_[node.index()]; }
    /// Whether an organisation had members there on the first day.
    [[nodiscard]] bool is_seat_of(OrganisationId organisation, NodeId node) const
    {
        return seats_[organisation.index()][node] != 0;
    }

private:
    void place_organisations(const World&, const ModelSpec&);
    void relate();
    void measure_distances(const World&, const CellSpec&);
    void describe_places(const World&, const ModelSpec&);
    void describe_economies(const World&, const ModelSpec&);
    void find_trochas(const World&);

    std::vector<std::uint64_t> organisation_key_;
    std::vector<std::uint64_t> node_key_;
    std::vector<Column<NodeId, char>> seats_;
};

}  // namespace corredor
