#include "studies/monthly.hpp"

#include <algorithm>

namespace corredor {

namespace {

/// The cells of one place that count, as offsets from its first.
std::vector<std::size_t> offsets_in(const RunRecord& run, const PlacedVariable& variable, std::size_t cells_of_place)
{
    return cells_where(cells_of_place, [&](std::size_t cell) {
        return variable.statuses.empty() || std::ranges::count(variable.statuses, run.status[cell]) > 0;
    });
}

class PlaceSums {
public:
    PlaceSums(const RunRecord& run, const PlacedVariable& variable)
        : series_{run.*variable.series}, count_{place_count(run, variable.axis)},
          cells_{count_ == 0 ? 0 : series_.cells / count_}, offsets_{offsets_in(run, variable, cells_)}
    {
    }

    [[nodiscard]] std::size_t count() const { return count_; }

    /// Adds a part of a record to a row of places.
    void add(std::size_t record, double part, double* row) const
    {
        if (part == 0.0) return;
        for (std::size_t place = 0; place < count_; ++place)
            for (const std::size_t offset : offsets_) row[place] += part * series_.at(record, place * cells_ + offset);
    }

private:
    const Series& series_;
    std::size_t count_;
    std::size_t cells_;
    std::vector<std::size_t> offsets_;
};

void sum_flows(const RunRecord& run, const PlaceSums& places, const Months& months, std::vector<double>& by_month)
{
    std::size_t month = 0;
    double from = 0.0;
    for (std::size_t record = 0; record < run.days.size(); ++record) {
        const double until = run.days[record];
        for (double at = from; at < until;) {
            const Date end = month + 1 < months.count() ? months.first_day[month + 1] : months.end;
            const double month_ends = end.days_since(run.start);
            const double part_ends = month + 1 < months.count() ? std::min(until, month_ends) : until;
            places.add(record, (part_ends - at) / (until - from), &by_month[month * places.count()]);
            at = part_ends;
            if (at >= month_ends && month + 1 < months.count()) ++month;
        }
        from = until;
    }
}

void read_stocks(const RunRecord& run, const PlaceSums& places, const Months& months, std::vector<double>& by_month)
{
    for (std::size_t month = 0; month < months.count(); ++month) {
        const Date end = month + 1 < months.count() ? months.first_day[month + 1] : months.end;
        const double at = std::clamp<double>(end.days_since(run.start), run.days.front(), run.days.back());
        const auto after = static_cast<std::size_t>(std::ranges::lower_bound(run.days, at) - run.days.begin());
        const std::size_t before = run.days[after] > at ? after - 1 : after;
        const double gap = run.days[after] - run.days[before];
        const double part = gap > 0.0 ? (at - run.days[before]) / gap : 0.0;
        places.add(before, 1.0 - part, &by_month[month * places.count()]);
        places.add(after, part, &by_month[month * places.count()]);
    }
}

}  // namespace

const std::vector<PlacedVariable>& placed_variables()
{
    static const std::vector<PlacedVariable> all{
        {"departures", PlaceAxis::node, "people who left an origin", "people", &RunRecord::departures},
        {"settlements", PlaceAxis::node, "people who settled or left the modelled region", "people",
         &RunRecord::settlements},
        {"returns", PlaceAxis::node, "people back at their origin", "people", &RunRecord::returns},
        {"incidents", PlaceAxis::node, "times that a mechanism struck a party", "1", &RunRecord::incidents},
        {"losses_usd", PlaceAxis::node, "cash taken from parties", "USD", &RunRecord::losses_usd},
        {"people_under_way",
         PlaceAxis::node,
         "people travelling or waiting, at the end of the month",
         "people",
         &RunRecord::persons,
         true,
         {"travelling", "waiting"}},
        {"people_held",
         PlaceAxis::node,
         "people held or exploited, at the end of the month",
         "people",
         &RunRecord::persons,
         true,
         {"kidnapped", "debt_bondage", "trafficked", "courier"}},
        {"people_settled",
         PlaceAxis::node,
         "people settled, at the end of the month",
         "people",
         &RunRecord::persons,
         true,
         {"settled"}},
        {"crossings", PlaceAxis::leg, "people who set off over a border leg", "people", &RunRecord::crossings},
        {"irregular_entries", PlaceAxis::leg, "people who entered a country by a trocha", "people",
         &RunRecord::irregular_entries},
        {"interceptions", PlaceAxis::leg, "people intercepted on a trocha and sent back", "people",
         &RunRecord::interceptions},
        {"refusals", PlaceAxis::leg, "people turned away at a post", "people", &RunRecord::refusals},
    };
    return all;
}

Months months_of(Date start, Date end)
{
    Months months{.first_day = {}, .end = end};
    for (CivilDay day = civil(start);;) {
        const Date first = date_of({day.year, day.month, 1});
        if (first >= end) break;
        months.first_day.push_back(std::max(first, start));
        day.year += day.month == 12 ? 1 : 0;
        day.month = day.month == 12 ? 1 : day.month + 1;
    }
    return months;
}

std::size_t place_count(const RunRecord& run, PlaceAxis axis)
{
    return axis == PlaceAxis::node ? run.node.size() : run.leg.size();
}

PlacedValues placed_values(const RunRecord& run, const PlacedVariable& variable, const Months& months)
{
    const PlaceSums places{run, variable};
    PlacedValues values{.by_month = std::vector<double>(months.count() * places.count()),
                        .in_all = std::vector<double>(places.count())};
    if (!(run.*variable.series).is_recorded() || run.days.empty()) return values;
    if (variable.is_stock) {
        read_stocks(run, places, months, values.by_month);
        places.add(run.days.size() - 1, 1.0, values.in_all.data());
        return values;
    }
    sum_flows(run, places, months, values.by_month);
    for (std::size_t record = 0; record < run.days.size(); ++record) places.add(record, 1.0, values.in_all.data());
    return values;
}

}  // namespace corredor
