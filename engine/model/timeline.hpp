#pragma once

#include <vector>

#include "interventions/interventions.hpp"
#include "model/model_spec.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Answers what holds on any day. It remembers nothing: asking twice gives the same answer.
class Timeline {
public:
    Timeline(const World& world, std::vector<TimelineEntry> entries);

    /// Conditions on a day: the model's parameters of that day, then the entries in force in the order of their start.
    [[nodiscard]] Conditions conditions_on(Date day, const ModelSpec& model) const
    {
        return conditions_on(day, model, day);
    }

    /// The same with dated series as they stood on another day: when they were last looked at.
    [[nodiscard]] Conditions conditions_on(Date day, const ModelSpec& model, Date series_day) const;

    /// Whether an entry begins, ends or gathers a rush on that day. Dated series are looked at when routes are
    /// refreshed.
    [[nodiscard]] bool changes_on(Date day) const;

    /// Effects of entries that begin on that day, in the scenario's order.
    [[nodiscard]] std::vector<const Intervention*> starting_on(Date day) const;

private:
    const World* world_;
    std::vector<TimelineEntry> entries_;  // by start, then in the scenario's order
};

}  // namespace corredor
