#pragma once

#include <string>
#include <vector>

#include "output/dataset.hpp"

namespace corredor {

/// Three weeks at four places with all that a report can show of organisations, small enough to count by hand. Every
/// value over time is the record's number (1, 2, 3) times a constant said where it stands.
inline Dataset report_sample(const std::string& title, std::int64_t seed, std::int64_t factor = 1)
{
    using Texts = std::vector<std::string>;
    constexpr std::size_t records = 3;
    Dataset file;
    file.attributes = {{"title", title},
                       {"comment", "What if?"},
                       {"source", "corredor sample"},
                       {"seed", seed},
                       {"persons_per_agent", std::int64_t{1}},
                       {"scenario_sha256", "0123abcd"}};
    file.add_coordinate("time", Values{std::vector<double>{7, 14, 21}}, {{"units", "days since 2020-01-01 00:00:00"}});
    file.add_coordinate("node", Values{Texts{"HOME", "TOWN", "CITY", "JAIL"}});
    file.add_coordinate("leg", Values{Texts{"post", "trocha", "road"}});
    file.add_coordinate("status", Values{Texts{"travelling", "waiting", "settled", "kidnapped"}});
    file.add_coordinate("country", Values{Texts{"CO", "VE"}});
    file.add_coordinate("mechanism", Values{Texts{"robbery", "kidnap_ransom"}});
    file.add_coordinate("organisation", Values{Texts{"tren_de_aragua", "eln"}});
    file.add_coordinate("economy", Values{Texts{"trocha_toll", "kidnap_ransom"}});
    file.add_coordinate("exit", Values{Texts{"escape", "ransom"}});
    const auto texts = [&](std::string name, std::string dimension, Texts values) {
        file.variables.push_back({std::move(name), {std::move(dimension)}, Values{std::move(values)}});
    };
    texts("node_name", "node", {"Home", "Border town", "City", "Prison"});
    texts("node_country", "node", {"VE", "CO", "CO", "VE"});
    texts("node_region", "node", {"", "", "", ""});
    texts("node_kind", "node", {"origin", "border_town", "destination", "prison"});
    file.variables.push_back({"node_lat", {"node"}, Values{std::vector<double>{10.0, 7.8, 4.6, 10.1}}});
    file.variables.push_back({"node_lon", {"node"}, Values{std::vector<double>{-67.0, -72.4, -74.1, -67.5}}});
    texts("leg_from", "leg", {"HOME", "HOME", "TOWN"});
    texts("leg_to", "leg", {"TOWN", "TOWN", "CITY"});
    texts("leg_kind", "leg", {"official_crossing", "trocha", "road"});
    texts("leg_from_country", "leg", {"VE", "VE", "CO"});
    texts("leg_to_country", "leg", {"CO", "CO", "CO"});
    texts("leg_border_pair", "leg", {"HOME_TOWN", "HOME_TOWN", ""});
    const auto over_time = [&](std::string name, Texts axes, std::vector<double> once, const char* unit, bool is_flow) {
        std::vector<double> values;
        for (std::size_t record = 1; record <= records; ++record)
            for (const double v : once) values.push_back(v * static_cast<double>(record) * static_cast<double>(factor));
        axes.insert(axes.begin(), "time");
        file.variables.push_back({std::move(name),
                                  std::move(axes),
                                  Values{std::move(values)},
                                  {{"units", unit}, {"cell_methods", is_flow ? "time: sum" : "time: point"}}});
    };
    over_time("persons", {"node", "status"}, {9, 0, 0, 0, 20, 30, 0, 2, 10, 0, 500, 6, 0, 0, 0, 0}, "people", false);
    over_time("persons_on_leg", {"leg"}, {7, 8, 40}, "people", false);
    over_time("traversals", {"leg"}, {60, 40, 70}, "people", true);
    over_time("departures", {"node"}, {100, 0, 0, 0}, "people", true);
    over_time("crossings", {"leg"}, {60, 40, 0}, "people", true);
    over_time("irregular_entries", {"leg"}, {0, 38, 0}, "people", true);
    over_time("incidents", {"node", "mechanism"}, {0, 0, 12, 3, 0, 0, 0, 0}, "1", true);
    over_time("losses_usd", {"node", "mechanism"}, {0, 0, 1200, 300, 0, 0, 0, 0}, "USD", true);
    over_time("captives", {"node", "mechanism"}, {0, 0, 0, 2, 0, 6, 0, 0}, "people", true);
    over_time("captivity_exits", {"node", "exit"}, {0, 0, 1, 0, 0, 5, 0, 0}, "people", true);
    over_time("members", {"organisation", "node"}, {0, 40, 20, 300, 0, 15, 0, 0}, "members", false);
    over_time("control", {"organisation", "node"}, {0, 0.2, 0.1, 0.3, 0, 0.1, 0, 0}, "1", false);
    over_time("organisation_revenue_usd", {"organisation", "economy"}, {900, 350, 50, 0}, "USD", true);
    over_time("treasury_usd", {"organisation"}, {10'000, 500}, "USD", false);
    over_time("command", {"organisation"}, {0.3, 0.1}, "1", false);
    over_time("homicides", {"node"}, {0, 4, 1, 0}, "people", true);
    over_time("arrests", {"node"}, {0, 2, 0, 0}, "people", true);
    file.variables.push_back(
        {"scenario_yaml",
         {},
         Values::one(std::string{"name: sample\nrun:\n  seed: 1\nmechanisms:\n"
                                 "  kidnap_ransom: {economy: kidnap_ransom, leads_to: kidnapped}\n"})});
    return file;
}

}  // namespace corredor
