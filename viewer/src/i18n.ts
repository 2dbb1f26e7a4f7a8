// The words of the report in two languages. {name} stands for a value.

import { en } from "./words_en";
import { es } from "./words_es";

export type Language = "en" | "es";
export type Words = Record<string, string>;

const all: Record<Language, Words> = { en, es };
let current: Language = "en";

export function language(): Language {
    return current;
}

export function setLanguage(to: Language): void {
    current = to;
    document.documentElement.lang = to;
}

/** Spanish for those whose browser asks for it, English for all others. */
export function preferredLanguage(): Language {
    return (navigator.languages ?? [navigator.language]).some((l) => l.toLowerCase().startsWith("es")) &&
        !(navigator.language ?? "").toLowerCase().startsWith("en")
        ? "es"
        : "en";
}

export function has(key: string): boolean {
    return key in all[current];
}

/** A text of somebody else's that stands in a sentence of ours, so that its marks of direction do not turn ours round. */
function isolated(text: string): string {
    return /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text) ? `\u2068${text}\u2069` : text;
}

export function t(key: string, values: Record<string, string | number> = {}): string {
    const text = all[current][key] ?? en[key] ?? key;
    return text.replaceAll(/\{(\w+)\}/g, (place, value: string) => (value in values ? isolated(String(values[value])) : place));
}

/** A word for an id of a result file; ids that no dictionary knows are shown as they are, without underscores. */
export function name(kind: string, id: string): string {
    return has(`${kind}.${id}`) ? t(`${kind}.${id}`) : id.replaceAll("_", " ");
}

/** The title or question of a scenario in the reader's language, where its author wrote it in that. */
export function titleOf(scenario: { title: string; title_es: string }): string {
    return current === "es" && scenario.title_es ? scenario.title_es : scenario.title;
}

export function questionOf(scenario: { question: string; question_es: string }): string {
    return current === "es" && scenario.question_es ? scenario.question_es : scenario.question;
}

let borders: Record<string, string> = {};

/** What stretches of border are called in the language in force. */
export function nameBorders(names: Record<string, string>): void {
    borders = names;
}

/** A place in the reader's language, where its Spanish name differs from that of the table of places. */
export function placeName(place: { id: string; name: string } | undefined): string {
    if (!place) return "";
    return has(`place.${place.name}`) ? t(`place.${place.name}`) : place.name || place.id;
}

export function countryName(code: string): string {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    try {
        return new Intl.DisplayNames([current], { type: "region" }).of(code) ?? code;
    } catch {
        return code;
    }
}

/** Within a sentence: some countries take an article in English, none does in Spanish. */
export function countryInText(code: string): string {
    const withArticle = current === "en" && ["US", "GB", "NL", "DO", "AE", "PH"].includes(code);
    return withArticle ? `the ${countryName(code)}` : countryName(code);
}

/** The name of a measure as it stands within a sentence. */
export function within(text: string): string {
    return text.charAt(0).toLocaleLowerCase(current) + text.slice(1);
}

/** "Pisiga – Colchane, into Chile" */
function borderInto(id: string): string {
    const [pair, into] = [id.slice(0, -3), id.slice(-2)];
    return t("border_into", { border: borders[pair] ?? pair.replaceAll("_", " "), country: countryInText(into) });
}

/** What a headline number or a series is called, from its key; `label` where the dictionary has nothing. */
export function measureName(key: string, label = ""): string {
    if (has(`measure.${key}`)) return t(`measure.${key}`);
    const rules: [RegExp, string, (id: string) => string][] = [
        [/^settled_([A-Z]{2})$/, "measure.settled_in", countryInText],
        [/^irregular_residents_([A-Z]{2})$/, "measure.irregular_residents_in", countryInText],
        [/^registered_irregular_entries_([A-Z]{2})$/, "measure.registered_into", countryInText],
        [/^irregular_entries_([A-Z]{2})$/, "measure.irregular_into", countryInText],
        [/^homicides_([A-Z]{2})$/, "measure.homicides_in", countryInText],
        [/^irregular_at_(\w+_[A-Z]{2})$/, "measure.irregular_at", borderInto],
        [/^official_at_(\w+_[A-Z]{2})$/, "measure.official_at", borderInto],
        [/^intercepted_at_(\w+_[A-Z]{2})$/, "measure.intercepted_at", borderInto],
        [/^incidents_(\w+)$/, "measure.incidents_of", (id) => name("mechanism", id)],
        [/^losses_usd_(\w+)$/, "measure.losses_by", (id) => name("mechanism", id)],
        [/^captives_(\w+)$/, "measure.captives_by", (id) => name("mechanism", id)],
        [/^held_days_(\w+)$/, "measure.held_days_by", (id) => name("economy", id)],
        [/^captivity_exits_(\w+)$/, "measure.exits_by", (id) => name("exit", id)],
        [/^members_(\w+)$/, "measure.members_of", (id) => name("organisation", id)],
        [/^treasury_usd_(\w+)$/, "measure.treasury_of", (id) => name("organisation", id)],
        [/^command_(\w+)$/, "measure.command_of", (id) => name("organisation", id)],
        [/^revenue_usd_of_(\w+)$/, "measure.revenue_of", (id) => name("organisation", id)],
        [/^revenue_usd_by_(\w+)$/, "measure.revenue_by", (id) => name("economy", id)],
        [/^gains_usd_(\w+)$/, "measure.gains_of", (id) => name("account", id)],
    ];
    for (const [pattern, words, say] of rules) {
        const found = pattern.exec(key);
        if (found) return t(words, { what: say(found[1] ?? "") });
    }
    return label || key.replaceAll("_", " ");
}
