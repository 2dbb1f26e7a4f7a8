// Values of measures as sentences say them: three figures, with units, few agents hidden, with their intervals.

import type { Measure, MeasureOfScenario, Report } from "./data";
import { decimal, percent, rounded, roundedPeople, signed, unitsPerAgent } from "./format";
import { language, t } from "./i18n";

/** A value of a measure of this report, with its unit where the measure's name does not say it. */
export function amount(report: Report, value: number, unit: string, key = ""): string {
    if (unit === "people" || unit === "incidents" || unit === "1") return roundedPeople(value, unitsPerAgent(key, report.scale));
    if (unit === "days") return `${decimal(value)} ${t("unit_days")}`;
    if (unit === "USD") return counted(rounded(value), "USD");
    const known = t(`unit_${unit}`);
    return `${rounded(value)}${known && known !== `unit_${unit}` ? ` ${known}` : ""}`;
}

/** "≈" before what is made of what is told, as tables mark it: it differs from the result file. */
export function marked(isAbout: boolean, said: string): string {
    return isAbout && said !== "–" ? `≈ ${said}` : said;
}

/** In Spanish millions are millions "de" something. */
export function counted(number: string, of: string): string {
    return `${number}${language() === "es" && /mill|mil M/.test(number) ? " de" : ""} ${of}`;
}

/** A mean difference is no count of few: it is said as it is, and its interval says what it is worth. */
export function difference(value: number | null, unit: string): string {
    return signed(value, unit === "days" ? decimal : rounded);
}

/** An end of an interval, rounded outwards: what holds zero must not look as if it began there. */
export function bound(value: number | null, unit: string, towards: -1 | 1): string {
    if (value === null || !Number.isFinite(value)) return "–";
    const digits = unit === "days" ? 1 : Math.min(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1))));
    const step = 10 ** -digits;
    const outward = (towards < 0 ? Math.floor(value / step + 1e-9) : Math.ceil(value / step - 1e-9)) * step;
    return difference(outward, unit);
}

export function share(effect: number, base: number): string {
    if (base === 0) return "–";
    const part = effect / Math.abs(base);
    if (part !== 0 && Math.abs(part) < 0.0005) return `< ${percent(0.001, 1)}`;
    return signed(part, (v) => percent(v, Math.abs(v) < 0.1 ? 1 : 0));
}

/** Whether an effect is told from none: its interval leaves out zero. One pair of runs tells nothing. */
export function isClear(of: MeasureOfScenario): boolean {
    return of.low !== null && of.high !== null && (of.low > 0 || of.high < 0);
}

export function hasInterval(of: MeasureOfScenario): boolean {
    return of.low !== null && of.high !== null;
}

/** Whether nothing can be said of an effect: of few agents, or less than what is said of anything. */
export function isUntold(report: Report, measure: Measure, of: MeasureOfScenario): boolean {
    if (of.effect === null || of.is_few) return true;
    if (of.effect === 0 && (of.low ?? 0) === 0 && (of.high ?? 0) === 0) return true;
    // All pairs differ alike, by fewer agents than anything is said of: their interval has no width and means nothing.
    if (of.low === of.high && measure.unit !== "USD" && measure.unit !== "days" && Math.abs(of.effect) < 5 * unitsPerAgent(measure.key, report.scale)) return true;
    if (measure.unit === "USD") return Math.abs(of.effect) < 0.5 && !hasInterval(of);
    if (measure.unit === "days") return Math.abs(of.effect) < 0.05 && !hasInterval(of);
    return !hasInterval(of) && Math.abs(of.effect) < 5 * unitsPerAgent(measure.key, report.scale);
}
