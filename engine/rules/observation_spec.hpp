#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// What the world records of what happens (model 5.10).
struct ObservationSpec {
    std::map<CountryRef, Knots> registration_share;
    std::map<CountryRef, Date> irregular_counted_from;
    TableRef other_nationalities;
    TableRef targets;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "registration_share",
               .about = "share of irregular entrants who end in the register of the country entered",
               .low = 0,
               .high = 1,
               .source = "parameters P058"},
              self.registration_share);
        visit({.name = "irregular_counted_from",
               .about = "first day on which a country's official stock counts irregular entrants too"},
              self.irregular_counted_from);
        visit({.name = "other_nationalities",
               .about = "CSV table of registered irregular entries by other nationalities, added to published totals"},
              self.other_nationalities);
        visit({.name = "targets", .about = "CSV table of observed values to compare with"}, self.targets);
    }
    friend bool operator==(const ObservationSpec&, const ObservationSpec&) = default;
};

}  // namespace corredor
