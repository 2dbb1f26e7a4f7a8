// What a scenario changes against the base, in sentences: entries of the timeline one by one, then single values.

import type { Difference, Report } from "./data";
import { h } from "./dom";
import { decimal, longDate, percent, rounded } from "./format";
import { gatesOf } from "./gates";
import { countryName, has, placeName, t, titleOf } from "./i18n";

const MOST = 40;
const WORDS_ONLY = new Set(["name", "name_es", "question", "question_es", "run.seed"]);
const NOT_AN_EFFECT = new Set(["id", "on", "until", "about", "about_es", "source"]);

export function changes(report: Report): HTMLElement {
    const [base, ...others] = report.header.scenarios;
    if (!base || others.length === 0) return h("p", {}, t("no_base"));
    return h(
        "div",
        {},
        h("p", { class: "hint" }, t("changed_from", { base: titleOf(base) })),
        ...others.map((scenario) =>
            h("div", { class: "card" }, others.length > 1 && h("h3", { dir: "auto" }, titleOf(scenario)), list(report, scenario.differences.filter((d) => !WORDS_ONLY.has(d.path)))),
        ),
    );
}

function list(report: Report, differences: Difference[]): HTMLElement {
    if (differences.length === 0) return h("p", {}, t("no_differences"));
    const entries = new Map<string, Difference[]>();
    const values: Difference[] = [];
    for (const d of differences) {
        const found = /^timeline\.([^.]+)\.?(.*)$/.exec(d.path);
        if (found) entries.set(found[1] ?? "", [...(entries.get(found[1] ?? "") ?? []), { ...d, path: found[2] ?? "" }]);
        else values.push(d);
    }
    return h(
        "ul",
        { class: "changes" },
        ...[...entries].map(([id, parts]) => entry(report, id, parts)),
        ...values.slice(0, MOST).map((d) => single(report, d.path, d)),
        values.length > MOST && h("li", {}, t("and_more", { n: values.length - MOST })),
    );
}

/** Texts come as YAML writes them. */
function plain(text: string): string {
    return text.replace(/^"(.*)"$/s, "$1").replaceAll('\\"', '"');
}

/** An entry that was added or taken away as a sentence; one that was changed value by value. */
function entry(report: Report, id: string, parts: Difference[]): HTMLElement {
    const isAdded = parts.every((d) => d.base === "");
    const isRemoved = parts.every((d) => d.here === "");
    const key = `timeline.${id}`;
    if (!isAdded && !isRemoved) return h("li", {}, t("entry_changed"), keyOf(key), h("ul", {}, ...parts.filter((d) => d.path !== "about_es").map((d) => single(report, d.path, d))));
    const values = new Map(parts.map((d) => [d.path, plain(isAdded ? d.here : d.base)]));
    const own = t("language_code") === "es" ? values.get("about_es") : values.get("about");
    const about = own ?? values.get("about") ?? "";
    const effects = [...values].filter(([path]) => !NOT_AN_EFFECT.has(path));
    const kind = effects[0]?.[0].split(".")[0] ?? "";
    return h(
        "li",
        {},
        isRemoved && h("span", { class: "removed" }, `${t("entry_removed")}: `),
        about && h("strong", own ? { dir: "auto" } : { dir: "auto", lang: "en" }, about),
        h("span", { class: "effect" }, `${capital(when(values))}: ${effectInWords(report, kind, effects)}.`),
        keyOf(`${key}.${kind}`),
    );
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function keyOf(key: string): HTMLElement {
    return h("code", { class: "key-name" }, key);
}

function when(values: Map<string, string>): string {
    const day = (text: string | undefined) => longDate(new Date(`${text ?? ""}T00:00:00Z`));
    return values.get("until") ? t("from_until", { from: day(values.get("on")), until: day(values.get("until")) }) : t("from_on", { from: day(values.get("on")) });
}

/** "troops guard trochas, Pisiga – Colchane, into Chile; chance of being intercepted: 10 %" */
function effectInWords(report: Report, kind: string, effects: [string, string][]): string {
    const parameters = effects.map(([path, value]): [string, string] => [path.split(".").slice(1).join("."), value]);
    if (kind === "set") {
        const of = (wanted: string) => parameters.find(([p]) => p === wanted)?.[1] ?? "";
        return t("effect.set", { what: keyInWords(report, of("path")), value: valueInWords(report, of("path"), of("value")) });
    }
    const isUsual = ([p, v]: [string, string]) => p === "kinds" && v === (kind.endsWith("_border") ? "[official_crossing]" : "[trocha]");
    const where = parameters.filter((parameter) => has(`where.${parameter[0]}`) && !isUsual(parameter)).map(([p, v]) => t(`where.${p}`, { what: valueInWords(report, p, v) }));
    const how = parameters.filter(([p]) => !has(`where.${p}`)).map(([p, v]) => `${keyInWords(report, p)}: ${valueInWords(report, p, v)}`);
    return [[has(`effect.${kind}`) ? t(`effect.${kind}`) : kind.replaceAll("_", " "), ...where].join(", "), ...how].join("; ");
}

/** The last part of a key says what a value is, those before it whose it is. */
function keyInWords(report: Report, path: string): string {
    if (has(`param.${path}`)) return t(`param.${path}`);
    const parts = path.split(".").map((part) => partInWords(report, part));
    return parts.length > 1 ? `${parts.slice(0, -1).join(", ")}: ${parts.at(-1)}` : (parts[0] ?? "");
}

/** A part of a key: a word of the format, a date, a country, or the id of something that the scenario names. */
function partInWords(report: Report, part: string): string {
    if (has(`param.${part}`)) return t(`param.${part}`);
    if (/^\d{4}-\d\d-\d\d$/.test(part)) return t("from_on", { from: longDate(new Date(`${part}T00:00:00Z`)) });
    if (/^[A-Z]{2}$/.test(part)) return countryName(part);
    const kind = ["organisation", "mechanism", "economy", "kind"].find((one) => has(`${one}.${part}`));
    return kind ? t(`${kind}.${part}`) : (nameOnMap(report, part) ?? part.replaceAll("_", " "));
}

/** What a place or a stretch of border is called. */
function nameOnMap(report: Report, id: string): string | undefined {
    const place = report.header.nodes.find((node) => node.id === id);
    return place ? placeName(place) : gatesOf(report).find((gate) => gate.pair === id)?.name;
}

function valueInWords(report: Report, path: string, text: string): string {
    const items = /^\[(.*)\]$/.exec(text.trim());
    if (items) {
        const all = (items[1] ?? "").split(",").map((item) => item.trim()).filter(Boolean);
        if (path === "legs") return t("n_ways", { n: all.length });
        if (all.length === 0) return t("nothing");
        return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(all.map((item) => valueInWords(report, path, plain(item))));
    }
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return longDate(new Date(`${text}T00:00:00Z`));
    if (/^[A-Z]{2}$/.test(text)) return countryName(text);
    const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
    if (number !== null) return inDollarsToo(report, path, number);
    const named = nameOnMap(report, text);
    if (named !== undefined) return named;
    for (const kind of ["document", "leg_kind", "organisation", "doctrine", "value"]) if (has(`${kind}.${text}`)) return t(`${kind}.${text}`);
    return text;
}

/** What is felt, in the dollars that weigh as much: the scenario says what a dollar weighs. */
function inDollarsToo(report: Report, path: string, number: number): string {
    const said = numberInWords(path, number);
    const weight = Number(/^ +cost_weight_per_usd: ([\d.]+)$/m.exec(report.header.scenarios[0]?.yaml ?? "")?.[1] ?? 0);
    if (!/^(irregular_cost|perceived_cost)$/.test(path) || !(number > 0) || !(weight > 0)) return said;
    return t("as_much_as_usd", { n: said, usd: rounded(number / weight) });
}

function numberInWords(path: string, number: number): string {
    if (/share$|^away_per_day$|^friction$/.test(path)) return percent(number, Number.isInteger(Math.round(number * 1e6) / 1e4) ? 0 : 1);
    if (/factor$/.test(path)) return `× ${decimal(number, Number.isInteger(number) ? 0 : Number.isInteger(number * 10) ? 1 : 2)}`;
    if (Math.abs(number) >= 1000) return rounded(number);
    return decimal(number, [0, 1, 2, 3].find((digits) => Math.abs(number * 10 ** digits - Math.round(number * 10 ** digits)) < 1e-9) ?? 3);
}

/** A value of its own, or of an entry that stays. */
function single(report: Report, path: string, d: Difference): HTMLElement {
    const say = (text: string) => valueInWords(report, path, plain(text));
    const sentence = d.here === "" ? t("value_gone", { was: say(d.base) }) : d.base === "" ? t("value_new", { now: say(d.here) }) : t("value_changed", { now: say(d.here), was: say(d.base) });
    return h("li", {}, `${keyInWords(report, path)}: ${sentence}.`, keyOf(d.path));
}
