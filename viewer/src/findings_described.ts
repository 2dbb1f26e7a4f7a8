// Findings of one scenario by itself; over several runs each number has the range that 90 % of them lie in.

import { amount, counted, marked } from "./amounts";
import type { Measure, Report, Spread } from "./data";
import { decimal, isOfFew, percent, rounded, roundedPeople, signed, unitsPerAgent, whole } from "./format";
import { countryInText, name, t } from "./i18n";

export const FINDINGS = 5;

/** Middle of runs, with the range where there are several. */
function ranged(spread: Spread | undefined, say: (value: number) => string): string {
    if (!spread || spread.median === null) return "–";
    const { median, low, high } = spread;
    if (low === null || high === null || say(low) === say(high)) return say(median);
    return `${say(median)} (${t("range", { low: say(low), high: say(high) })})`;
}

function rangedMeasure(report: Report, measure: Measure | undefined): string {
    return ranged(measure?.of[0]?.spread, (v) => amount(report, v, measure?.unit ?? "people", measure?.key));
}

function middle(measure: Measure | undefined): number {
    return measure?.of[0]?.spread.median ?? 0;
}

/** Whether a count is of so few agents that nothing can be said of it. */
function isFew(report: Report, key: string, value: number): boolean {
    return isOfFew(value, unitsPerAgent(key, report.scale));
}

/** Whether there is something to tell: neither nothing nor few. */
function isTold(report: Report, measure: Measure | undefined): measure is Measure {
    return measure !== undefined && middle(measure) > 0 && !isFew(report, measure.key, middle(measure));
}

function largestOf(report: Report, prefix: string): Measure[] {
    return report.header.measures.filter((m) => m.key.startsWith(prefix) && middle(m) > 0).sort((a, b) => middle(b) - middle(a));
}

function list(items: string[]): string {
    return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(items);
}

/** People first and money last; where nothing was observed, or nothing is lost, what else there is to tell. */
export function described(report: Report): string[] {
    const told = (of: ((report: Report) => string | null)[]) => of.map((tell) => tell(report)).filter((s): s is string => s !== null);
    const usual = told([leaving, harmed, entering, registered]);
    const money = told([paying]);
    const beside = told([dying, stopped, onTheWay]).slice(0, Math.max(FINDINGS - usual.length - money.length, 0));
    return [...usual, ...beside, ...money];
}

function leaving(report: Report): string | null {
    const departed = report.measure("people_departed");
    if (!departed) return null;
    const first = report.header.start.slice(0, 4);
    const last = String(report.dates.at(-1)?.getUTCFullYear() ?? "");
    const left = { home: list(report.header.home.map(countryInText)), n: rangedMeasure(report, departed), period: t(first === last ? "year_in" : "years_from_to", { first, last }) };
    if (middle(departed) === 0) return t("finding_left_none", left);
    const where = largestOf(report, "settled_")
        .filter((m) => isTold(report, m))
        .slice(0, 4)
        .map((m) => t("in_country", { n: rangedMeasure(report, m), country: countryInText(m.key.slice(-2)) }));
    const returned = report.measure("people_returned");
    if (where.length === 0) return t("finding_left_home", left);
    return t(returned ? "finding_left" : "finding_left_short", {
        ...left,
        returned: rangedMeasure(report, returned),
        where: list(where),
    });
}

function harmed(report: Report): string | null {
    const kinds = largestOf(report, "incidents_");
    const told = kinds.filter((m) => isTold(report, m));
    const sentences = [heldAtWorst(report)].filter((s): s is string => s !== null);
    if (told.length > 0) sentences.push(metOnTheWay(report, kinds, told));
    if (sentences.length > 0) return sentences.join(" ");
    if (kinds.length > 0) return t("finding_harm_met_few");
    return report.header.measures.some((m) => m.key.startsWith("incidents")) ? t("finding_harm_met_none") : null;
}

function metOnTheWay(report: Report, kinds: Measure[], told: Measure[]): string {
    const all = kinds.reduce((sum, m) => sum + middle(m), 0);
    const named = told.slice(0, 3).map((m) => counted(rangedMeasure(report, m), t("times_of", { what: name("mechanism", m.key.replace("incidents_", "")) })));
    const departed = report.measure("people_departed");
    if (!isTold(report, departed)) return t("finding_harm_met_short", { list: list(named) });
    return t("finding_harm_met", { list: list(named), rate: decimal((100 * all) / middle(departed), 0) });
}

/** When the most people are held at once. */
function heldAtWorst(report: Report): string | null {
    const held = report.line(0, "held");
    if (!held) return null;
    let step = 0;
    held.median.forEach((v, i) => {
        if (v > (held.median[step] ?? 0)) step = i;
    });
    const median = held.median[step] ?? 0;
    if (median === 0 || isFew(report, "held", median)) return null;
    const spread = { median, low: held.low?.[step] ?? null, high: held.high?.[step] ?? null };
    return t("finding_held", { n: ranged(spread, (v) => roundedPeople(v, report.scale)), year: report.dates[step]?.getUTCFullYear() ?? "" });
}

function entering(report: Report): string | null {
    const entries = largestOf(report, "irregular_entries_");
    const into = entries.find((m) => m.key === "irregular_entries_CL" && isTold(report, m)) ?? entries[0];
    if (!into) return report.measure("irregular_entries") ? t("finding_entered_none") : null;
    const key = into.key;
    const country = key.slice(-2);
    const values = { country: countryInText(country), n: rangedMeasure(report, into) };
    if (!isTold(report, into)) return t("finding_entered_few", values);
    if (report.years.length === 1) return t("finding_entered_in_one", values);
    const [year, most] = report.years.map((y, i): [number, number] => [y, report.byYear(0, key)[i] ?? 0]).sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    if (isFew(report, key, most)) return t("finding_entered_no_year", values);
    const ofYear = report.header.entries[country]?.scenarios[0]?.find((y) => y.year === year)?.entered;
    return t("finding_entered", { ...values, year, most: ranged(ofYear ?? { median: most, low: null, high: null }, (v) => roundedPeople(v, report.scale)) });
}

function registered(report: Report): string | null {
    for (const [country, { scenarios }] of Object.entries(report.header.entries)) {
        const rows = (scenarios[0] ?? []).filter((y) => y.observed_all !== null && y.registered.median !== null);
        const last = rows.at(-1);
        if (!last || last.observed_all === null || last.registered.median === null) continue;
        const observed = whole(last.observed_all);
        if (isFew(report, "registered", last.registered.median)) return t("finding_registered_few", { country: countryInText(country), year: last.year, observed });
        const others = last.other_nationalities ?? 0;
        const say = (v: number) => (roundedPeople(v, report.scale) === rounded(v) ? whole(v + others) : roundedPeople(v, report.scale));
        return t("finding_registered", {
            country: countryInText(country),
            year: last.year,
            model: ranged(last.registered, say),
            observed,
            error: signed((last.registered.median + others) / last.observed_all - 1, percent),
        });
    }
    return null;
}

function dying(report: Report): string | null {
    const [dead, killed] = [report.measure("dead"), report.measure("homicides")];
    const parts = [isTold(report, dead) ? t("died", { n: rangedMeasure(report, dead) }) : "", isTold(report, killed) ? t("killed", { n: rangedMeasure(report, killed) }) : ""].filter(Boolean);
    if (parts.length > 0) return t("finding_died", { list: list(parts) });
    if (!dead) return null;
    return t(middle(dead) > 0 ? "finding_died_few" : "finding_died_none");
}

function stopped(report: Report): string | null {
    const [refused, intercepted] = [report.measure("refusals"), report.measure("interceptions")];
    const parts = [isTold(report, refused) ? t("refused_at_posts", { n: rangedMeasure(report, refused) }) : "", isTold(report, intercepted) ? t("intercepted_on_trochas", { n: rangedMeasure(report, intercepted) }) : ""].filter(Boolean);
    return parts.length > 0 ? t("finding_stopped", { list: list(parts) }) : null;
}

function onTheWay(report: Report): string | null {
    const days = report.measure("journey_days");
    return middle(days) > 0 ? t("finding_days", { n: rangedMeasure(report, days) }) : null;
}

function paying(report: Report): string | null {
    const usd = (spread: Spread) => ranged(spread, (v) => amount(report, v, "USD"));
    const part = (key: string, words: string) => {
        const measure = report.measure(key);
        return middle(measure) > 0 ? t(words, { n: rangedMeasure(report, measure) }) : "";
    };
    const losses = report.total(0, "losses_usd");
    const taken = (losses.median ?? 0) > 0 ? t("paid_losses", { n: marked(report.isAbout(0, "losses_usd"), usd(losses)) }) : "";
    const parts = [part("tolls_usd", "paid_tolls"), taken, part("bribes_usd", "paid_bribes")].filter(Boolean);
    if (parts.length > 0) return t("finding_paid", { list: list(parts) });
    const money = report.header.measures.filter((m) => m.unit === "USD");
    if (money.length === 0) return null;
    return t(money.some((m) => m.of[0]?.mean === null) ? "finding_paid_few" : "finding_paid_none");
}
