// The five findings, in sentences made from the numbers, and what was changed to get them.

import type { Measure, MeasureOfScenario, Report } from "./data";
import { h } from "./dom";
import { FEWEST_AGENTS, percent, rounded, roundedPeople, signed, decimal, unitsPerAgent, whole } from "./format";
import { countryName, language, measureName, name, t, titleOf } from "./i18n";
import { changes } from "./changes";

const FINDINGS = 5;

export function findingsPart(report: Report): HTMLElement {
    const sentences = report.isComparison ? comparedAll(report) : described(report);
    return h(
        "section",
        { id: "findings", class: "two-columns", "aria-labelledby": "findings-title" },
        h(
            "div",
            {},
            h("h2", { id: "findings-title" }, t("findings")),
            h("ol", { class: "findings" }, ...sentences.slice(0, FINDINGS).map((s) => h("li", { dir: "auto" }, s))),
            h("p", { class: "hint" }, certainty(report)),
        ),
        h("div", { class: "changed" }, h("h2", {}, t("what_changed")), changes(report)),
    );
}

function certainty(report: Report): string {
    const runs = Math.min(...report.header.scenarios.map((s) => s.runs.length));
    if (runs < 2) return t("certainty_one_run");
    return t(report.isComparison ? "certainty_compared" : "certainty_described", { n: runs });
}

/** A value of a measure of this report, with its unit where the measure's name does not say it. */
function amount(report: Report, value: number, unit: string, key = ""): string {
    if (unit === "people" || unit === "incidents") return roundedPeople(value, unitsPerAgent(key, report.scale));
    if (unit === "days") return `${decimal(value)} ${t("unit_days")}`;
    if (unit === "USD") return dollars(value);
    const known = t(`unit_${unit}`);
    return `${rounded(value)}${known && known !== `unit_${unit}` ? ` ${known}` : ""}`;
}

/** In Spanish millions are millions "de" something. */
function counted(number: string, of: string): string {
    return `${number}${language() === "es" && /mill|mil M/.test(number) ? " de" : ""} ${of}`;
}

function dollars(value: number): string {
    return counted(rounded(value), "USD");
}

/** Whether an effect is told from none: its interval leaves out zero. One pair of runs tells nothing. */
export function isClear(of: MeasureOfScenario): boolean {
    return of.low !== null && of.high !== null && (of.low > 0 || of.high < 0);
}

// A scenario against the base ------------------------------------------------------------------------------------------

/** What a finding is about, in the order in which it is told: people harmed come before money. */
const SUBJECTS: RegExp[] = [
    /^(captives|captured|held|homicides|dead|trafficked|incidents)/,
    /^irregular_entries_/,
    /^settled_/,
    /^(journey_days|refusals|interceptions|returned|departed|under_way)/,
    /^(losses_usd|tolls_usd|bribes_usd|revenue_usd|treasury)/,
];

/** Whether a measure counts so few agents on both sides that a change of it is no finding. */
function isOfFew(report: Report, measure: Measure, scenario: number): boolean {
    if (measure.of[scenario]?.is_few) return true;
    if (measure.unit === "USD" || measure.unit === "days") return false;
    const agents = FEWEST_AGENTS * unitsPerAgent(measure.key, report.scale);
    return [0, scenario].every((s) => Math.abs(measure.of[s]?.mean ?? 0) < 4 * agents);
}

/** The measure of a subject that changes most, in units of what is uncertain about it. */
function mostChanged(report: Report, subject: RegExp, scenario: number): Measure | null {
    let best: Measure | null = null;
    let most = -1;
    for (const measure of report.header.measures) {
        const of = measure.of[scenario];
        if (!of || of.effect === null || !subject.test(measure.key)) continue;
        const base = Math.abs(measure.of[0]?.mean ?? 0);
        if ((base === 0 && of.effect === 0) || isOfFew(report, measure, scenario)) continue;
        const share = Math.abs(of.effect) / Math.max(base, 1);
        const score = (isClear(of) ? 1000 : 0) + Math.sqrt(Math.abs(of.effect)) * (0.02 + Math.min(share, 1));
        if (score > most) [best, most] = [measure, score];
    }
    return best;
}

/** Of one alternative what there is to say; of several in turn, each with its name. */
function comparedAll(report: Report): string[] {
    const [, ...others] = report.header.scenarios;
    if (others.length === 1) return compared(report, 1);
    const told = others.map((other, i) => compared(report, i + 1).map((sentence) => `${titleOf(other)}: ${sentence}`));
    return Array.from({ length: SUBJECTS.length }, (_, subject) => told.flatMap((sentences) => sentences[subject] ?? [])).flat();
}

export function compared(report: Report, scenario: number): string[] {
    const sentences: string[] = [];
    for (const subject of SUBJECTS) {
        const measure = mostChanged(report, subject, scenario);
        if (measure) sentences.push(effectSentence(report, measure, scenario));
    }
    return sentences;
}

function effectSentence(report: Report, measure: Measure, scenario: number): string {
    const of = measure.of[scenario] as MeasureOfScenario;
    const base = measure.of[0]?.mean ?? 0;
    const effect = of.effect ?? 0;
    const values = {
        what: measureName(measure.key, measure.label),
        n: amount(report, Math.abs(effect), measure.unit, measure.key),
        low: signed(of.low, rounded),
        high: signed(of.high, rounded),
        share: base !== 0 ? signed(effect / base, (v) => percent(v, Math.abs(v) < 0.1 ? 1 : 0)) : "–",
        base: amount(report, base, measure.unit, measure.key),
    };
    if (measure.unit === "days" && of.low !== null && of.high !== null) {
        values.low = signed(of.low, decimal);
        values.high = signed(of.high, decimal);
    }
    if (of.low === null) return t(effect === 0 ? "finding_same" : effect > 0 ? "finding_more_one" : "finding_fewer_one", values);
    if (!isClear(of)) return t("finding_unclear", { ...values, effect: signed(effect, (v) => amount(report, v, measure.unit, measure.key)) });
    return t(effect > 0 ? "finding_more" : "finding_fewer", values);
}

// One scenario by itself -----------------------------------------------------------------------------------------------

/** Middle of runs, with the range where there are several. */
function ranged(report: Report, of: MeasureOfScenario | undefined, unit: string): string {
    if (!of) return "–";
    const middle = amount(report, of.spread.median ?? 0, unit);
    if (of.spread.low === null || of.spread.high === null || of.spread.low === of.spread.high) return middle;
    return `${middle} (${t("range", { low: amount(report, of.spread.low, unit), high: amount(report, of.spread.high, unit) })})`;
}

function largestOf(report: Report, prefix: string): Measure[] {
    return report.header.measures
        .filter((m) => m.key.startsWith(prefix) && (m.of[0]?.spread.median ?? 0) > 0)
        .sort((a, b) => (b.of[0]?.spread.median ?? 0) - (a.of[0]?.spread.median ?? 0));
}

function list(items: string[]): string {
    return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(items);
}

export function described(report: Report): string[] {
    return [leaving, harmed, entering, registered, paying].map((tell) => tell(report)).filter((s): s is string => s !== null);
}

function leaving(report: Report): string | null {
    const departed = report.measure("departed");
    if (!departed) return null;
    const first = report.header.start.slice(0, 4);
    const last = String(report.dates.at(-1)?.getUTCFullYear() ?? "");
    const where = largestOf(report, "settled_")
        .slice(0, 4)
        .map((m) => t("in_country", { n: roundedPeople(m.of[0]?.spread.median ?? 0, report.scale), country: countryName(m.key.slice(-2)) }));
    const returned = report.measure("returned");
    return t(returned ? "finding_left" : "finding_left_short", {
        home: list(report.header.home.map(countryName)),
        n: ranged(report, departed.of[0], "people"),
        first,
        last,
        returned: ranged(report, returned?.of[0], "people"),
        where: list(where),
    });
}

function harmed(report: Report): string | null {
    const departed = report.measure("departed")?.of[0]?.spread.median ?? 0;
    const kinds = largestOf(report, "incidents_");
    const held = report.line(0, "held");
    const sentences: string[] = [];
    if (held) {
        let step = 0;
        held.median.forEach((v, i) => {
            if (v > (held.median[step] ?? 0)) step = i;
        });
        if ((held.median[step] ?? 0) > 0) sentences.push(t("finding_held", { n: roundedPeople(held.median[step] ?? 0, report.scale), year: report.dates[step]?.getUTCFullYear() ?? "" }));
    }
    if (kinds.length > 0) {
        const all = kinds.reduce((sum, m) => sum + (m.of[0]?.spread.median ?? 0), 0);
        const named = kinds.slice(0, 3).map((m) => counted(roundedPeople(m.of[0]?.spread.median ?? 0, report.scale), t("times_of", { what: name("mechanism", m.key.replace("incidents_", "")) })));
        sentences.push(t("finding_harm", { list: list(named), rate: decimal((100 * all) / Math.max(departed, 1), 0) }));
    }
    return sentences.length > 0 ? sentences.join(" ") : null;
}

function entering(report: Report): string | null {
    const entries = largestOf(report, "irregular_entries_");
    const into = entries.find((m) => m.key in { irregular_entries_CL: 1 }) ?? entries[0];
    if (!into) return null;
    const [year, most] = report.years.map((y, i): [number, number] => [y, report.byYear(0, into.key)[i] ?? 0]).sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    return t("finding_entered", { country: countryName(into.key.slice(-2)), n: ranged(report, into.of[0], "people"), year, most: roundedPeople(most, report.scale) });
}

function registered(report: Report): string | null {
    for (const [country, { scenarios }] of Object.entries(report.header.entries)) {
        const rows = (scenarios[0] ?? []).filter((y) => y.observed_all !== null && y.registered.median !== null);
        const last = rows.at(-1);
        if (!last || last.observed_all === null || last.registered.median === null) continue;
        const model = last.registered.median + (last.other_nationalities ?? 0);
        return t("finding_registered", {
            country: countryName(country),
            year: last.year,
            model: roundedPeople(last.registered.median, report.scale) === rounded(last.registered.median) ? whole(model) : roundedPeople(model, report.scale),
            observed: whole(last.observed_all),
            error: signed(model / last.observed_all - 1, percent),
        });
    }
    return null;
}

function paying(report: Report): string | null {
    const part = (key: string, words: string) => {
        const value = report.measure(key)?.of[0]?.spread.median ?? 0;
        return value > 0 ? t(words, { n: amount(report, value, "USD") }) : "";
    };
    const losses = largestOf(report, "losses_usd_").reduce((sum, m) => sum + (m.of[0]?.spread.median ?? 0), 0);
    const parts = [part("tolls_usd", "paid_tolls"), losses > 0 ? t("paid_losses", { n: amount(report, losses, "USD") }) : "", part("bribes_usd", "paid_bribes")].filter(Boolean);
    return parts.length > 0 ? t("finding_paid", { list: list(parts) }) : null;
}
