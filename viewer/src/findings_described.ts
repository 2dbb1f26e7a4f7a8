// Findings of one scenario by itself; over several runs each number has the range that 90 % of them lie in.

import { amount, counted } from "./amounts";
import type { Measure, Report, Spread } from "./data";
import { decimal, rounded, roundedPeople, signed, percent, whole } from "./format";
import { countryName, name, t } from "./i18n";

/** Middle of runs, with the range where there are several. */
function ranged(spread: Spread | undefined, say: (value: number) => string): string {
    if (!spread || spread.median === null) return "–";
    const { median, low, high } = spread;
    if (low === null || high === null || low === high) return say(median);
    return `${say(median)} (${t("range", { low: say(low), high: say(high) })})`;
}

function rangedMeasure(report: Report, measure: Measure | undefined): string {
    return ranged(measure?.of[0]?.spread, (v) => amount(report, v, measure?.unit ?? "people", measure?.key));
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
        .map((m) => t("in_country", { n: rangedMeasure(report, m), country: countryName(m.key.slice(-2)) }));
    const returned = report.measure("returned");
    return t(returned ? "finding_left" : "finding_left_short", {
        home: list(report.header.home.map(countryName)),
        n: rangedMeasure(report, departed),
        first,
        last,
        returned: rangedMeasure(report, returned),
        where: list(where),
    });
}

function harmed(report: Report): string | null {
    const departed = report.measure("departed")?.of[0]?.spread.median ?? 0;
    const kinds = largestOf(report, "incidents_");
    const sentences = [heldAtWorst(report)].filter((s): s is string => s !== null);
    if (kinds.length > 0) {
        const all = kinds.reduce((sum, m) => sum + (m.of[0]?.spread.median ?? 0), 0);
        const named = kinds.slice(0, 3).map((m) => counted(rangedMeasure(report, m), t("times_of", { what: name("mechanism", m.key.replace("incidents_", "")) })));
        sentences.push(t("finding_harm_met", { list: list(named), rate: decimal((100 * all) / Math.max(departed, 1), 0) }));
    }
    return sentences.length > 0 ? sentences.join(" ") : null;
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
    if (median === 0) return null;
    const spread = { median, low: held.low?.[step] ?? null, high: held.high?.[step] ?? null };
    return t("finding_held", { n: ranged(spread, (v) => roundedPeople(v, report.scale)), year: report.dates[step]?.getUTCFullYear() ?? "" });
}

function entering(report: Report): string | null {
    const entries = largestOf(report, "irregular_entries_");
    const into = entries.find((m) => m.key === "irregular_entries_CL") ?? entries[0];
    if (!into) return null;
    const [year, most] = report.years.map((y, i): [number, number] => [y, report.byYear(0, into.key)[i] ?? 0]).sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    const country = into.key.slice(-2);
    const ofYear = report.header.entries[country]?.scenarios[0]?.find((y) => y.year === year)?.entered;
    return t("finding_entered", {
        country: countryName(country),
        n: rangedMeasure(report, into),
        year,
        most: ranged(ofYear ?? { median: most, low: null, high: null }, (v) => roundedPeople(v, report.scale)),
    });
}

function registered(report: Report): string | null {
    for (const [country, { scenarios }] of Object.entries(report.header.entries)) {
        const rows = (scenarios[0] ?? []).filter((y) => y.observed_all !== null && y.registered.median !== null);
        const last = rows.at(-1);
        if (!last || last.observed_all === null || last.registered.median === null) continue;
        const others = last.other_nationalities ?? 0;
        const say = (v: number) => (roundedPeople(v, report.scale) === rounded(v) ? whole(v + others) : roundedPeople(v, report.scale));
        return t("finding_registered", {
            country: countryName(country),
            year: last.year,
            model: ranged(last.registered, say),
            observed: whole(last.observed_all),
            error: signed((last.registered.median + others) / last.observed_all - 1, percent),
        });
    }
    return null;
}

function paying(report: Report): string | null {
    const usd = (spread: Spread) => ranged(spread, (v) => amount(report, v, "USD"));
    const part = (key: string, words: string) => {
        const spread = report.measure(key)?.of[0]?.spread;
        return (spread?.median ?? 0) > 0 ? t(words, { n: usd(spread as Spread) }) : "";
    };
    const losses = report.total(0, "losses_usd");
    const taken = (losses.median ?? 0) > 0 ? t("paid_losses", { n: (report.isAbout(0, "losses_usd") ? "≈ " : "") + usd(losses) }) : "";
    const parts = [part("tolls_usd", "paid_tolls"), taken, part("bribes_usd", "paid_bribes")].filter(Boolean);
    return parts.length > 0 ? t("finding_paid", { list: list(parts) }) : null;
}
