#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "interventions/interventions.hpp"
#include "model/model_spec.hpp"
#include "world/tables.hpp"

namespace corredor {

struct RunSpec {
    Date start;
    Date end;
    std::int64_t seed = 1;
    std::int64_t persons_per_agent = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "start", .about = "first day", .required = true}, self.start);
        visit({.name = "end", .about = "day after the last", .required = true}, self.end);
        visit({.name = "seed", .about = "seed of all random numbers", .low = 0, .high = 9.0e15}, self.seed);
        visit({.name = "persons_per_agent",
               .about = "people that one agent stands for",
               .unit = "people",
               .low = 1,
               .high = 1e6},
              self.persons_per_agent);
    }
    friend bool operator==(const RunSpec&, const RunSpec&) = default;
};

struct OutputSpec {
    static constexpr std::int64_t rows_at_most = 10'000'000;  // of a group of single cases, unless said otherwise

    std::int64_t record_every_days = 7;
    std::vector<std::string> variables;
    std::optional<std::int64_t> events_at_most;
    std::optional<double> journeys_share;
    std::optional<std::int64_t> journeys_at_most;
    std::optional<double> persons_share;
    std::optional<std::int64_t> persons_at_most;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "record_every_days",
               .about = "days between two records; flows are summed in between",
               .unit = "days",
               .low = 1,
               .high = 3650},
              self.record_every_days);
        visit({.name = "variables", .about = "variables to write; left out: all"}, self.variables);
        visit({.name = "events_at_most",
               .about = "switches on the group /events, a row for each incident, and says how many rows it keeps; left "
                        "out: none",
               .unit = "rows",
               .low = 1,
               .high = 1e9},
              self.events_at_most);
        visit({.name = "journeys_share",
               .about = "switches on the group /journeys, a row for each step of a party's, and says which part of all "
                        "parties is followed; left out: none",
               .low = 0,
               .high = 1},
              self.journeys_share);
        visit({.name = "journeys_at_most",
               .about = "rows that /journeys keeps; left out: 10 million",
               .unit = "rows",
               .low = 1,
               .high = 1e9},
              self.journeys_at_most);
        visit({.name = "persons_share",
               .about = "switches on the group /people, a row for each person with what became of it, and says for "
                        "which part of all parties; left out: none",
               .low = 0,
               .high = 1},
              self.persons_share);
        visit({.name = "persons_at_most",
               .about = "rows that /people keeps; left out: 10 million",
               .unit = "rows",
               .low = 1,
               .high = 1e9},
              self.persons_at_most);
    }
    friend bool operator==(const OutputSpec&, const OutputSpec&) = default;

    /// Single cases, as against sums.
    [[nodiscard]] bool asks_for_cases() const { return events_at_most || journeys_share || persons_share; }
    void leave_out_cases()
    {
        events_at_most.reset();
        journeys_share.reset();
        persons_share.reset();
    }
};

/// The description of one run: a plain value that writes back to YAML which reads equal.
struct Scenario {
    // Written out in the source file: copies are made in many places and are long to compile.
    Scenario();
    Scenario(const Scenario&);
    Scenario(Scenario&&) noexcept;
    Scenario& operator=(const Scenario&);
    Scenario& operator=(Scenario&&) noexcept;
    ~Scenario();

    std::int64_t schema_version = 1;
    std::string name;
    std::string question;
    std::string name_es;
    std::string question_es;
    RunSpec run;
    WorldSpec world;
    ModelSpec model;  // its keys stand at the top level of the file
    std::vector<TimelineEntry> timeline;
    OutputSpec outputs;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "schema_version", .about = "version of this format", .low = 1, .high = 1, .required = true},
              self.schema_version);
        visit({.name = "name", .about = "title of the scenario", .required = true}, self.name);
        visit({.name = "question", .about = "the question it asks"}, self.question);
        visit({.name = "name_es", .about = "the title in Spanish, for reports"}, self.name_es);
        visit({.name = "question_es", .about = "the question in Spanish, for reports"}, self.question_es);
        visit({.name = "run", .about = "dates, seed, scale", .required = true}, self.run);
        visit({.name = "world", .about = "places and ways", .required = true}, self.world);
        ModelSpec::fields(self.model, visit);
        visit({.name = "timeline", .about = "interventions with their dates"}, self.timeline);
        visit({.name = "outputs", .about = "what is recorded"}, self.outputs);
    }
    friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace corredor
