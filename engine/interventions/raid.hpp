#pragma once

#include <optional>

#include "base/field.hpp"

namespace corredor {

/// The state takes back a prison from which an organisation is led. What follows is `command.aftermath`'s to say.
struct Raid {
    static constexpr std::string_view name = "raid";
    static constexpr std::string_view about =
        "the state takes back a prison from which an organisation is led, for good";
    NodeRef node;
    double captured_share = 0.1;
    double warned_days = 0.0;
    double away_per_day = 0.1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "node", .about = "the prison", .required = true}, self.node);
        visit({.name = "captured_share",
               .about = "part of the members there who are held",
               .low = 0,
               .high = 1,
               .source = "facts 90 and 116: the leaders were gone"},
              self.captured_share);
        visit({.name = "warned_days",
               .about = "days for which they knew",
               .unit = "days",
               .low = 0,
               .high = 365,
               .source = "fact 116: negotiated before"},
              self.warned_days);
        visit({.name = "away_per_day",
               .about = "part of those who would be held that gets away on each of these days",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.away_per_day);
    }
    friend bool operator==(const Raid&, const Raid&) = default;
};

}  // namespace corredor
