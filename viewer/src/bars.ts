// Charts of bars, points and intervals as SVG: they print sharply and can be read by machines.

import { h, svg } from "./dom";
import { compact } from "./format";
import { t } from "./i18n";

export interface Bar {
    value: number;
    low: number | null;
    high: number | null;
    colour: string;
    label: string; // the value as it stands beside the bar
    text: string; // of the whole bar, for whoever points at it
    isFew?: boolean; // of fewer than five agents: all such bars are alike
}

export interface Group {
    label: string;
    bars: Bar[];
    marks?: { value: number; text: string; shape: "diamond" | "square" }[];
}

/** Steps of an axis: round numbers. */
export function ticks(most: number, count = 4): number[] {
    const rough = most / count || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
    const all = [];
    for (let v = 0; v <= most * 1.0001; v += step) all.push(v);
    return all;
}

function title(text: string): SVGTitleElement {
    return svg("title", {}, text);
}

/** Charts are drawn to the width there is, never shrunk: letters keep their size on a telephone and on paper. */
let narrowWidth: number | null = null;

let isForPaper = false;

export function setNarrow(width: number | null, forPaper = false): void {
    narrowWidth = width;
    isForPaper = forPaper;
}

/** On paper charts are as low as can be read, so that few pages hold them. */
export function timeChartHeight(): number {
    return isForPaper ? 140 : isNarrow() ? 190 : 230;
}

export function isNarrow(): boolean {
    return narrowWidth !== null;
}

function chartWidth(): number {
    return narrowWidth ?? 560;
}

/** On a narrow chart every second year, and two digits of it. */
function yearLabel(label: string, i: number): string {
    if (!isNarrow() || !/^\d{4}$/.test(label)) return label;
    return i % 2 === 0 ? `’${label.slice(2)}` : "";
}

/** Upright bars in groups along a line, such as years. */
export function columns(groups: Group[], label: string, unit: string, height = isForPaper ? 190 : 250): SVGSVGElement {
    const WIDTH = chartWidth();
    const [left, right, top, bottom] = [isNarrow() ? 44 : 56, 8, 22, 24];
    const values = groups.flatMap((g) => [...g.bars.flatMap((b) => [b.value, b.high ?? 0]), ...(g.marks ?? []).map((m) => m.value)]);
    const most = Math.max(...values, 1) * 1.04;
    const y = (v: number) => top + (1 - v / most) * (height - top - bottom);
    const wide = (WIDTH - left - right) / Math.max(groups.length, 1);
    const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "bars", role: "img", "aria-label": label });
    for (const v of ticks(most)) {
        chart.append(svg("line", { x1: left, x2: WIDTH - right, y1: y(v), y2: y(v), class: "grid" }), svg("text", { x: left - 6, y: y(v) + 4, class: "tick end" }, compact(v)));
    }
    chart.append(svg("text", { x: left, y: 12, class: "tick" }, unit));
    groups.forEach((group, i) => {
        const count = Math.max(group.bars.length, 1);
        const thick = Math.min((wide * 0.78) / count, 26);
        const start = left + wide * (i + 0.5) - (thick * count) / 2;
        group.bars.forEach((bar, k) => {
            const x = start + thick * k;
            const part = svg("g", {}, title(bar.text), svg("rect", { x: x + 0.5, y: y(bar.value), width: Math.max(thick - 1, 1), height: Math.max(y(0) - y(bar.value), 0), fill: bar.colour }));
            if (bar.low !== null && bar.high !== null && bar.high > bar.low) part.append(svg("line", { x1: x + thick / 2, x2: x + thick / 2, y1: y(bar.low), y2: y(bar.high), class: "whisker" }));
            chart.append(part);
        });
        for (const mark of group.marks ?? []) chart.append(observedMark(left + wide * (i + 0.5), y(mark.value), mark.shape, mark.text));
        chart.append(svg("text", { x: left + wide * (i + 0.5), y: height - 8, class: "tick middle" }, yearLabel(group.label, i)));
    });
    return chart;
}

export function observedMark(x: number, y: number, shape: "diamond" | "square", text: string): SVGElement {
    const r = 5;
    const d = shape === "diamond" ? `M${x},${y - r - 1} L${x + r},${y} L${x},${y + r + 1} L${x - r},${y} Z` : `M${x - r + 1},${y - r + 1} h${2 * r - 2} v${2 * r - 2} h${2 - 2 * r} Z`;
    return svg("path", { d, class: `observed ${shape}` }, title(text));
}

/** Lying bars, one under the other, with their names: beside them, or above where there is no room. */
export function rows(groups: Group[], label: string, unit: string, least = 1): SVGSVGElement {
    const WIDTH = chartWidth();
    const thick = groups.some((g) => g.bars.length > 1) ? 11 : 16;
    const [left, right, top] = [isNarrow() ? 2 : 212, 70, 8];
    const above = isNarrow() ? 16 : 0;
    const step = groups.map((g) => above + g.bars.length * thick + 12);
    const height = top + step.reduce((a, b) => a + b, 0) + 26;
    const most = Math.max(...groups.flatMap((g) => g.bars.flatMap((b) => [b.value, b.high ?? 0])), least);
    const x = (v: number) => left + (v / most) * (WIDTH - left - right);
    const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "bars", role: "img", "aria-label": label });
    for (const v of ticks(most, isNarrow() ? 2 : 3)) chart.append(svg("line", { x1: x(v), x2: x(v), y1: top, y2: height - 22, class: "grid" }), svg("text", { x: x(v), y: height - 8, class: v === 0 && isNarrow() ? "tick" : "tick middle" }, compact(v)));
    chart.append(svg("text", { x: WIDTH - 2, y: height - 8, class: "tick end" }, unit));
    let y = top;
    groups.forEach((group, i) => {
        chart.append(svg("text", isNarrow() ? { x: left, y: y + 11, class: "name" } : { x: left - 8, y: y + (group.bars.length * thick) / 2 + 4, class: "name end" }, group.label));
        group.bars.forEach((bar, k) => {
            const middle = y + above + thick * (k + 0.5);
            const part = svg("g", bar.isFew ? { class: "few" } : {}, title(bar.text), svg("rect", { x: left, y: middle - thick / 2 + 0.5, width: Math.max(x(bar.value) - left, 0.5), height: thick - 1, fill: bar.colour }));
            if (bar.low !== null && bar.high !== null && bar.high > bar.low) part.append(svg("line", { x1: x(bar.low), x2: x(bar.high), y1: middle, y2: middle, class: "whisker" }));
            part.append(svg("text", { x: x(Math.max(bar.value, bar.high ?? 0)) + 5, y: middle + 4, class: "tick value" }, bar.label));
            chart.append(part);
        });
        y += step[i] ?? 0;
    });
    return chart;
}

export interface Layer {
    label: string;
    colour: string;
    values: number[];
    say: (value: number) => string;
}

/**
 * Bars of layers on each other, such as income by economy in each year.
 *
 * least  what the axis reaches at least: charts beside each other share it
 */
export function stacked(labels: string[], layers: Layer[], label: string, unit: string, least = 1): SVGSVGElement {
    const WIDTH = chartWidth();
    const height = isForPaper ? 170 : isNarrow() ? 230 : 270;
    const [left, right, top, bottom] = [isNarrow() ? 44 : 56, 8, 22, 24];
    const sums = labels.map((_, i) => layers.reduce((sum, layer) => sum + Math.max(layer.values[i] ?? 0, 0), 0));
    const most = Math.max(...sums, least) * 1.04;
    const y = (v: number) => top + (1 - v / most) * (height - top - bottom);
    const wide = (WIDTH - left - right) / Math.max(labels.length, 1);
    const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "bars", role: "img", "aria-label": label });
    for (const v of ticks(most)) chart.append(svg("line", { x1: left, x2: WIDTH - right, y1: y(v), y2: y(v), class: "grid" }), svg("text", { x: left - 6, y: y(v) + 4, class: "tick end" }, compact(v)));
    chart.append(svg("text", { x: left, y: 12, class: "tick" }, unit));
    labels.forEach((name, i) => {
        let below = 0;
        for (const layer of layers) {
            const value = Math.max(layer.values[i] ?? 0, 0);
            chart.append(svg("rect", { x: left + wide * i + wide * 0.14, width: wide * 0.72, y: y(below + value), height: Math.max(y(below) - y(below + value), 0), fill: layer.colour, class: "stack" }, title(`${name} · ${layer.label}: ${layer.say(value)}`)));
            below += value;
        }
        chart.append(svg("text", { x: left + wide * (i + 0.5), y: height - 8, class: "tick middle" }, yearLabel(name, i)));
    });
    return chart;
}

/** What a chart shows, for those who cannot see it or want the numbers. */
export function asTable(title: string, head: string[], lines: string[][]): HTMLElement {
    const named = `${t("as_table")}: ${title}`;
    return h(
        "details",
        { "aria-label": named },
        h("summary", { "aria-label": named }, t("as_table")),
        h(
            "div",
            { class: "wide", tabindex: 0 },
            h(
                "table",
                { "aria-label": title },
                h("thead", {}, h("tr", {}, ...head.map((text, i) => h("th", { scope: "col", dir: "auto", class: i === 0 ? "" : "number" }, text)))),
                h("tbody", {}, ...lines.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, first ?? ""), ...rest.map((text) => h("td", { class: "number" }, text))))),
            ),
        ),
    );
}

export function key(items: { label: string; colour: string; shape?: "diamond" | "square" }[]): HTMLElement {
    return h(
        "ul",
        { class: "key" },
        ...items.map((item) => {
            const picture = svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, item.shape ? observedMark(7, 7, item.shape, "") : svg("rect", { x: 1, y: 2, width: 12, height: 10, fill: item.colour }));
            return h("li", { dir: "auto" }, picture, item.label);
        }),
    );
}
