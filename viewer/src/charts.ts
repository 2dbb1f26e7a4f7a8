// The charts: each a card with a title, a sentence that says what is shown, and the same numbers as a table or titles.

import type { CrossTable, EntriesOfYear, Report, Scenario } from "./data";
import { columns, type Group, key, type Layer, rows, stacked } from "./bars";
import { colour, h, option } from "./dom";
import { effectsTable } from "./effects";
import { people, quantity, rounded, signed, percent, whole } from "./format";
import { type Flow, flowDiagram, flowTable } from "./flow";
import { countryName, name, t } from "./i18n";
import { explorer, groupLines, scenarioColour, TimeChart } from "./series";

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
            harmCard(report, scale, "incidents_", "harm_title", "harm_about"),
            harmCard(report, scale, "captives_", "captives_title", "captives_about"),
            harmCard(report, scale, "held_days_", "held_days_title", "held_days_about"),
            harmCard(report, scale, "captivity_exits_", "exits_title", "exits_about"),
            linesCard(report, scale, all, "members_", "members_title", "members_about"),
            incomeCard(report),
            linesCard(report, scale, all, "treasury_usd_", "treasury_title", "treasury_about"),
            linesCard(report, scale, all, "command_", "command_title", "command_about"),
            linesCard(report, scale, all, "homicides_", "homicides_title", "homicides_about"),
            moneyCard(report),
        ),
        ...(report.header.cross_tables ?? []).map((table) => crossCard(report, table, scale)),
        h("h2", {}, t("measures_title")),
        effectsTable(report),
        h("h2", {}, t("ledger_title")),
        ...report.header.scenarios.map((s, i) => ledgerPart(report, s, i, scale)),
    );
}

function card(title: string, about: string, ...content: (HTMLElement | SVGElement | null | false)[]): HTMLElement {
    return h("article", { class: "card" }, h("h3", {}, title), h("p", { class: "hint" }, about), ...content);
}

function scenarioKey(report: Report): { label: string; colour: string }[] {
    return report.header.scenarios.map((s, i) => ({ label: s.title, colour: scenarioColour(i) }));
}

// Irregular entries by year -------------------------------------------------------------------------------------------

/** Registered entries as the police count them: those of the model, with people whom it does not simulate added. */
function asObserved(year: EntriesOfYear): { value: number; low: number | null; high: number | null } {
    const others = year.other_nationalities ?? 0;
    const plus = (v: number | null) => (v === null ? null : v + others);
    return { value: (year.registered.median ?? 0) + others, low: plus(year.registered.low), high: plus(year.registered.high) };
}

function entriesCard(report: Report, country: string): HTMLElement {
    const { scenarios, observed } = report.header.entries[country] ?? { scenarios: [], observed: [] };
    const years = scenarios[0] ?? [];
    const groups: Group[] = years.map((year, i) => ({
        label: String(year.year),
        bars: scenarios.map((of, s) => {
            const here = asObserved(of[i] ?? year);
            return { ...here, colour: scenarioColour(s), text: `${report.header.scenarios[s]?.title ?? ""}, ${year.year}: ${whole(here.value)} (${whole(here.low)} – ${whole(here.high)})` };
        }),
        marks: year.observed_all === null ? [] : [{ value: year.observed_all, shape: "diamond", text: `${t("observed")}, ${year.year}: ${whole(year.observed_all)}` }],
    }));
    const hasObserved = years.some((y) => y.observed_all !== null);
    return card(
        t("entries_title", { country: countryName(country) }),
        t("entries_about", { country: countryName(country) }),
        columns(groups, t("entries_title", { country: countryName(country) }), t("entries_unit")),
        key([...scenarioKey(report), ...(hasObserved ? [{ label: t("observed"), colour: "", shape: "diamond" as const }] : [])]),
        h("p", { class: "hint" }, t(`definition.${country}`) === `definition.${country}` ? t("definition") : t(`definition.${country}`)),
        entriesTable(report, scenarios),
        observed.length > 0 &&
            h(
                "details",
                {},
                h("summary", {}, t("observed_sources")),
                h("ul", { class: "sources" }, ...observed.map((row) => h("li", {}, `${row.year}: ${whole(row.value)} (${t(row.use === "calibration" ? "used_to_fit" : "not_used_to_fit")}) – `, h("span", { dir: "auto", lang: "en" }, row.source)))),
            ),
    );
}

function entriesTable(report: Report, scenarios: EntriesOfYear[][]): HTMLElement {
    const range = (of: { median: number | null; low: number | null; high: number | null }) => (of.low === null || of.low === of.high ? whole(of.median) : `${whole(of.median)} (${whole(of.low)} – ${whole(of.high)})`);
    return h(
        "details",
        {},
        h("summary", {}, t("as_table")),
        ...scenarios.map((years, s) =>
            h(
                "table",
                {},
                h("caption", { dir: "auto" }, report.header.scenarios[s]?.title ?? ""),
                h("thead", {}, h("tr", {}, ...["year", "entries_true", "entries_registered", "entries_others", "observed_own", "observed"].map((k, i) => h("th", { scope: "col", class: i ? "number" : "" }, t(k))))),
                h(
                    "tbody",
                    {},
                    ...years.map((y) => h("tr", {}, h("th", { scope: "row" }, String(y.year)), ...[range(y.entered), range(y.registered), whole(y.other_nationalities), whole(y.observed_own), whole(y.observed_all)].map((text) => h("td", { class: "number" }, text)))),
                ),
            ),
        ),
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

function sumOrPeak(values: ArrayLike<number>, isFlow: boolean): number {
    let result = 0;
    for (let i = 0; i < values.length; i++) result = isFlow ? result + (values[i] ?? 0) : Math.max(result, values[i] ?? 0);
    return result;
}

/** Totals of flows, peaks of stocks. Sums over the whole run come from the headline numbers, which have exact ranges. */
function harmCard(report: Report, scale: number, prefix: string, title: string, about: string): HTMLElement | null {
    const keys = report.keys(prefix);
    if (keys.length === 0) return null;
    const groups: Group[] = keys.map((k) => ({
        label: measureNameShort(k, prefix),
        bars: report.header.scenarios.map((s, i) => {
            const line = report.line(i, k);
            const of = report.measure(k)?.of[i]?.spread;
            const value = of?.median ?? (line ? sumOrPeak(line.median, line.isFlow) : 0);
            return { value, low: of?.low ?? null, high: of?.high ?? null, colour: scenarioColour(i), text: `${s.title}: ${people(value, scale)}` };
        }),
    }));
    groups.sort((a, b) => (b.bars[0]?.value ?? 0) - (a.bars[0]?.value ?? 0));
    return card(t(title), t(about), rows(groups.slice(0, 14), t(title), ""), report.isComparison && key(scenarioKey(report)));
}

function measureNameShort(k: string, prefix: string): string {
    const id = k.slice(prefix.length);
    const kind = { incidents_: "mechanism", captives_: "mechanism", held_days_: "economy", captivity_exits_: "exit" }[prefix] ?? "mechanism";
    return name(kind, id);
}

// Organisations -------------------------------------------------------------------------------------------------------

/** A line for each organisation or country, of the scenario that is chosen. */
function linesCard(report: Report, scale: number, all: TimeChart[], prefix: string, title: string, about: string): HTMLElement | null {
    const keys = report.keys(prefix);
    if (keys.length === 0) return null;
    const chart = new TimeChart(report, groupLines(report, 0, keys, "organisation"), scale, t(title));
    all.push(chart);
    return card(t(title), t(about), scenarioChoice(report, (i) => chart.show(groupLines(report, i, keys, "organisation"))), chart.element);
}

function scenarioChoice(report: Report, choose: (scenario: number) => void): HTMLElement | null {
    if (!report.isComparison) return null;
    const select = h("select", { "aria-label": t("which"), change: () => choose(Number(select.value)) }, ...report.header.scenarios.map((s, i) => option(String(i), s.title)));
    return h("label", { class: "choose" }, t("which"), select);
}

function byYear(report: Report, values: ArrayLike<number>): Map<number, number> {
    const years = new Map<number, number>();
    report.dates.forEach((day, i) => years.set(day.getUTCFullYear(), (years.get(day.getUTCFullYear()) ?? 0) + (values[i] ?? 0)));
    return years;
}

function incomeCard(report: Report): HTMLElement | null {
    const keys = report.keys("revenue_usd_by_");
    if (keys.length === 0) return null;
    const box = h("div", {});
    const draw = (scenario: number) => {
        const labels = [...byYear(report, []).keys()].map(String);
        const layers: Layer[] = keys
            .map((k) => ({ label: name("economy", k.replace("revenue_usd_by_", "")), colour: "", values: [...byYear(report, report.line(scenario, k)?.median ?? []).values()] }))
            .sort((a, b) => sumOrPeak(b.values, true) - sumOrPeak(a.values, true))
            .map((layer, i) => ({ ...layer, colour: colour(`layer-${(i % LAYER_COLOURS) + 1}`) }));
        const chart = stacked(labels, layers, t("income_title"), "USD", (v) => quantity(v, "USD", 1));
        box.replaceChildren(chart, key(layers.slice(0, LAYER_COLOURS)));
    };
    draw(0);
    return card(t("income_title"), t("income_about"), scenarioChoice(report, draw), box);
}

/** Who gained what people on the way paid. */
function moneyCard(report: Report): HTMLElement | null {
    const shown = ["gains_usd_tolls", "gains_usd_robbers", "gains_usd_officials", "gains_usd_carriers", "gains_usd_captors", "gains_usd_organisations"].filter((k) => report.has(k));
    if (shown.length === 0) return null;
    const groups: Group[] = shown.map((k) => ({
        label: name("account", k.replace("gains_usd_", "")),
        bars: report.header.scenarios.map((s, i) => {
            const value = sumOrPeak(report.line(i, k)?.median ?? [], true);
            return { value, low: null, high: null, colour: scenarioColour(i), text: `${s.title}: ${rounded(value)} USD` };
        }),
    }));
    return card(t("money_title"), t("money_about"), rows(groups, t("money_title"), "USD"), report.isComparison && key(scenarioKey(report)));
}

// Who fared differently -----------------------------------------------------------------------------------------------

function crossCard(report: Report, table: CrossTable, scale: number): HTMLElement {
    const flows: Flow[] = table.outcomes.flatMap((from, i) => table.outcomes.map((to, k) => ({ from, to, people: table.people[i]?.[k] ?? 0 })).filter((f) => f.people > 0));
    const total = flows.reduce((sum, f) => sum + f.people, 0);
    const changed = flows.filter((f) => f.from !== f.to);
    const moved = changed.reduce((sum, f) => sum + f.people, 0);
    const say = outcomeName;
    const [base, here] = [report.header.scenarios[0]?.title ?? "", report.header.scenarios[table.scenario]?.title ?? ""];
    return h(
        "article",
        { class: "card cross" },
        h("h3", {}, t("cross_title")),
        h("p", { class: "hint" }, t("cross_about", { moved: rounded(moved), share: percent(total > 0 ? moved / total : 0, 1), here })),
        flowDiagram(changed.sort((a, b) => b.people - a.people), statusColour, say, t("cross_title"), scale, [base, here]),
        flowTable(flows, say, [base, here], scale),
    );
}

/** "settled in CO" is a status and a country. */
function outcomeName(outcome: string): string {
    const found = /^(\w+) in ([A-Z]{2})$/.exec(outcome);
    if (!found) return name("status", outcome.replaceAll(" ", "_"));
    return t("status_in", { status: name("status", found[1] ?? ""), country: countryName(found[2] ?? "") });
}

const STATUS_COLOURS: Record<string, string> = { on_the_way: "way", under_way: "way", never_set_out: "ink-soft", travelling: "way", waiting: "waiting", settled: "settled", exited: "official", returned: "scenario-1", kidnapped: "held", debt_bondage: "held", trafficked: "held", courier: "held", detained: "irregular", dead: "ink", created: "ink-soft" };

function statusColour(status: string): string {
    return colour(STATUS_COLOURS[status.replace(/ in [A-Z]{2}$/, "").replaceAll(" ", "_")] ?? "way");
}

// Ledger --------------------------------------------------------------------------------------------------------------

function ledgerPart(report: Report, scenario: Scenario, index: number, scale: number): HTMLElement {
    const { statuses } = report.header;
    const from = ["created", ...statuses];
    const flows: Flow[] = [];
    // Those who travel stop and go on many times: what counts is when they leave the road for good or take to it again.
    const onTheWay = (status: string) => (status === "travelling" || status === "waiting" ? "on_the_way" : status);
    scenario.ledger.forEach((value, i) => {
        const [a, b] = [onTheWay(from[Math.floor(i / statuses.length)] ?? ""), onTheWay(statuses[i % statuses.length] ?? "")];
        if (value <= 0 || a === b) return;
        const known = flows.find((f) => f.from === a && f.to === b);
        if (known) known.people += value;
        else flows.push({ from: a, to: b, people: value });
    });
    if (flows.length === 0) return h("p", {}, t("ledger_none"));
    const say = (id: string) => name("status", id);
    return h(
        "article",
        { class: "card" },
        report.isComparison && h("h3", { dir: "auto" }, scenario.title),
        h("p", { class: "hint" }, t("ledger_about")),
        flowDiagram(flows, statusColour, say, t("ledger_title"), scale, [t("status_before"), t("status_after")]),
        balance(report, index, flows, scale),
        flowTable(flows, say, [t("status_before"), t("status_after")], scale),
    );
}

/** Persons created = persons over all statuses at the end: the identity can be checked on the page. */
function balance(report: Report, index: number, flows: Flow[], scale: number): HTMLElement {
    const created = flows.filter((f) => f.from === "created").reduce((sum, f) => sum + f.people, 0);
    const persons = report.header.scenarios[index]?.map.find((v) => v.name === "persons");
    if (!persons) return h("p", {});
    const values = report.numbers(persons.values);
    let end = 0;
    for (let cell = 0; cell < persons.cells.length; cell++) end += values[(cell + 1) * report.steps - 1] ?? 0;
    const gap = Math.abs(created - end) < persons.cells.length ? 0 : created - end; // means are rounded cell by cell
    const say = (report.header.scenarios[index]?.runs.length ?? 1) > 1 ? rounded : (v: number) => people(v, scale);
    return h("p", {}, t(gap === 0 ? "ledger_balanced" : "ledger_gap", { created: say(created), end: say(end), gap: signed(gap) }));
}

