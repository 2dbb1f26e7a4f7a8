// Numbers and dates as people read them.

import { language, t } from "./i18n";

const locales = { en: "en-GB", es: "es-CL" } as const;

/** Fewer agents than this are too few to say anything of. */
export const FEWEST_AGENTS = 5;

export function whole(value: number | null): string {
    if (value === null || !Number.isFinite(value)) return "–";
    return new Intl.NumberFormat(locales[language()], { maximumFractionDigits: 0 }).format(Math.round(value) + 0).replace("-", "−");
}

export function decimal(value: number | null, digits = 1): string {
    if (value === null || !Number.isFinite(value)) return "–";
    return new Intl.NumberFormat(locales[language()], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value).replace("-", "−");
}

export function percent(share: number | null, digits = 0): string {
    if (share === null || !Number.isFinite(share)) return "–";
    return `${decimal(share * 100, digits)}\u00a0%`;
}

export function signed(value: number | null, format: (v: number) => string = whole): string {
    if (value === null || !Number.isFinite(value)) return "–";
    const text = format(Math.abs(value));
    if (!/[1-9]/.test(text)) return text; // what rounds to nothing has no sign
    return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

/** Three figures, for sentences: 1,234,567 is "1.23 million". */
export function rounded(value: number | null): string {
    if (value === null || !Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size >= 999_500_000) return t("thousand_million", { n: figures(value / 1e9) });
    if (size >= 999_500) return t("million", { n: figures(value / 1e6) });
    if (size >= 1000) return whole(Number(value.toPrecision(3)));
    return whole(value);
}

function figures(value: number): string {
    return new Intl.NumberFormat(locales[language()], { maximumSignificantDigits: 3, minimumSignificantDigits: 2 }).format(value);
}

/** Short, for axes: 1.2M, 340k. */
export function compact(value: number): string {
    const size = Math.abs(value);
    const short = (v: number) => new Intl.NumberFormat(locales[language()], { maximumFractionDigits: 1 }).format(v);
    if (size >= 1e9) return language() === "es" ? `${whole(Math.round(value / 1e8) * 100)} M` : `${short(value / 1e9)} bn`;
    if (size >= 1e6) return `${short(value / 1e6)} M`;
    if (size >= 1e4) return `${short(value / 1e3)} k`;
    return short(value);
}

/** The same with three figures, for values that are compared. */
export function compactFigures(value: number): string {
    const size = Math.abs(value);
    if (size >= 1e9) return language() === "es" ? `${whole(Number((value / 1e6).toPrecision(3)))} M` : `${figures(value / 1e9)} bn`;
    if (size >= 1e6) return `${figures(value / 1e6)} M`;
    return size >= 1e4 ? `${figures(value / 1e3)} k` : compact(value);
}

/** How many people one counted unit of a variable stands for: organisations and what they do are not scaled. */
export function unitsPerAgent(variable: string, personsPerAgent: number): number {
    return /^(homicides|arrests|members)/.test(variable) ? 1 : personsPerAgent;
}

export function isOfFew(value: number, personsPerAgent: number): boolean {
    return Math.abs(value) > 1e-9 && Math.abs(value) < FEWEST_AGENTS * personsPerAgent - 1e-9;
}

/** A count of people; of fewer than five agents only that. */
export function people(value: number | null, personsPerAgent: number): string {
    if (value === null || !Number.isFinite(value)) return "–";
    return isOfFew(value, personsPerAgent) ? `< ${whole(FEWEST_AGENTS * personsPerAgent)}` : whole(value);
}

/** The same in three figures, for sentences. */
export function roundedPeople(value: number | null, personsPerAgent: number): string {
    return value !== null && isOfFew(value, personsPerAgent) ? people(value, personsPerAgent) : rounded(value);
}

function isCount(unit: string): boolean {
    return unit === "people" || unit === "incidents" || unit === "members" || unit === "1";
}

/** How much more or less of something there is; of few agents not even the sign is said. */
export function change(value: number, unit: string, personsPerAgent: number): string {
    if (!isCount(unit) || !isOfFew(value, personsPerAgent)) return signed(value, (v) => quantity(v, unit, personsPerAgent));
    return `${t("within", { n: whole(FEWEST_AGENTS * personsPerAgent) })}${unit === "people" || unit === "members" ? ` ${t(`unit_${unit}`)}` : ""}`;
}

/** The same of two sides. Where one counts few, what is told of it is a stand-in: not even "none" follows from that. */
export function changeOf(value: number, sides: number[], unit: string, personsPerAgent: number): string {
    const isHidden = isCount(unit) && sides.some((side) => isOfFew(side, personsPerAgent));
    if (!isHidden) return change(value, unit, personsPerAgent);
    if (Math.abs(value) < FEWEST_AGENTS * personsPerAgent) return change(1e-6, unit, personsPerAgent);
    return `≈ ${change(value, unit, personsPerAgent)}`;
}

/** A value with its unit, people and incidents with few agents hidden. */
export function quantity(value: number | null, unit: string, personsPerAgent: number): string {
    switch (unit) {
        case "people":
        case "members":
            return `${people(value, personsPerAgent)} ${t(`unit_${unit}`)}`;
        case "incidents":
        case "1":
            return people(value, personsPerAgent);
        case "share":
            return decimal(value, 2);
        case "USD":
            return value === null || !Number.isFinite(value) ? t("too_few") : `${whole(value)} USD`;
        case "days":
            return value === null || !Number.isFinite(value) ? t("too_few") : `${whole(value)} ${t("unit_days")}`;
        default:
            return `${whole(value)} ${unit}`;
    }
}

export function date(day: Date): string {
    return new Intl.DateTimeFormat(locales[language()], { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(day);
}

export function longDate(day: Date): string {
    if (Number.isNaN(day.getTime())) return "–";
    return new Intl.DateTimeFormat(locales[language()], { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}

export function isoDate(day: Date): string {
    return day.toISOString().slice(0, 10);
}
