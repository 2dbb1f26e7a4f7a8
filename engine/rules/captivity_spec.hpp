#pragma once

#include "base/field.hpp"

namespace corredor {

/// Being held for what one's work brings, against a debt that grows (model 5.6).
struct ExploitationSpec {
    double income_usd_per_day = 0.0;
    double debt_usd = 0.0;
    double debt_log_sd = 0.0;
    double payment_usd_per_week = 0.0;
    double interest_per_month = 0.0;
    double escape_per_month = 0.0;
    double release_per_month = 0.0;
    double recruiter_per_month = 0.0;
    double death_per_month = 0.0;
    double transfer_per_month = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "income_usd_per_day",
               .about = "what a person held brings those who hold it",
               .unit = "USD per day",
               .low = 0,
               .high = 1e4},
              self.income_usd_per_day);
        visit({.name = "debt_usd",
               .about = "median of the debt that a person is told of, where the mechanism names none",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.debt_usd);
        visit({.name = "debt_log_sd", .about = "standard deviation of the logarithm of the debt", .low = 0, .high = 3},
              self.debt_log_sd);
        visit({.name = "payment_usd_per_week",
               .about = "what is counted against the debt",
               .unit = "USD per week",
               .low = 0,
               .high = 1e5},
              self.payment_usd_per_week);
        visit({.name = "interest_per_month",
               .about = "interest and fines, by which the debt grows; more than is paid: it is never paid off",
               .unit = "per month",
               .low = 0,
               .high = 5},
              self.interest_per_month);
        visit({.name = "escape_per_month",
               .about = "hazard of an attempt to escape before threats take their part of it",
               .unit = "per month",
               .low = 0,
               .high = 30},
              self.escape_per_month);
        visit(
            {.name = "release_per_month", .about = "hazard of being let go", .unit = "per month", .low = 0, .high = 30},
            self.release_per_month);
        visit({.name = "recruiter_per_month",
               .about = "hazard of being let off for bringing others",
               .unit = "per month",
               .low = 0,
               .high = 30},
              self.recruiter_per_month);
        visit({.name = "death_per_month", .about = "hazard of dying", .unit = "per month", .low = 0, .high = 30},
              self.death_per_month);
        visit({.name = "transfer_per_month",
               .about = "hazard of being taken to where a person held brings most, if there is room",
               .unit = "per month",
               .low = 0,
               .high = 30},
              self.transfer_per_month);
    }
    friend bool operator==(const ExploitationSpec&, const ExploitationSpec&) = default;
};

/// Being held for a ransom. Outcome and day are drawn when it begins.
struct KidnapSpec {
    double mean_days = 6.0;
    double ransom_usd = 0.0;
    double ransom_log_sd = 0.0;
    double rescued_share = 0.0;
    double courier_share = 0.0;
    double trafficked_share = 0.0;
    double killed_share = 0.0;
    double kept_mean_days = 180.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "mean_days", .about = "mean time until it ends", .unit = "days", .low = 1, .high = 1e4},
              self.mean_days);
        visit({.name = "ransom_usd",
               .about = "median of what relatives pay for a person",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.ransom_usd);
        visit({.name = "ransom_log_sd",
               .about = "standard deviation of the logarithm of the ransom",
               .low = 0,
               .high = 3},
              self.ransom_log_sd);
        visit({.name = "rescued_share", .about = "share found by the police", .low = 0, .high = 1}, self.rescued_share);
        visit({.name = "courier_share",
               .about = "share for whom the others of the party are made to carry drugs over a border near by",
               .low = 0,
               .high = 1},
              self.courier_share);
        visit({.name = "trafficked_share",
               .about = "share of the women among them who are trafficked instead of released",
               .low = 0,
               .high = 1},
              self.trafficked_share);
        visit({.name = "killed_share", .about = "share of the adults among them who are killed", .low = 0, .high = 1},
              self.killed_share);
        visit({.name = "kept_mean_days",
               .about = "mean time for which those are held on for whom nothing was obtained",
               .unit = "days",
               .low = 1,
               .high = 1e4,
               .source = "assumption"},
              self.kept_mean_days);
    }
    friend bool operator==(const KidnapSpec&, const KidnapSpec&) = default;
};

/// Being made to carry drugs over a border.
struct CourierSpec {
    double mean_days = 7.0;
    double seized_share = 0.0;
    std::vector<NodeRef> at;
    double detained_mean_days = 365.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "mean_days", .about = "mean time until it is over", .unit = "days", .low = 1, .high = 1e4},
              self.mean_days);
        visit({.name = "seized_share", .about = "chance of being arrested on the way", .low = 0, .high = 1},
              self.seized_share);
        visit({.name = "at", .about = "places near a border over which relatives of the kidnapped are made to carry"},
              self.at);
        visit({.name = "detained_mean_days",
               .about = "mean time in prison after an arrest",
               .unit = "days",
               .low = 1,
               .high = 1e5},
              self.detained_mean_days);
    }
    friend bool operator==(const CourierSpec&, const CourierSpec&) = default;
};

/// What becomes of those who are held (model 5.6).
struct CaptivitySpec {
    ExploitationSpec debt_bondage;
    ExploitationSpec trafficked;
    KidnapSpec kidnapped;
    CourierSpec courier;
    double threat_share = 0.0;
    double escape_success = 0.5;
    double escape_lethality = 0.0;
    double returns_home_share = 0.3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "debt_bondage", .about = "made to work off a debt"}, self.debt_bondage);
        visit({.name = "trafficked", .about = "exploited sexually; adults only"}, self.trafficked);
        visit({.name = "kidnapped", .about = "held for a ransom"}, self.kidnapped);
        visit({.name = "courier", .about = "made to carry drugs; adults only"}, self.courier);
        visit({.name = "threat_share",
               .about = "part of the attempts to escape that threats to the family at home prevent",
               .low = 0,
               .high = 1,
               .source = "parameters P124"},
              self.threat_share);
        visit({.name = "escape_success",
               .about = "share of attempts that succeed",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.escape_success);
        visit({.name = "escape_lethality",
               .about = "chance of being killed in an attempt that fails",
               .low = 0,
               .high = 1,
               .source = "parameters P123, an assumption"},
              self.escape_lethality);
        visit({.name = "returns_home_share",
               .about = "share of those who come free who go back to where they last lived",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.returns_home_share);
    }
    friend bool operator==(const CaptivitySpec&, const CaptivitySpec&) = default;
};

}  // namespace corredor
