// Numbers and dates as people read them.

import { language, t } from "./i18n";

const locales = { en: "en-GB", es: "es-CL" } as const;

/** Fewer agents than this are too few to say anything of. */
export const FEWEST_AGENTS = 5;

export function whole(value: number | null): string {
    if (value === null || !Number.isFinite(value)) return "–";
    return new Intl.NumberFormat(locales[language()], { maximumFractionDigits: 0 }).format(Math.round(value) + 0);
}

export function decimal(value: number | null, digits = 1): string {
    if (value === null || !Number.isFinite(value)) return "–";
    return new Intl.NumberFormat(locales[language()], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function percent(share: number | null, digits = 0): string {
    if (share === null || !Number.isFinite(share)) return "–";
    return `${decimal(share * 100, digits)} %`;
}

export function signed(value: number | null, format: (v: number) => string = whole): string {
    if (value === null || !Number.isFinite(value)) return "–";
    const text = format(Math.abs(value));
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
    if (size >= 1e9) return `${short(value / 1e9)}${language() === "es" ? " mil M" : " bn"}`;
    if (size >= 1e6) return `${short(value / 1e6)} M`;
    if (size >= 1e4) return `${short(value / 1e3)} k`;
    return short(value);
}

/** A count of people; of fewer than five agents only that. */
export function people(value: number | null, personsPerAgent: number): string {
    if (value === null || !Number.isFinite(value)) return "–";
    const fewest = FEWEST_AGENTS * personsPerAgent;
    if (Math.abs(value) > 1e-9 && Math.abs(value) < fewest - 1e-9) return `< ${whole(fewest)}`;
    return whole(value);
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
        case "USD":
            return `${whole(value)} USD`;
        case "days":
            return `${decimal(value)} ${t("unit_days")}`;
        default:
            return `${whole(value)} ${unit}`;
    }
}

export function date(day: Date): string {
    return new Intl.DateTimeFormat(locales[language()], { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(day);
}

export function isoDate(day: Date): string {
    return day.toISOString().slice(0, 10);
}
