#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// A way in which people on the move are harmed where they stop: who is exposed, how often, and what it takes.
/// Mechanisms are data. All that reach the same party compete for it in one routine.
struct MechanismSpec {
    std::string about;
    double hazard_per_day = 0.0;
    std::map<NodeRef, double> hazard_per_day_at;
    double share_of_cash = 0.0;
    double takes_usd = 0.0;
    std::map<NodeRef, double> takes_usd_at;
    double factor_walking = 1.0;
    double factor_no_papers = 1.0;
    double factor_alone = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "about", .about = "what it is, in a sentence"}, self.about);
        visit({.name = "hazard_per_day",
               .about = "hazard for a party that has stopped at any node",
               .unit = "per day",
               .low = 0,
               .high = 50},
              self.hazard_per_day);
        visit({.name = "hazard_per_day_at",
               .about = "hazard at single nodes, instead of the general one",
               .unit = "per day",
               .low = 0,
               .high = 50},
              self.hazard_per_day_at);
        visit({.name = "share_of_cash", .about = "part of the purse that is taken", .low = 0, .high = 1},
              self.share_of_cash);
        visit({.name = "takes_usd",
               .about = "amount taken on top, as far as the purse goes",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.takes_usd);
        visit({.name = "takes_usd_at",
               .about = "amount at single nodes, instead of the general one",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.takes_usd_at);
        visit({.name = "factor_walking", .about = "times the hazard for those on foot", .low = 0, .high = 100},
              self.factor_walking);
        visit({.name = "factor_no_papers",
               .about = "times the hazard for those without a passport or visa",
               .low = 0,
               .high = 100},
              self.factor_no_papers);
        visit({.name = "factor_alone", .about = "times the hazard for a party of one", .low = 0, .high = 100},
              self.factor_alone);
    }
    friend bool operator==(const MechanismSpec&, const MechanismSpec&) = default;
};

}  // namespace corredor
