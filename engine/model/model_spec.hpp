#pragma once

#include <map>

#include "mechanisms/mechanism.hpp"
#include "rules/belief_spec.hpp"
#include "rules/captivity_spec.hpp"
#include "rules/cell_spec.hpp"
#include "rules/command_spec.hpp"
#include "rules/crime_spec.hpp"
#include "rules/departure_spec.hpp"
#include "rules/destination_spec.hpp"
#include "rules/economy_spec.hpp"
#include "rules/enforcement_spec.hpp"
#include "rules/journey_spec.hpp"
#include "rules/observation_spec.hpp"
#include "rules/organisation_spec.hpp"
#include "world/route_spec.hpp"
#include "world/world_spec.hpp"

namespace corredor {

/// Every parameter of the model that may change during a run: what `set` can reach.
struct ModelSpec {
    // Written out in the source file: copies are made in many places and are long to compile.
    ModelSpec();
    ModelSpec(const ModelSpec&);
    ModelSpec(ModelSpec&&) noexcept;
    ModelSpec& operator=(const ModelSpec&);
    ModelSpec& operator=(ModelSpec&&) noexcept;
    ~ModelSpec();

    std::map<std::string, CountrySpec> countries;
    DepartureSpec departures;
    EndowmentSpec endowment;
    DestinationSpec destinations;
    SettlementSpec settlement;
    RouteSpec routes;
    ModeSpec modes;
    JourneySpec journey;
    BeliefSpec beliefs;
    ObservationSpec observation;
    CrimeSpec crime;
    CaptivitySpec captivity;
    std::map<std::string, MechanismSpec> mechanisms;
    std::map<std::string, OrganisationSpec> organisations;
    std::map<EconomyRef, EconomySpec> economies;
    CellSpec cells;
    CommandSpec command;
    EnforcementSpec enforcement;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "countries", .about = "policy by country (ISO 3166 two letters)", .required = true},
              self.countries);
        visit({.name = "departures", .about = "who leaves, from where, how many"}, self.departures);
        visit({.name = "endowment", .about = "what a party carries when it leaves"}, self.endowment);
        visit({.name = "destinations", .about = "where people go", .required = true}, self.destinations);
        visit({.name = "settlement", .about = "what becomes of people where they live"}, self.settlement);
        visit({.name = "routes", .about = "how ways are valued and chosen"}, self.routes);
        visit({.name = "modes", .about = "bus, walking, guide"}, self.modes);
        visit({.name = "journey", .about = "stops, waits and borders"}, self.journey);
        visit({.name = "beliefs", .about = "what parties know"}, self.beliefs);
        visit({.name = "observation", .about = "what the world records"}, self.observation);
        visit({.name = "crime", .about = "organised crime"}, self.crime);
        visit({.name = "captivity", .about = "what becomes of those who are held"}, self.captivity);
        visit({.name = "mechanisms", .about = "ways in which people on the move are harmed"}, self.mechanisms);
        visit({.name = "organisations", .about = "criminal groups"}, self.organisations);
        visit({.name = "economies", .about = "criminal businesses"}, self.economies);
        visit({.name = "cells", .about = "how cells work, grow, contest places and spread"}, self.cells);
        visit({.name = "command", .about = "how organisations are led"}, self.command);
        visit({.name = "enforcement", .about = "police and courts against cells"}, self.enforcement);
    }
    friend bool operator==(const ModelSpec&, const ModelSpec&) = default;
};

}  // namespace corredor
