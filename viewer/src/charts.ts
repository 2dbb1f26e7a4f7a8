// The charts: each a card with a title, a sentence that says what is shown, and the same numbers as a table or titles.

import type { CrossTable, EntriesOfYear, Report, Scenario } from "./data";
import { asTable, columns, type Group, key, type Layer, rows, stacked } from "./bars";
import { colour, h } from "./dom";
import { effectsTable } from "./effects";
import { compactFigures, FEWEST_AGENTS, isOfFew, people, percent, quantity, roundedPeople, signed, unitsPerAgent, whole } from "./format";
import { fewFlows, type Flow, flowDiagram, flowTable } from "./flow";
import { countryInText, countryName, name, t, titleOf } from "./i18n";
import { targetsCard } from "./targets";
import { explorer, organisationLines, scenarioColour, TimeChart } from "./series";

const LAYER_COLOURS = 12;

export function charts(report: Report, all: TimeChart[]): HTMLElement {
    const scale = Math.max(...report.header.scenarios.map((s) => s.persons_per_agent));
    return h(
        "section",
        { id: "charts", "aria-labelledby": "charts-title" },
        h("h2", { id: "charts-title" }, t("charts")),
        h(
            "div",
            { class: "cards" },
            ...Object.keys(report.header.entries).map((country) => entriesCard(report, country)),
            explorerCard(report, scale, all),
            totalsCard(report, "incidents_", "harm_title", "harm_about"),
            totalsCard(report, "captives_", "captives_title", "captives_about"),
            totalsCard(report, "held_days_", "held_days_title", "held_days_about"),
            totalsCard(report, "captivity_exits_", "exits_title", "exits_about"),
            linesCard(report, scale, all, "members_", "members_title", report.textOfRuns("members_about")),
            yearsCard(report, "revenue_usd_by_", "income_title", report.textOfRuns("income_about"), "USD"),
            linesCard(report, scale, all, "treasury_usd_", "treasury_title", "treasury_about"),
            linesCard(report, scale, all, "command_", "command_title", "command_about"),
            yearsCard(report, "homicides_", "homicides_title", report.textOfRuns("homicides_about"), "people"),
            moneyCard(report),
        ),
        targetsCard(report),
        ...(report.header.cross_tables ?? []).map((table) => crossCard(report, table, scale)),
        h("h2", { id: "measures" }, t("measures_title")),
        effectsTable(report),
        h("h2", { id: "ledger" }, t("ledger_title")),
        h("div", { class: "ledgers" }, ...report.header.scenarios.map((s) => ledgerPart(report, s, scale))),
    );
}

function card(title: string, about: string, ...content: (HTMLElement | SVGElement | null | false)[]): HTMLElement {
    return h("article", { class: "card" }, h("h3", {}, title), h("p", { class: "hint" }, about), ...content);
}

function scenarioKey(report: Report): { label: string; colour: string }[] {
    return report.header.scenarios.map((s, i) => ({ label: titleOf(s), colour: scenarioColour(i) }));
}

// Irregular entries by year -------------------------------------------------------------------------------------------

/** Registered entries as the police count them: those of the model, with people whom it does not simulate added. */
function asObserved(year: EntriesOfYear): { value: number; low: number | null; high: number | null } {
    const others = year.other_nationalities ?? 0;
    const plus = (v: number | null) => (v === null ? null : v + others);
    return { value: (year.registered.median ?? 0) + others, low: plus(year.registered.low), high: plus(year.registered.high) };
}

/** The same in words, without a number of few agents. */
function asCounted(year: EntriesOfYear, scale: number): string {
    const own = people(year.registered.median, scale);
    if (own === whole(year.registered.median)) return whole(asObserved(year).value);
    return year.other_nationalities === null ? own : `${own} + ${whole(year.other_nationalities)}`;
}

function entriesCard(report: Report, country: string): HTMLElement {
    const { scenarios, observed } = report.header.entries[country] ?? { scenarios: [], observed: [] };
    const { scale } = report;
    const years = scenarios[0] ?? [];
    const groups: Group[] = years.map((year, i) => ({
        label: String(year.year),
        bars: scenarios.map((of, s) => {
            const here = asObserved(of[i] ?? year);
            const said = `${asCounted(of[i] ?? year, scale)}${here.low === here.high ? "" : ` (${whole(here.low)} – ${whole(here.high)})`}`;
            return { ...here, colour: scenarioColour(s), label: "", text: `${report.title(s)}, ${year.year}: ${said}` };
        }),
        marks: year.observed_all === null ? [] : [{ value: year.observed_all, shape: "diamond", text: `${t("observed")}, ${year.year}: ${whole(year.observed_all)}` }],
    }));
    const hasObserved = years.some((y) => y.observed_all !== null);
    const lastObserved = years.filter((y) => y.observed_all !== null).at(-1)?.year;
    const until = lastObserved !== undefined && lastObserved !== years.at(-1)?.year ? t("entries_until", { year: lastObserved }) : "";
    return card(
        t("entries_title", { country: countryInText(country) }),
        [t(report.textOfRuns("entries_about"), { country: countryInText(country) }), until].filter(Boolean).join(" "),
        columns(groups, t("entries_title", { country: countryInText(country) }), t("entries_unit")),
        key([...scenarioKey(report), ...(hasObserved ? [{ label: t("observed"), colour: "", shape: "diamond" as const }] : [])]),
        h("p", { class: "hint" }, t(`definition.${country}`) === `definition.${country}` ? t("definition") : t(`definition.${country}`)),
        entriesTable(report, country, scenarios),
        observed.length > 0 &&
            h(
                "details",
                { "aria-label": t("observed_sources") },
                h("summary", {}, t("observed_sources")),
                h("ul", { class: "sources" }, ...observed.map((row) => h("li", {}, `${row.year}: ${whole(row.value)} (${t(row.use === "calibration" ? "used_to_fit" : "not_used_to_fit")}) – `, h("span", { dir: "auto", lang: "en" }, row.source)))),
            ),
    );
}

function entriesTable(report: Report, country: string, scenarios: EntriesOfYear[][]): HTMLElement {
    const say = (v: number | null) => people(v, report.scale);
    const range = (of: { median: number | null; low: number | null; high: number | null }) => (of.low === null || of.low === of.high ? say(of.median) : `${say(of.median)} (${say(of.low)} – ${say(of.high)})`);
    const named = `${t("as_table")}: ${t("entries_title", { country: countryInText(country) })}`;
    return h(
        "details",
        { "aria-label": named },
        h("summary", { "aria-label": named }, t("as_table")),
        // The title stands outside of what moves sideways on a telephone.
        ...scenarios.flatMap((years, s) => [
            h("h4", { dir: "auto" }, report.title(s)),
            h(
                "div",
                { class: "wide", tabindex: 0 },
                h(
                    "table",
                    { "aria-label": `${t("entries_title", { country: countryInText(country) })}: ${report.title(s)}` },
                    h("thead", {}, h("tr", {}, ...["year", "entries_true", "entries_registered", "entries_others", "observed_own", "observed"].map((k, i) => h("th", { scope: "col", class: i ? "number" : "" }, t(k))))),
                    h(
                        "tbody",
                        {},
                        ...years.map((y) => h("tr", {}, h("th", { scope: "row" }, String(y.year)), ...[range(y.entered), range(y.registered), whole(y.other_nationalities), whole(y.observed_own), whole(y.observed_all)].map((text) => h("td", { class: "number" }, text)))),
                    ),
                ),
            ),
        ]),
    );
}

// Any measure over time -----------------------------------------------------------------------------------------------

function explorerCard(report: Report, scale: number, all: TimeChart[]): HTMLElement {
    const order = ["departures", "under_way", "irregular_entries", "settled_", "irregular_residents_", "registered_", "incidents", "captives", "held", "homicides", "refusals", "interceptions", "returns", "losses", "members", "revenue", "treasury", "command", "gains"];
    const rank = (k: string) => {
        const found = order.findIndex((start) => k.startsWith(start));
        return found < 0 ? order.length : found;
    };
    const keys = report.keys("").sort((a, b) => rank(a) - rank(b));
    const first = ["irregular_entries_CL", "irregular_entries", "departures"].find((k) => keys.includes(k)) ?? keys[0] ?? "";
    const several = report.header.scenarios.some((s) => s.runs.length > 1);
    return card(t("explorer_title"), t(several ? "explorer_about" : "explorer_about_one"), explorer(report, keys, first, scale, all));
}

// Harm ----------------------------------------------------------------------------------------------------------------

/** Sums over the whole period, each with its range over runs. */
function totalsCard(report: Report, prefix: string, title: string, about: string): HTMLElement | null {
    const keys = report.keys(prefix);
    return keys.length === 0 ? null : barsCard(report, keys, (k) => shortName(k, prefix), title, about, "", true);
}

function barsCard(report: Report, keys: string[], nameOf: (key: string) => string, title: string, about: string, unit: string, isSorted: boolean): HTMLElement {
    const groups: Group[] = keys.map((k) => ({ label: nameOf(k), bars: report.header.scenarios.map((s, i) => totalBar(report, k, i, titleOf(s))) }));
    const several = report.header.scenarios.some((s) => s.runs.length > 1);
    const counts = groups.some((group) => group.bars.some((bar) => bar.isFew));
    if (isSorted) groups.sort((a, b) => (b.bars[0]?.value ?? 0) - (a.bars[0]?.value ?? 0));
    return card(
        t(title),
        [t(about), several && t("bars_are_medians")].filter(Boolean).join(" "),
        rows(groups, t(title), unit, counts ? 2 * FEWEST_AGENTS * unitsPerAgent(keys[0] ?? "", report.scale) : 1),
        report.isComparison && key(scenarioKey(report)),
        asTable(t(title), ["", ...report.header.scenarios.map((s) => titleOf(s))], groups.map((group) => [group.label, ...group.bars.map((bar) => bar.text)])),
    );
}

function totalBar(report: Report, k: string, scenario: number, title: string): Group["bars"][number] {
    const { median, low, high } = report.total(scenario, k);
    const unit = report.header.scenarios.find((s) => k in s.series)?.series[k]?.unit ?? "";
    const isPeople = unit === "people" || unit === "1";
    const one = unitsPerAgent(k, report.scale);
    const about = report.isAbout(scenario, k) ? "≈ " : "";
    const say = (v: number | null) => about + (isPeople ? people(v, one) : whole(v));
    const value = median ?? 0;
    const text = low === high ? say(value) : `${say(value)} (${say(low)} – ${say(high)})`;
    const seen = high !== null && !(isPeople && isOfFew(high, one)); // a range within few says nothing
    return {
        value,
        low: seen ? low : null,
        high: seen ? high : null,
        colour: scenarioColour(scenario),
        isFew: isPeople && isOfFew(value, one),
        label: about + (isPeople && isOfFew(value, one) ? people(value, one) : compactFigures(value)),
        text: report.isComparison ? `${title}: ${text}` : text,
    };
}

/** What a series counts, where a title has said of what kind it is. */
function shortName(k: string, prefix: string): string {
    const id = k.slice(prefix.length);
    if (prefix === "homicides_") return countryName(id);
    const kinds: Record<string, string> = { incidents_: "mechanism", captives_: "mechanism", held_days_: "economy", captivity_exits_: "exit", members_: "organisation", treasury_usd_: "organisation", command_: "organisation", revenue_usd_by_: "economy", gains_usd_: "account" };
    return name(kinds[prefix] ?? "mechanism", id);
}

// Organisations -------------------------------------------------------------------------------------------------------

/** A line for each organisation; a chart for each scenario, on one scale. */
function linesCard(report: Report, scale: number, all: TimeChart[], prefix: string, title: string, about: string): HTMLElement | null {
    if (report.keys(prefix).length === 0) return null;
    const lines = report.header.scenarios.map((_, i) => organisationLines(report, i, prefix, (k) => shortName(k, prefix)));
    let most = 0;
    for (const line of lines.flat()) for (const value of Array.from(line.high ?? line.median)) if (value > most) most = value;
    const charts = lines.map((of, i) => {
        const chart = new TimeChart(report, of, scale, `${t(title)}: ${report.title(i)}`, most);
        all.push(chart);
        return chart.element;
    });
    return card(t(title), t(about), ...ofScenarios(report, charts));
}

/** Charts of single scenarios, each under the name of its own where there are several. */
function ofScenarios(report: Report, charts: HTMLElement[]): HTMLElement[] {
    if (!report.isComparison) return charts;
    return charts.map((chart, i) => h("figure", { class: "of-scenario" }, h("figcaption", { dir: "auto" }, report.title(i)), chart));
}

/** Sums of years, laid on each other by kind. */
function yearsCard(report: Report, prefix: string, title: string, about: string, unit: string): HTMLElement | null {
    const keys = report.keys(prefix);
    if (keys.length === 0) return null;
    const say = (k: string) => (v: number) => quantity(v, unit, unitsPerAgent(k, report.scale));
    const labels = report.years.map(String);
    const values = (scenario: number, k: string) => report.byYear(scenario, k);
    // One order and one colour for a kind in all scenarios, and one scale.
    const order = [...keys].sort((a, b) => sum(values(0, b)) - sum(values(0, a)));
    const most = Math.max(...report.header.scenarios.flatMap((_, s) => labels.map((_, year) => sum(keys.map((k) => values(s, k)[year] ?? 0)))));
    const charts = report.header.scenarios.map((_, s) => {
        const layers: Layer[] = order.map((k, i) => ({ label: shortName(k, prefix), colour: colour(`layer-${(i % LAYER_COLOURS) + 1}`), values: values(s, k), say: say(k) }));
        const lines = labels.map((year, i) => [year, ...layers.map((layer) => layer.say(layer.values[i] ?? 0))]);
        return h("div", {}, stacked(labels, layers, `${t(title)}: ${report.title(s)}`, t(`unit_${unit}`), most), asTable(`${t(title)}: ${report.title(s)}`, [t("year"), ...layers.map((layer) => layer.label)], lines));
    });
    const names = order.map((k, i) => ({ label: shortName(k, prefix), colour: colour(`layer-${(i % LAYER_COLOURS) + 1}`) }));
    return card(t(title), t(about), key(names.slice(0, LAYER_COLOURS)), ...ofScenarios(report, charts));
}

function sum(values: number[]): number {
    return values.reduce((a, b) => a + b, 0);
}

/** Who gained what people on the way paid. */
function moneyCard(report: Report): HTMLElement | null {
    const shown = ["gains_usd_tolls", "gains_usd_robbers", "gains_usd_officials", "gains_usd_carriers", "gains_usd_captors", "gains_usd_organisations"].filter((k) => report.has(k));
    if (shown.length === 0) return null;
    return barsCard(report, shown, (k) => shortName(k, "gains_usd_"), "money_title", "money_about", "USD", false);
}

// Who fared differently -----------------------------------------------------------------------------------------------

function crossCard(report: Report, table: CrossTable, scale: number): HTMLElement {
    const flows: Flow[] = table.outcomes.flatMap((from, i) => table.outcomes.map((to, k) => ({ from, to, people: table.people[i]?.[k] ?? 0 })).filter((f) => f.people > 0));
    const changed = flows.filter((f) => f.from !== f.to);
    const { moved, all } = table;
    const say = outcomeName;
    const [base, here] = [report.title(0), report.title(table.scenario)];
    return h(
        "article",
        { class: "card cross" },
        h("h3", {}, t("cross_title")),
        h("p", { class: "hint" }, t("cross_about", { moved: roundedPeople(moved, scale), share: percent(all > 0 ? moved / all : 0, 1), here })),
        flowDiagram(changed.sort((a, b) => b.people - a.people), statusColour, say, t("cross_title"), scale, [base, here]),
        fewFlows(changed, scale),
        flowTable(flows, say, [base, here], scale, `${t("cross_title")}: ${here}`),
    );
}

/** "settled in CO" is a status and a country. */
function outcomeName(outcome: string): string {
    const found = /^(\w+) in ([A-Z]{2})$/.exec(outcome);
    if (!found) return name("status", outcome.replaceAll(" ", "_"));
    return t(found[1] === "exited" ? "exited_to" : "status_in", { status: name("status", found[1] ?? ""), country: countryInText(found[2] ?? "") });
}

const STATUS_COLOURS: Record<string, string> = { on_the_way: "way", under_way: "way", never_set_out: "ink-soft", travelling: "way", waiting: "waiting", settled: "settled", exited: "official", returned: "scenario-1", kidnapped: "held", debt_bondage: "held", trafficked: "held", courier: "held", detained: "irregular", dead: "ink", created: "ink-soft" };

function statusColour(status: string): string {
    return colour(STATUS_COLOURS[status.replace(/ in [A-Z]{2}$/, "").replaceAll(" ", "_")] ?? "way");
}

// Ledger --------------------------------------------------------------------------------------------------------------

function ledgerPart(report: Report, scenario: Scenario, scale: number): HTMLElement {
    const { statuses } = report.header;
    const from = ["created", ...statuses];
    const flows: Flow[] = [];
    // Those who travel stop and go on many times: what counts is when they leave the road for good or take to it again.
    const onTheWay = (status: string) => (status === "travelling" || status === "waiting" ? "on_the_way" : status);
    scenario.ledger.forEach((value, i) => {
        const [a, b] = [onTheWay(from[Math.floor(i / statuses.length)] ?? ""), onTheWay(statuses[i % statuses.length] ?? "")];
        if (value <= 0 || a === b) return;
        const known = flows.find((f) => f.from === a && f.to === b);
        if (known) {
            known.isAbout = known.isAbout || isOfFew(known.people, scale) || isOfFew(value, scale);
            known.people += value;
        } else flows.push({ from: a, to: b, people: value });
    });
    if (flows.length === 0) return h("p", {}, t("ledger_none"));
    const say = (id: string) => name("status", id);
    return h(
        "article",
        { class: "card" },
        report.isComparison && h("h3", { dir: "auto" }, titleOf(scenario)),
        h("p", { class: "hint" }, t(report.textOfRuns("ledger_about"))),
        flowDiagram(flows, statusColour, say, t("ledger_title"), scale, [t("status_before"), t("status_after")]),
        fewFlows(flows, scale),
        balance(scenario),
        flowTable(flows, say, [t("status_before"), t("status_after")], scale, `${t("ledger_title")}: ${titleOf(scenario)}`),
    );
}

/** Persons created = persons over all statuses at the end: the program checks the identity on exact numbers. */
function balance(scenario: Scenario): HTMLElement {
    const { created, at_end: end } = scenario.balance;
    const isBalanced = Math.abs(created - end) < 1e-6 * Math.max(created, 1);
    return h("p", {}, t(isBalanced ? "ledger_balanced" : "ledger_gap", { created: whole(created), end: whole(end), gap: signed(created - end) }));
}
