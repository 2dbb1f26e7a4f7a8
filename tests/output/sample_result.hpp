#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "output/dataset.hpp"

namespace corredor {

/// A long text that is no multiple of anything and not ASCII: longer than the 64 KiB that fit in an object header.
inline std::string long_text()
{
    std::string text;
    for (int line = 0; text.size() < 200'000; ++line) text += "región: Táchira " + std::to_string(line) + "\n";
    return text;
}

/// A small file with one of everything: 800 days, 3 nodes, 4 statuses, so that `persons` is packed in chunks.
inline Dataset sample_result()
{
    constexpr std::size_t days = 800;
    constexpr std::size_t nodes = 3;
    constexpr std::size_t statuses = 4;
    Dataset dataset{.name = "",
                    .attributes = {{"Conventions", "CF-1.8"},
                                   {"title", "Corredor Venezuela–Chile"},
                                   {"scenario", long_text()},
                                   {"note", ""},
                                   {"seed", std::int64_t{-7}},
                                   {"largest_seed", ~std::uint64_t{0}},
                                   {"persons_per_agent", 2.5}}};

    std::vector<double> time(days);
    std::iota(time.begin(), time.end(), 0.0);
    dataset.add_coordinate("time", time,
                           {{"units", "days since 2015-01-01 00:00:00"},
                            {"calendar", "standard"},
                            {"standard_name", "time"},
                            {"axis", "T"}});
    dataset.add_coordinate("node", std::vector<std::string>{"tachira", "cucuta", "arica"}, {{"long_name", "place"}});
    dataset.add_coordinate("status", std::vector<std::string>{"waiting", "travelling", "held", "settled"});

    std::vector<std::int64_t> persons(days * nodes * statuses);
    for (std::size_t i = 0; i < persons.size(); ++i) persons[i] = static_cast<std::int64_t>(i * i % 977);
    dataset.variables.push_back({.name = "persons",
                                 .dimensions = {"time", "node", "status"},
                                 .values = std::move(persons),
                                 .attributes = {{"units", "1"},
                                                {"long_name", "people at the end of the day"},
                                                {"cell_methods", "time: point"},
                                                {"coordinates", "node_name node_lat"}}});
    std::vector<std::uint64_t> hashes(days);
    for (std::size_t i = 0; i < days; ++i) hashes[i] = 0x9E37'79B9'7F4A'7C15U * (i + 1);
    dataset.variables.push_back({.name = "state_hash", .dimensions = {"time"}, .values = std::move(hashes)});
    dataset.variables.push_back({.name = "node_name",
                                 .dimensions = {"node"},
                                 .values = std::vector<std::string>{"San Antonio del Táchira", "Cúcuta", ""}});
    dataset.variables.push_back({.name = "node_lat",
                                 .dimensions = {"node"},
                                 .values = std::vector<double>{7.81, gap<double>, -18.48},
                                 .attributes = {{"units", "degrees_north"}, {"standard_name", "latitude"}},
                                 .gaps = Gaps::marked});
    dataset.variables.push_back(
        {.name = "node_is_border",
         .dimensions = {"node"},
         .values = std::vector<std::int8_t>{1, 1, 0},
         .attributes = {{"flag_values", std::vector<std::int8_t>{0, 1}}, {"flag_meanings", "inland border"}}});

    Group measures{.name = "measures"};
    measures.variables.push_back(
        {.name = "settled_persons", .dimensions = {}, .values = Values::one(std::int64_t{123'456'789'012})});
    measures.variables.push_back(
        {.name = "held_share", .dimensions = {}, .values = Values::one(0.125), .attributes = {{"units", "1"}}});
    dataset.groups.push_back(std::move(measures));

    Group events{.name = "events", .dimensions = {{"event", 5}}};
    events.variables.push_back(
        {.name = "day", .dimensions = {"event"}, .values = std::vector<std::int32_t>{0, 3, 3, 9, 700}});
    events.variables.push_back(
        {.name = "amount_usd", .dimensions = {"event"}, .values = std::vector<double>{10, 20.25, 0, 1e9, 5}});
    dataset.groups.push_back(std::move(events));

    Group journeys{.name = "journeys", .dimensions = {{"record", 0}}};
    journeys.variables.push_back({.name = "day", .dimensions = {"record"}, .values = std::vector<std::int32_t>{}});
    dataset.groups.push_back(std::move(journeys));
    return dataset;
}

/// A file of some 20 MB that packs badly, so that writing it takes a while; every value tells its generation.
inline Dataset large_result(std::int64_t generation)
{
    constexpr std::size_t count = 2'500'000;
    std::vector<std::int64_t> values(count);
    std::uint64_t noise = 1;
    for (std::int64_t& value : values) {
        noise = noise * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        value = static_cast<std::int64_t>(noise >> 1U) / 1000 * 1000 + generation;
    }
    Dataset dataset{.name = "", .attributes = {{"generation", generation}}, .dimensions = {{"row", count}}};
    dataset.variables.push_back({.name = "noise", .dimensions = {"row"}, .values = std::move(values)});
    return dataset;
}

}  // namespace corredor
