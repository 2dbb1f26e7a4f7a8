#pragma once

#include <optional>

#include "base/documents.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Documents that a country's posts admit from a day on. Announced ahead, it makes a rush of those bound there.
struct EntryRule {
    static constexpr std::string_view name = "entry_rule";
    static constexpr std::string_view about = "which documents a country's posts admit: visa, passport, permit";
    CountryRef country;
    std::optional<CountryRef> from;
    DocumentSet admits = DocumentSet::all();
    double penalty = 0.0;
    std::optional<Date> announced;
    double rush_factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "country whose posts apply it", .required = true}, self.country);
        visit({.name = "from", .about = "only for those coming from this country"}, self.from);
        visit({.name = "admits",
               .about = "documents that are admitted; an empty list closes the posts",
               .required = true},
              self.admits);
        visit({.name = "penalty",
               .about = "cost of the formality for those admitted: a criminal record to show, long queues",
               .unit = "logit",
               .low = 0,
               .high = 100},
              self.penalty);
        visit({.name = "announced", .about = "day on which the rule becomes known; before `on`"}, self.announced);
        visit(
            {.name = "rush_factor",
             .about = "times the departures to that country on the last day before, rising from 1 at the announcement",
             .low = 0,
             .high = 100,
             .source = "parameters P053: 1.5-5"},
            self.rush_factor);
    }
    friend bool operator==(const EntryRule&, const EntryRule&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor
