// Findings of a scenario against the base: first what its question is about, then where people live and what is displaced
// where, who is harmed and dies, and money last.

import { amount, bound, counted, difference, hasInterval, isClear, isUntold, share } from "./amounts";
import type { Measure, MeasureOfScenario, Report } from "./data";
import { isOfFew, unitsPerAgent } from "./format";
import { countryInText, measureName, t, titleOf, within } from "./i18n";
import { type Touched, touched } from "./touched";

interface Effect {
    measure: Measure;
    of: MeasureOfScenario;
    base: number;
}

const HARM = /^(people_extorted|people_trafficked|captives|incidents|incidents_\w+)$/;
const DEATHS = /^(dead|homicides)$/;
const MONEY = /^(organisation_income_usd|losses_usd_\w+|tolls_usd|bribes_usd|fares_usd|takings_usd)$/;
const RESIDENTS = /^settled_/;
const ELSEWHERE = /^(irregular_at_|official_at_)/;
const JOURNEYS = /^(irregular_entries|people_departed|people_returned|journey_days|refusals|interceptions|irregular_entries_\w+)$/;
const STRIKES = /\.(raid|dismantle|arrest_leader|freeze_assets|designate|police_reinforcement|cooperation|anti_corruption)\./; // at organisations
const SUBJECTS: [string, RegExp][] = [["residents", RESIDENTS], ["harm", HARM], ["deaths", DEATHS], ["money", MONEY], ["journeys", JOURNEYS]];
const LISTED = 4;
const LISTED_TOO = 2;

/** Of one alternative what there is to say; of several in turn, each with its name. */
export function comparedAll(report: Report): string[] {
    const [, ...others] = report.header.scenarios;
    if (others.length === 1) return compared(report, 1);
    const told = others.map((other, i) => compared(report, i + 1).map((sentence) => `${titleOf(other)}: ${sentence}`));
    const most = Math.max(...told.map((sentences) => sentences.length));
    return Array.from({ length: most }, (_, i) => told.flatMap((sentences) => sentences[i] ?? [])).flat();
}

export function compared(report: Report, scenario: number): string[] {
    const about = touched(report, scenario);
    const all = effects(report, scenario);
    const lead = leading(report, scenario, about, all);
    const rest = all.filter((e) => !lead.includes(e));
    const [residents, harm, deaths, money, journeys] = SUBJECTS.map(([subject, keys]) => listed(report, subject, keys, rest));
    const elsewhere = displaced(report, about, all, rest);
    const harmed = [harm, deaths].filter(Boolean).join(" ");
    const isOfFew = lead.length === 0 && about.asked !== "harm";
    const first = isOfFew ? t("finding_asked_few") : [...lead.map((effect) => sentence(report, effect)), deterred(report, scenario, about, all)].filter(Boolean).join(" ");
    const order = about.asked === "harm" ? [lead.length > 0 ? first : "", harm, deaths, elsewhere, money, residents, journeys] : [first, residents, elsewhere, harmed, money, journeys];
    return order.filter((said): said is string => Boolean(said));
}

/** Effects at the borders that a scenario touches, of posts and trochas together. */
function isTouched(about: Touched, { measure }: Effect): boolean {
    return new RegExp(`^(irregular|official)_at_(${about.pairs.join("|")})_`).test(measure.key);
}

/** Of other borders first what goes the other way than those who cross the borders that are touched, and then the most of
    what goes the same way; all alike where the question is of no border. */
function displaced(report: Report, about: Touched, all: Effect[], rest: Effect[]): string {
    const here = about.pairs.length === 0 ? 0 : all.reduce((sum, e) => sum + (isTouched(about, e) ? (e.of.effect ?? 0) : 0), 0);
    const against = rest.filter((e) => ELSEWHERE.test(e.measure.key) && changeAtLeast(report, e) * here < 0);
    if (about.pairs.length === 0) return listed(report, "borders", ELSEWHERE, rest);
    if (about.asked !== "entries" || here === 0 || against.length === 0) return listed(report, "elsewhere", ELSEWHERE, rest);
    const along = rest.filter((e) => ELSEWHERE.test(e.measure.key) && !isTouched(about, e) && (e.of.effect ?? 0) * here > 0 && isClear(e.of));
    along.sort((a, b) => weight(report, "elsewhere", b) - weight(report, "elsewhere", a));
    const too = along.slice(0, LISTED_TOO).map((e) => inList(report, "elsewhere", e)).join("; ");
    const [first, second] = here < 0 ? ["elsewhere_more", "finding_elsewhere_fewer_too"] : ["elsewhere_fewer", "finding_elsewhere_more_too"];
    return [listed(report, first, ELSEWHERE, against), too && t(second, { list: too })].filter(Boolean).join(" ");
}

/** Where a way is assumed to be felt as harder, most who do not come are not sent back: the reader must know which. */
function deterred(report: Report, scenario: number, about: Touched, all: Effect[]): string {
    const isAssumed = (report.header.scenarios[scenario]?.differences ?? []).some((d) => /^timeline\..+\.militarise\.irregular_cost$/.test(d.path) && Number(d.here) > 0);
    const there = (what: string) => all.filter((e) => new RegExp(`^${what}_at_(${about.pairs.join("|")})_`).test(e.measure.key)).reduce((sum, e) => sum + (e.of.effect ?? 0), 0);
    return isAssumed && about.pairs.length > 0 && -there("irregular") > 2 * Math.abs(there("intercepted")) ? t("finding_deterred") : "";
}

function effects(report: Report, scenario: number): Effect[] {
    return report.header.measures.flatMap((measure) => {
        const of = measure.of[scenario];
        const base = measure.of[0]?.mean;
        const isNothing = base === 0 && of?.mean === 0; // what is not told, of few, is not nothing
        return of && !isNothing ? [{ measure, of, base: base ?? 0 }] : [];
    });
}

/** Where a scenario differs from the base, a line each. */
function pathsOf(report: Report, scenario: number): string {
    return (report.header.scenarios[scenario]?.differences ?? []).map((d) => d.path).join("\n");
}

/** What the question is about: the border that is touched and the country behind it, or who lives in the country. */
function leading(report: Report, scenario: number, about: Touched, all: Effect[]): Effect[] {
    const size = (e: Effect) => Math.max(Math.abs(e.base), Math.abs(e.of.mean ?? 0));
    const among = (keys: RegExp) => all.filter((e) => keys.test(e.measure.key) && !e.of.is_few).sort((a, b) => size(b) - size(a));
    const countries = about.countries.length > 0 ? `(${about.countries.join("|")})` : "[A-Z]{2}";
    const single = about.pairs.length === 1 ? about.pairs[0] : null;
    if (about.asked === "harm") return STRIKES.test(pathsOf(report, scenario)) ? among(/^members_at_end$/) : [];
    if (about.asked === "residents") return among(new RegExp(`^settled_${countries}$`)).slice(0, 2);
    if (about.asked === "anything") return among(/^irregular_entries$/);
    const irregular = single ? among(new RegExp(`^irregular_at_${single}_${countries}$`)).slice(0, 1) : [];
    const official = single ? among(new RegExp(`^official_at_${single}_${countries}$`)).slice(0, 1) : [];
    const country = irregular[0]?.measure.key.slice(-2);
    const into = among(new RegExp(`^irregular_entries_${country ?? countries}$`)).slice(0, single ? 1 : 2);
    const ofThese = single ? new RegExp(`^intercepted_at_${single}_${countries}$`) : /^interceptions$/;
    const caught = /\.(militarise|deport)\./.test(pathsOf(report, scenario)) ? among(ofThese).slice(0, 1) : [];
    return [...irregular, ...official, ...into, ...caught]; // what is of this border is not "elsewhere"
}

/** The effect; between few agents and more of them, where it is not told, the least that it can be. */
function changeAtLeast(report: Report, e: Effect): number {
    const { measure, of, base } = e;
    if (!isFromFew(report, e)) return of.effect ?? 0;
    const least = Math.max(base, of.mean ?? 0) - 5 * unitsPerAgent(measure.key, report.scale);
    return (of.mean ?? 0) > base ? least : -least;
}

/** Whether one of the two is of few agents and the other of at least twice as many as are told. */
function isFromFew(report: Report, { measure, of, base }: Effect): boolean {
    const one = unitsPerAgent(measure.key, report.scale);
    const isFew = (value: number) => value === 0 || isOfFew(value, one);
    return of.is_few && isFew(base) !== isFew(of.mean ?? 0) && Math.max(base, of.mean ?? 0) >= 10 * one;
}

/** How much there is to an effect: those told from chance first, then people by their number, harm and money by size
    among what the base has too. */
function weight(report: Report, subject: string, e: Effect): number {
    const effect = Math.abs(changeAtLeast(report, e));
    const size = /^(borders|elsewhere|residents)/.test(subject) ? effect : Math.sqrt(effect) * (0.02 + Math.min(effect / Math.max(Math.abs(e.base), 1), 1));
    return (isClear(e.of) || (e.of.pairs > 1 && isFromFew(report, e)) ? 1e9 : 0) + size;
}

/** Several measures of one subject in a sentence; plain words where nothing can be told. */
function listed(report: Report, subject: string, keys: RegExp, rest: Effect[]): string {
    const of = rest.filter((e) => keys.test(e.measure.key));
    const isNothing = report.header.measures.some((m) => keys.test(m.key) && m.of.every(({ mean }) => mean === 0));
    if (of.length === 0) return isNothing ? t(`finding_${subject.replace(/_.*/, "")}_none`) : "";
    const told = of.filter((e) => !isUntold(report, e.measure, e.of) || (/^(borders|elsewhere)/.test(subject) && isFromFew(report, e))).sort((a, b) => weight(report, subject, b) - weight(report, subject, a));
    const kind = subject.replace(/_.*/, ""); // words for nothing are those of the whole subject
    if (told.length === 0) return t(`finding_${kind}_few`);
    const clear = told.filter((e) => isClear(e.of) || !hasInterval(e.of) || isFromFew(report, e));
    const shown = (clear.length > 0 ? clear : told).slice(0, LISTED);
    const list = shown.map((e) => inList(report, subject, e)).join("; ");
    const isAllSaid = clear.length === of.length || subject !== "harm";
    const others = told.length < of.length ? "finding_harm_rest_few" : "finding_harm_rest";
    if (clear.length > 0) return [t(`finding_${subject}`, { list }), isAllSaid || !hasInterval(shown[0]?.of as MeasureOfScenario) ? "" : t(others)].join(" ").trim();
    return t(`finding_${kind}_unclear`, { list });
}

/** Where people live a list of countries says it; all else stands within a sentence. */
function inList(report: Report, subject: string, { measure, of, base }: Effect): string {
    const values = {
        what: subject === "residents" ? countryInText(measure.key.slice(-2)) : within(measureName(measure.key, measure.label)),
        effect: withUnit(difference(of.effect, measure.unit), measure.unit),
        share: share(of.effect ?? 0, base),
        base: inBase(report, measure, base),
        low: bound(of.low, measure.unit, -1),
        high: bound(of.high, measure.unit, 1),
    };
    if (of.is_few) return t("effect_in_list_from_few", { ...values, n: amount(report, of.mean ?? 0, measure.unit, measure.key) });
    const words = base === 0 && measure.unit === "people" ? "effect_in_list_from_none" : "effect_in_list";
    return t(hasInterval(of) ? words : `${words}_one`, values);
}

function inBase(report: Report, measure: Measure, base: number): string {
    return amount(report, base, measure.unit, measure.key);
}

function withUnit(effect: string, unit: string): string {
    if (unit === "USD") return counted(effect, "USD");
    return unit === "days" ? `${effect} ${t("unit_days")}` : effect;
}

/** One measure in a sentence of its own. */
export function sentence(report: Report, { measure, of, base }: Effect): string {
    const effect = of.effect ?? 0;
    const values = {
        what: measureName(measure.key, measure.label),
        n: amount(report, Math.abs(effect), measure.unit, measure.key),
        effect: difference(effect, measure.unit),
        low: bound(of.low, measure.unit, -1),
        high: bound(of.high, measure.unit, 1),
        share: share(effect, base),
        base: inBase(report, measure, base),
    };
    if (isUntold(report, measure, of)) return t(effect === 0 && !of.is_few ? "finding_same" : "finding_untold", values);
    if (!hasInterval(of)) return t(effect > 0 ? "finding_more_one" : "finding_fewer_one", values);
    if (!isClear(of)) return t("finding_unclear", values);
    return t(effect > 0 ? "finding_more" : "finding_fewer", values);
}
