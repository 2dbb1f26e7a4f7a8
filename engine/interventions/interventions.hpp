#pragma once

#include <variant>
#include <vector>

#include "interventions/anti_corruption.hpp"
#include "interventions/arrest_leader.hpp"
#include "interventions/close_border.hpp"
#include "interventions/cooperation.hpp"
#include "interventions/deport.hpp"
#include "interventions/designate.hpp"
#include "interventions/dismantle.hpp"
#include "interventions/entry_rule.hpp"
#include "interventions/freeze_assets.hpp"
#include "interventions/humanitarian_corridor.hpp"
#include "interventions/information_campaign.hpp"
#include "interventions/job_market.hpp"
#include "interventions/militarise.hpp"
#include "interventions/open_border.hpp"
#include "interventions/police_reinforcement.hpp"
#include "interventions/pull.hpp"
#include "interventions/push.hpp"
#include "interventions/raid.hpp"
#include "interventions/regularise.hpp"
#include "interventions/set.hpp"
#include "interventions/shelters.hpp"

namespace corredor {

/// Every kind of entry that a timeline may hold. To add one: its header, its include above, its name here.
using Intervention = std::variant<CloseBorder, OpenBorder, EntryRule, Regularise, Militarise, Deport, AntiCorruption,
                                  Shelters, HumanitarianCorridor, InformationCampaign, JobMarket, Push, Pull, Set, Raid,
                                  Dismantle, ArrestLeader, FreezeAssets, Designate, PoliceReinforcement, Cooperation>;

/// An intervention with its dates. `until` is the first day on which it no longer holds.
struct TimelineEntry {
    std::string id;
    std::string about;
    std::string about_es = {};
    std::string source;
    Date on;
    std::optional<Date> until;
    Intervention effect;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "id", .about = "a name by which another scenario can drop it"}, self.id);
        visit({.name = "about", .about = "what happened, in a sentence"}, self.about);
        visit({.name = "about_es", .about = "the same in Spanish, for reports"}, self.about_es);
        visit({.name = "source", .about = "where this is known from"}, self.source);
        visit({.name = "on", .about = "first day", .required = true}, self.on);
        visit({.name = "until", .about = "first day on which it no longer holds; left out: to the end"}, self.until);
    }
    friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

}  // namespace corredor

/// Compiled once: every copy asks which of the many kinds it copies.
extern template class std::vector<corredor::TimelineEntry>;
