// The table of headline numbers: each scenario's middle and range, and its effect against the base with an interval.

import { bound, isClear, share as shareOf } from "./amounts";
import type { Measure, Report } from "./data";
import { h, svg } from "./dom";
import { decimal, people, rounded, signed, unitsPerAgent, whole } from "./format";
import { measureName, t, titleOf } from "./i18n";
import { scenarioColour } from "./series";

function value(v: number | null, unit: string, scale: number): string {
    if (v === null && unit === "USD") return t("too_few");
    if (unit === "days") return decimal(v);
    if (unit === "USD") return rounded(v);
    return unit === "people" || unit === "incidents" ? people(v, scale) : whole(v);
}

/** People harmed stand before money. */
const GROUPS: [string, RegExp][] = [
    ["group_harm", /^(people_extorted|people_trafficked|captives|held|incidents)/],
    ["group_deaths", /^(dead|homicides)/],
    ["group_organisations", /^members_at_end$/],
    ["group_entries", /^(irregular_entries|registered|interceptions|refusals)/],
    ["group_journeys", /^(people_departed|people_returned|under_way|settled|journey)/],
    ["group_money", /usd/],
];
const AT_BORDERS: [string, RegExp][] = [["group_borders", /^(irregular_at|official_at|intercepted_at)/]];

/** Headline numbers, and below them those of single borders, which are many. */
export function effectsTable(report: Report): HTMLElement {
    const atBorders = table(report, AT_BORDERS);
    return h("div", {}, table(report, GROUPS), atBorders && h("details", { class: "at-borders", "aria-label": t("group_borders") }, h("summary", {}, t("group_borders")), atBorders));
}

function table(report: Report, of: [string, RegExp][]): HTMLElement | null {
    const { scenarios, measures } = report.header;
    const several = scenarios.some((s) => s.runs.length > 1);
    const shown = measures.filter((m) => m.of.some((of) => of.mean !== 0 && of.mean !== null));
    const head = [t("measure_column"), ...scenarios.map((s) => titleOf(s))];
    if (report.isComparison) head.push(t("effect_column"), t("effect_share"));
    const groups = of.map(([title, keys]) => ({ title, rows: shown.filter((m) => keys.test(m.key)) })).filter(({ rows }) => rows.length > 0);
    if (groups.length === 0) return null;
    return h(
        "div",
        { class: "wide", tabindex: 0 },
        h(
            "table",
            { class: "effects" },
            h("caption", {}, t(several ? (report.isComparison ? "effects_caption" : "measures_caption") : "measures_caption_one")),
            h("thead", {}, h("tr", {}, ...head.map((text, i) => h("th", { scope: "col", dir: "auto", class: i === 0 ? "" : "number" }, text, report.isComparison && i === head.length - 1 && forestAxis())))),
            ...groups.map(({ title, rows }) =>
                h("tbody", {}, h("tr", { class: "group" }, h("th", { scope: "rowgroup", colspan: head.length }, t(title))), ...rows.map((m) => measureRow(report, m, head))),
            ),
        ),
    );
}

/** On a telephone cells stand below each other, so each says what column it is of. */
function measureRow(report: Report, measure: Measure, head: string[]): HTMLElement {
    const { scale } = report;
    const others = measure.of.slice(1);
    const one = unitsPerAgent(measure.key, scale);
    const cells = measure.of.map(({ spread, mean }, i) => {
        const hasRange = spread.low !== null && spread.high !== null && spread.low !== spread.high;
        return h(
            "td",
            { class: "number", "data-column": head[i + 1] ?? "" },
            value(others.length > 0 ? mean : spread.median, measure.unit, one),
            hasRange && h("small", {}, ` ${value(spread.low, measure.unit, one)} – ${value(spread.high, measure.unit, one)}`),
        );
    });
    const name = h("th", { scope: "row" }, measureName(measure.key, measure.label), measure.unit === "USD" && h("small", {}, " USD"));
    if (others.length === 0) return h("tr", {}, name, ...cells);
    const base = measure.of[0]?.mean ?? 0;
    const say = measure.unit === "days" ? decimal : rounded; // a mean difference is no count of few
    const column = { "data-column": t("effect_column") };
    if (others.every((of) => of.is_few)) return h("tr", {}, name, ...cells, h("td", { class: "number unclear", colspan: 2, ...column }, t("too_few")));
    const effect = h("td", { class: "number", ...column }, ...others.map((of, i) => h("div", { class: isClear(of) ? "clear" : "unclear" }, others.length > 1 && dot(i + 1), of.is_few ? t("too_few") : signed(of.effect, say), of.low !== null && h("small", {}, ` ${bound(of.low, measure.unit, -1)} … ${bound(of.high, measure.unit, 1)}`))));
    const share = h("td", { class: "share", "data-column": t("effect_share") }, ...others.map((of, i) => forest(of.effect, of.low, of.high, base, i + 1)));
    return h("tr", {}, name, ...cells, effect, share);
}

function dot(scenario: number): HTMLElement {
    const element = h("span", { class: "dot", "aria-hidden": "true" });
    element.style.background = scenarioColour(scenario);
    return element;
}

const FOREST = { width: 120, middle: 60, half: 56, reach: 0.5 }; // [pixels], and the largest share that is drawn

/** What the ends of the drawn effects stand for. */
function forestAxis(): SVGSVGElement {
    const end = FOREST.reach * 100;
    const label = (x: number, anchor: string, text: string) => svg("text", { x, y: 11, class: `tick ${anchor}` }, text);
    return svg("svg", { class: "forest-axis", width: FOREST.width, height: 14, "aria-hidden": "true" }, label(0, "", `−${end} %`), label(FOREST.middle, "middle", "0"), label(FOREST.width, "end", `+${end} %`));
}

/** The effect as a share of the base: a point with its interval, or an arrow where it lies beyond the axis. */
function forest(effect: number | null, low: number | null, high: number | null, base: number, scenario: number): HTMLElement {
    if (effect === null || base === 0) return h("div", {}, "–");
    const share = effect / Math.abs(base);
    const { reach, middle, half } = FOREST;
    const x = (v: number) => middle + (Math.max(-reach, Math.min(reach, v)) / reach) * half;
    const ends = [low ?? effect, high ?? effect].map((v) => x(v / Math.abs(base)));
    const picture = svg(
        "svg",
        { width: FOREST.width, height: 16, "aria-hidden": "true" },
        svg("line", { x1: middle, x2: middle, y1: 0, y2: 16, class: "grid strong" }),
        svg("line", { x1: ends[0] ?? middle, x2: ends[1] ?? middle, y1: 8, y2: 8, stroke: scenarioColour(scenario), "stroke-width": 3 }),
        Math.abs(share) > reach ? arrow(x(share), Math.sign(share), scenario) : svg("circle", { cx: x(share), cy: 8, r: 4, fill: scenarioColour(scenario) }),
    );
    return h("div", { class: "forest" }, picture, h("span", {}, shareOf(effect, base)));
}

function arrow(tip: number, direction: number, scenario: number): SVGElement {
    const back = tip - direction * 7;
    return svg("path", { d: `M${tip},8 L${back},3 L${back},13 Z`, fill: scenarioColour(scenario) });
}
