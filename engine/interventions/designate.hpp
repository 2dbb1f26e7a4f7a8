#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// An organisation is designated as terrorist: money moves with more loss, and police of the countries named work
/// together more.
struct Designate {
    static constexpr std::string_view name = "designate";
    static constexpr std::string_view about = "an organisation is designated as terrorist or transnational criminal";
    OrganisationRef organisation;
    double friction = 0.15;
    double cooperation = 0.0;
    std::vector<CountryRef> countries;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "organisation", .about = "who is designated", .required = true}, self.organisation);
        visit({.name = "friction",
               .about = "part of what cells send up that laundering costs on top",
               .low = 0,
               .high = 1,
               .source = "parameters P115: 0.05-0.4, an assumption"},
              self.friction);
        visit({.name = "cooperation",
               .about = "added to how far police work together in the countries named",
               .low = 0,
               .high = 10,
               .source = "claimed (fact 121), not measured"},
              self.cooperation);
        visit({.name = "countries", .about = "which take part"}, self.countries);
    }
    friend bool operator==(const Designate&, const Designate&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor
