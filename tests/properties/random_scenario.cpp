#include "properties/random_scenario.hpp"

#include <array>

namespace corredor {

RandomScenario::RandomScenario(std::uint64_t seed)
    : draws_{seed, Stream::hostile_test, 77, 0}, sketch_{static_cast<std::int32_t>(60 + seed % 61)}
{
    sketch_.scenario.run.seed = static_cast<std::int64_t>(seed);
    add_countries();
    add_nodes();
    add_legs();
    add_people();
    add_travel();
    add_rules();
    add_mechanisms();
    const std::int64_t interventions = whole(0, 8);
    for (std::int64_t i = 0; i < interventions; ++i) add_intervention();
    if (chance(0.6)) add_organisations();
}

LoadedScenario RandomScenario::loaded() const
{
    if (sketch_.scenario.run.seed % 3 != 0) return sketch_.loaded();
    return sketch_.loaded(25, [](ModelSpec& later) {
        later.journey.reattempt_share = 0.3;
        later.journey.give_up_days = 4.0;
        later.settlement.reconsider_per_year = 20.0;
        for (auto& [code, country] : later.countries) country.return_per_year = 3.0;
        for (auto& [name, mechanism] : later.mechanisms) mechanism.hazard_per_day *= 2.0;
        if (later.crime.fixed_reach) later.crime.fixed_reach = 0.3;
    });
}

std::int64_t RandomScenario::whole(std::int64_t low, std::int64_t high)
{
    return low + static_cast<std::int64_t>(draws_.uniform() * static_cast<double>(high - low + 1));
}

DocumentSet RandomScenario::some_documents()
{
    DocumentSet set;
    for (const Documents d : {Documents::identity_card, Documents::passport, Documents::visa})
        if (chance(0.6)) set.insert(d);
    return set;
}

void RandomScenario::add_countries()
{
    const std::int64_t count = whole(2, 4);
    for (std::int64_t i = 0; i < count; ++i) {
        codes_.push_back(std::string(2, static_cast<char>('A' + i)));
        CountrySpec& country = sketch_.country(codes_.back());
        country.admits = chance(0.6) ? DocumentSet::all() : some_documents();
        country.corruption = real(0.0, 1.0);
        country.bribe_usd = real(0.0, 40.0);
        country.interception_share = real(0.0, 0.6);
        country.deportation_share = real(0.0, 1.0);
        country.regularisation_per_year = real(0.0, 8.0);
        country.return_per_year = real(0.0, 4.0);
        country.licit_income_usd_per_month = real(0.0, 300.0);
        country.is_modelled = i == 0 || chance(0.8);
    }
}

void RandomScenario::add_nodes()
{
    constexpr std::array kinds{NodeKind::city,        NodeKind::border_town, NodeKind::destination,
                               NodeKind::border_post, NodeKind::prison,      NodeKind::exit};
    const std::int64_t count = whole(4, 10);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string id = "N" + std::to_string(i);
        const auto country = static_cast<std::size_t>(i * static_cast<std::int64_t>(codes_.size()) / count);
        const NodeKind kind = i == 0 ? NodeKind::origin : kinds[static_cast<std::size_t>(whole(0, 5))];
        sketch_.node(id, codes_[country], kind);
        nodes_.push_back(id);
        country_of_.push_back(country);
    }
    sketch_.model().destinations.places[NodeRef{nodes_.back()}] = 0.0;
    for (std::size_t i = 1; i + 1 < nodes_.size(); ++i)
        if (chance(0.35)) sketch_.model().destinations.places[NodeRef{nodes_[i]}] = real(-2.0, 2.0);
}

LegRow& RandomScenario::add_leg(std::size_t from, std::size_t to, LegKind kind)
{
    LegRow& row = sketch_.leg(nodes_[from], nodes_[to], kind, real(0.5, chance(0.1) ? 900.0 : 60.0),
                              "L" + std::to_string(sketch_.tables.legs.size()));
    row.border_pair = "";
    if (kind != LegKind::road && kind != LegKind::walk && kind != LegKind::flight) {
        const auto [low, high] = std::minmax(country_of_[from], country_of_[to]);
        row.border_pair = codes_[low] + "-" + codes_[high];
    }
    if (chance(0.5)) row.walk_days = real(0.2, 20.0);
    row.fare_usd = chance(0.2) ? 0.0 : real(1.0, 60.0);
    legs_.push_back(row.id);
    return row;
}

void RandomScenario::join(std::size_t from, std::size_t to)
{
    if (country_of_[from] == country_of_[to]) {
        add_leg(from, to, chance(0.2) ? LegKind::walk : chance(0.1) ? LegKind::flight : LegKind::road);
        return;
    }
    if (chance(0.8)) {
        add_leg(from, to, LegKind::official_crossing);
        if (chance(0.3)) limited_.push_back(legs_.back());
    }
    if (chance(0.4)) add_leg(from, to, LegKind::trocha).toll_usd = real(0.0, 60.0);
    if (chance(0.3)) join_by_a_point(from, to);
    if (chance(0.1)) add_leg(from, to, LegKind::flight);
}

void RandomScenario::join_by_a_point(std::size_t from, std::size_t to)
{
    NodeRow& row =
        sketch_.node("T" + std::to_string(sketch_.tables.nodes.size()), codes_[country_of_[from]], NodeKind::trocha);
    row.pass_through = true;
    row.side_a = codes_[country_of_[from]];
    row.side_b = codes_[country_of_[to]];
    nodes_.push_back(row.id);
    country_of_.push_back(country_of_[from]);
    const std::size_t point = nodes_.size() - 1;
    const std::string pair = row.side_a < row.side_b ? row.side_a + "-" + row.side_b : row.side_b + "-" + row.side_a;
    for (const auto& [tail, head] : {std::pair{from, point}, {point, to}, {to, point}, {point, from}}) {
        LegRow& leg = add_leg(tail, head, LegKind::trocha);
        leg.border_pair = pair;
        leg.toll_usd = head == point ? 0.0 : real(0.0, 60.0);
    }
}

void RandomScenario::add_legs()
{
    const std::size_t towns = nodes_.size();
    for (std::size_t i = 0; i + 1 < towns; ++i) {
        join(i, i + 1);
        if (chance(0.8)) join(i + 1, i);
    }
    const std::int64_t more = whole(0, 8);
    for (std::int64_t i = 0; i < more; ++i) {
        const auto from = static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(towns) - 1));
        const auto to = static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(towns) - 1));
        if (from != to) join(from, to);
    }
    if (legs_.empty()) add_leg(0, 1, LegKind::flight);
}

void RandomScenario::add_people()
{
    ModelSpec& model = sketch_.model();
    sketch_.scenario.run.persons_per_agent = any(std::vector<std::int64_t>{1, 1, 1, 3, 10});
    const std::int64_t scale = sketch_.scenario.run.persons_per_agent;
    model.departures.pool_people = whole(0, 600) * scale;
    model.departures.origin_share[NodeRef{nodes_[0]}] = chance(0.5) ? 1.0 : 0.6;
    if (model.departures.origin_share[NodeRef{nodes_[0]}] < 1.0)
        model.departures.origin_share[NodeRef{nodes_[1]}] = 0.4;
    model.departures.push_per_year = real(0.0, 8.0);
    model.departures.closure_response = chance(0.3) ? real(0.0, 1.0) : 0.0;
    model.departures.party_size_share.clear();
    const std::int64_t sizes = whole(1, 5);
    for (std::int64_t i = 0; i < sizes; ++i) model.departures.party_size_share.push_back(real(0.05, 1.0));
    const std::int64_t cohorts = whole(0, 2);
    for (std::int64_t i = 0; i < cohorts; ++i)
        sketch_.cohort(nodes_[static_cast<std::size_t>(whole(0, 2))], whole(0, 300) * scale,
                       static_cast<std::int32_t>(whole(0, 40)));
    model.endowment.passport_share = real(0.0, 1.0);
    model.endowment.visa_share = real(0.0, 1.0);
    model.endowment.cash_median_usd = real(0.0, 300.0);
    model.endowment.cash_log_sd = real(0.0, 1.5);
    for (const auto& [place, attraction] : model.destinations.places)
        if (chance(0.5))
            sketch_.tables.initial_stock.push_back({.node = place.name, .people = whole(0, 200) * scale, .source = ""});
    model.settlement.reconsider_per_year = chance(0.7) ? real(0.0, 20.0) : 0.0;
    model.settlement.mover_years = real(0.05, 3.0);
    model.settlement.stay_constant = real(-2.0, 3.0);
}

void RandomScenario::add_travel()
{
    ModelSpec& model = sketch_.model();
    sketch_.scenario.world.crossing_ends_the_day = chance(0.7);
    sketch_.scenario.world.bus_hours_per_day = real(8.0, 24.0);
    model.routes.method = chance(0.8) ? RouteMethod::recursive_logit : RouteMethod::next_leg_logit;
    model.routes.scale = real(0.05, 2.0);
    model.routes.refresh_days = whole(1, 15);
    model.modes.coyote_constant = real(-3.0, 2.0);
    model.modes.walking_constant = real(-2.0, 2.0);
    model.journey.waiting_income_usd_per_day = real(0.0, 10.0);
    model.journey.retry_days = real(1.0, 8.0);
    model.journey.reattempt_share = real(0.0, 1.0);
    model.journey.give_up_days = real(1.0, 60.0);
    model.journey.weigh_again_share = chance(0.5) ? real(0.0, 1.0) : 0.0;
    for (const char* kind : {"origin", "city", "border_town", "destination", "border_post"})
        if (chance(0.5))
            model.journey.stops[kind] = {.stop_share = real(0.0, 1.0), .departure_chance_per_day = real(0.05, 1.0)};
    for (const std::string& leg : limited_) model.journey.capacity_people_per_day[LegRef{leg}] = whole(0, 30);
    if (codes_.size() > 2 && chance(0.4)) {
        model.routes.corridors["north"].avoids = {BorderPairRef{codes_[0] + "-" + codes_[1]}};
        model.routes.corridors["south"].avoids = {};
    }
    if (chance(0.5))
        model.routes.learning[CountryRef{codes_[1]}] = {
            .initial = 5.0, .floor = 0.5, .half_passages = 50.0, .memory_days = 30.0};
}

void RandomScenario::add_rules()
{
    ModelSpec& model = sketch_.model();
    model.beliefs.information = chance(0.6) ? Information::rumour : Information::perfect;
    model.beliefs.policy_delay_days = static_cast<double>(whole(0, 12));
    model.beliefs.experience_weight = real(0.0, 1.0);
    model.beliefs.noise = real(0.0, 0.8);
    model.observation.registration_share[CountryRef{codes_[1]}] = real(0.0, 1.0);
}

void RandomScenario::add_mechanisms()
{
    const std::int64_t count = whole(0, 6);
    for (std::int64_t i = 0; i < count; ++i) {
        MechanismSpec& mechanism = sketch_.model().mechanisms["mechanism" + std::to_string(i)];
        mechanism.stage = static_cast<Stage>(whole(0, static_cast<std::int64_t>(stage_count) - 1));
        if (chance(0.6)) mechanism.economy = static_cast<Economy>(whole(0, economy_count - 1));
        mechanism.hazard_per_day = chance(0.3) ? 0.0 : real(0.0, 0.5);
        if (chance(0.5)) mechanism.hazard_per_day_at[NodeRef{any(nodes_)}] = real(0.0, 3.0);
        mechanism.chance = real(0.0, 0.4);
        mechanism.share_of_cash = real(0.0, 1.0);
        mechanism.takes_usd = real(0.0, 50.0);
        mechanism.factor_walking = real(0.0, 3.0);
        mechanism.factor_no_papers = real(0.0, 3.0);
        mechanism.factor_alone = real(0.0, 3.0);
        mechanism.factor_package = real(0.0, 1.0);
        mechanism.factor_in_debt = real(0.0, 3.0);
        mechanism.factor_no_cash = real(0.0, 3.0);
        if (mechanism.economy && chance(0.7)) take_people(mechanism);
    }
    if (chance(0.7)) sketch_.model().crime.fixed_reach = real(0.0, 1.0);
    add_captivity();
}

void RandomScenario::take_people(MechanismSpec& mechanism)
{
    constexpr std::array exploitation{LeadsTo::debt_bondage, LeadsTo::trafficked, LeadsTo::courier, LeadsTo::recruited};
    if (chance(0.5)) {
        mechanism.leads_to = LeadsTo::kidnapped;
        mechanism.captures = static_cast<Captures>(whole(0, 4));
    } else {
        mechanism.leads_to = exploitation[static_cast<std::size_t>(whole(0, 3))];
        mechanism.captures = chance(0.5) ? Captures::adult : Captures::adult_woman;
    }
}

void RandomScenario::add_captivity()
{
    CaptivitySpec& captivity = sketch_.model().captivity;
    for (ExploitationSpec* spec : {&captivity.debt_bondage, &captivity.trafficked})
        *spec = {.debt_usd = real(0.0, 800.0),
                 .debt_log_sd = real(0.0, 1.0),
                 .payment_usd_per_week = real(0.0, 300.0),
                 .interest_per_month = real(0.0, 0.5),
                 .escape_per_month = real(0.0, 3.0),
                 .release_per_month = real(0.0, 2.0),
                 .recruiter_per_month = real(0.0, 1.0),
                 .death_per_month = real(0.0, 0.3),
                 .transfer_per_month = real(0.0, 3.0)};
    captivity.kidnapped = {.mean_days = real(1.0, 12.0),
                           .ransom_usd = real(0.0, 500.0),
                           .ransom_log_sd = real(0.0, 1.0),
                           .rescued_share = real(0.0, 0.5),
                           .courier_share = real(0.0, 1.0),
                           .trafficked_share = real(0.0, 0.5),
                           .killed_share = real(0.0, 0.3),
                           .kept_mean_days = real(1.0, 40.0)};
    captivity.courier = {.mean_days = real(1.0, 10.0),
                         .seized_share = real(0.0, 1.0),
                         .at = {NodeRef{any(nodes_)}},
                         .detained_mean_days = real(1.0, 60.0)};
    captivity.threat_share = real(0.0, 1.0);
    captivity.escape_success = real(0.0, 1.0);
    captivity.escape_lethality = real(0.0, 1.0);
    captivity.returns_home_share = real(0.0, 1.0);
    ModeSpec& modes = sketch_.model().modes;
    modes.package_constant = real(-3.0, 3.0);
    modes.package_abandon_share = real(0.0, 0.4);
    modes.coyote_abandon_share = chance(0.5) ? real(0.0, 0.4) : 0.0;
    modes.distrust_weight = real(0.0, 2.0);
    sketch_.model().beliefs.trust_loss = chance(0.5) ? real(0.0, 0.5) : 0.0;
}

void RandomScenario::add_organisations()
{
    if (chance(0.7)) sketch_.model().crime.fixed_reach.reset();
    for (const std::string_view name : economy_names) {
        EconomySpec& economy = sketch_.model().economies[EconomyRef{std::string{name}}];
        economy.capacity_usd_per_member_week = real(0.0, 2'000.0);
        economy.without_control = real(0.0, 1.0);
        economy.heat_weight = real(0.0, 5.0);
        economy.usd_per_irregular_entry = real(0.0, 50.0);
        economy.usd_per_traveller = real(0.0, 10.0);
        economy.usd_per_week_at[NodeRef{any(nodes_)}] = real(0.0, 50'000.0);
        economy.affiliates_per_member = chance(0.3) ? real(0.0, 3.0) : 0.0;
        economy.needs_linked_cells = chance(0.1);
        economy.has_mechanism = chance(0.3);
        economy.captives_per_member = chance(0.3) ? real(0.0, 10.0) : 0.0;
        economy.captive_income_usd_per_week = chance(0.3) ? real(0.0, 500.0) : 0.0;
        economy.captive_share_kept = 0.5;
    }
    const std::int64_t count = whole(1, 3);
    for (std::int64_t i = 0; i < count; ++i) add_organisation("gang" + std::to_string(i), i > 0);
    CellSpec& cells = sketch_.model().cells;
    cells.recruitment_per_month = real(0.0, 3.0);
    cells.control_weeks = real(0.5, 10.0);
    cells.homicides_per_week = real(0.0, 2.0);
    cells.flow_half_per_week = real(1.0, 50.0);
    cells.conversion_scale = real(0.0, 1.0);
    sketch_.model().enforcement.operations_per_week = real(0.0, 1.0);
    sketch_.model().enforcement.arrests_per_week = real(0.0, 0.2);
    sketch_.model().command.aftermath = static_cast<SeatLoss>(whole(0, 2));
    sketch_.model().command.splinter_per_year = 50.0;
    const NodeRef node{any(nodes_)};
    const OrganisationRef gang{"gang0"};
    const auto day_of = [&] { return static_cast<std::int32_t>(whole(1, 50)); };
    sketch_.from_day(day_of(), Dismantle{.organisation = gang, .node = node, .arrested_share = real(0.0, 1.0)});
    sketch_.from_day(day_of(), FreezeAssets{.organisation = gang, .share = real(0.0, 1.0)});
    sketch_.from_day(day_of(), Designate{.organisation = gang, .friction = real(0.0, 1.0), .countries = {}});
    if (chance(0.5)) sketch_.from_day(day_of(), Raid{.node = *sketch_.model().organisations["gang0"].headquarters});
}

void RandomScenario::add_organisation(const std::string& id, bool may_break_away)
{
    OrganisationSpec& gang = sketch_.model().organisations[id];
    gang.name = id;
    gang.members = static_cast<double>(whole(0, 300));
    gang.seats = {{NodeRef{any(nodes_)}, 0.6}};
    gang.seats.try_emplace(NodeRef{any(nodes_)}, 0.4);
    gang.treasury_usd = real(0.0, 3e6);
    gang.violence = real(0.0, 3.0);
    gang.expansion_per_month = chance(0.6) ? real(0.0, 40.0) : 0.0;
    gang.reinforcement_per_week = chance(0.3) ? real(0.0, 20.0) : 0.0;
    gang.alliance_breakdown_per_year = real(0.0, 10.0);
    for (const std::string_view name : economy_names)
        if (chance(0.7))
            gang.economies[EconomyRef{std::string{name}}] = {.start = real(0.0, 1.0), .cap = real(0.0, 1.0)};
    if (!may_break_away || chance(0.5)) gang.headquarters = gang.seats.begin()->first;
    if (!may_break_away) return;
    gang.relations[OrganisationRef{"gang0"}] = {.kind = static_cast<Relation>(whole(0, 2)),
                                                .contest = real(0.0, 2.0),
                                                .rivalry = real(0.0, 1.0),
                                                .may_subdue = chance(0.5)};
    if (chance(0.3)) gang.splinter_of = OrganisationRef{"gang0"};
}

BorderScope RandomScenario::scope()
{
    BorderScope scope;
    if (chance(0.4)) scope.entering = CountryRef{any(codes_)};
    if (chance(0.2)) scope.between = {CountryRef{codes_[0]}, CountryRef{codes_[1]}};
    if (chance(0.3)) scope.kinds = {LegKind::official_crossing, LegKind::trocha};
    return scope;
}

EntryRule RandomScenario::entry_rule(Date on)
{
    EntryRule rule;
    rule.country = {any(codes_)};
    if (chance(0.3)) rule.from = CountryRef{any(codes_)};
    rule.admits = some_documents();
    rule.penalty = real(0.0, 3.0);
    if (chance(0.5)) rule.announced = on.plus_days(-static_cast<std::int32_t>(whole(1, 20)));
    rule.rush_factor = real(0.0, 6.0);
    return rule;
}

Intervention RandomScenario::effect(Date on)
{
    switch (whole(0, 12)) {
    case 0:
        return CloseBorder{.where = scope(), .toll_factor = real(0.0, 4.0)};
    case 1:
        return OpenBorder{.where = scope(), .admits = some_documents()};
    case 2:
        return entry_rule(on);
    case 3:
        return Regularise{.country = {any(codes_)}, .per_year = real(0.0, 10.0), .stay_bonus = real(0.0, 2.0)};
    case 4:
        return Militarise{.where = scope(), .interception_share = real(0.0, 1.0), .irregular_cost = real(0.0, 3.0)};
    case 5:
        return Deport{
            .country = {any(codes_)}, .intercepted_share = real(0.0, 1.0), .residents_per_year = real(0.0, 8.0)};
    case 6:
        return AntiCorruption{.country = {any(codes_)}, .factor = real(0.0, 2.0)};
    case 7:
        return Shelters{.node = {any(nodes_)}, .beds = whole(0, 100)};
    case 8:
        return HumanitarianCorridor{
            .legs = {{any(legs_)}}, .fare_factor = real(0.0, 2.0), .time_factor = real(0.1, 2.0)};
    case 9: {
        InformationCampaign campaign{.where = scope(), .perceived_cost = real(-2.0, 4.0), .policy_delay_days = {}};
        if (chance(0.5)) campaign.policy_delay_days = static_cast<double>(whole(0, 5));
        return campaign;
    }
    case 10:
        return JobMarket{.country = {any(codes_)}, .income_factor = real(0.1, 4.0)};
    case 11:
        return Push{.node = {}, .factor = real(0.0, 3.0)};
    default:
        return Pull{.country = CountryRef{any(codes_)}, .node = {}, .add = real(-3.0, 3.0)};
    }
}

void RandomScenario::add_intervention()
{
    const auto on = static_cast<std::int32_t>(whole(0, 90));
    std::optional<std::int32_t> until;
    if (chance(0.6)) until = on + static_cast<std::int32_t>(whole(1, 50));
    sketch_.from_day(on, effect(day(on)), until);
}

}  // namespace corredor
