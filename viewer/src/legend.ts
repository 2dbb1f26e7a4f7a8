// What sizes on the map mean.

import type { Report } from "./data";
import { h, svg } from "./dom";
import { whole } from "./format";
import { name, t } from "./i18n";
import { type CorridorMap, LARGEST, type Layer } from "./map";
import { ORGANISATION_COLOURS } from "./map_colours";

/** One, two or five times a power of ten, not above a value. */
function round(value: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
    const lead = value / power;
    return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

function row(picture: SVGElement, text: string): HTMLElement {
    return h("li", {}, picture, h("span", {}, text));
}

function frame(...children: (SVGElement | false)[]): SVGSVGElement {
    return svg("svg", { width: 64, height: 34, viewBox: "0 0 64 34", "aria-hidden": "true" }, ...children);
}

/** The largest round value up to `share` of the largest, whose mark takes no more than `most` pixels. */
function example(largest: number, size: number, most: number, share: number): { value: number; drawn: number } {
    const value = round(largest * Math.min(share, (most / size) ** 2));
    return { value, drawn: Math.min(size * Math.sqrt(value / largest), most) };
}

/** Of the layers that are drawn, in the sizes that they have on the map as it is now. */
export function legend(report: Report, map: CorridorMap, layers: ReadonlySet<Layer>, step: string): HTMLElement {
    const { scales, isDifference, unit } = map;
    const rows: HTMLElement[] = [];
    if (isDifference) {
        rows.push(row(frame(svg("rect", { x: 14, y: 8, width: 36, height: 18, class: "fill-more" })), t("legend_more")));
        rows.push(row(frame(svg("rect", { x: 14, y: 8, width: 36, height: 18, class: "fill-less" })), t("legend_less")));
    }
    if (layers.has("official") || layers.has("irregular")) {
        const { value, drawn: r } = example(scales.crossing, LARGEST.gate * unit, 16, 0.7);
        const half = (side: 1 | -1, kind: "official" | "irregular") => layers.has(kind) && svg("path", { d: `M32,${17 - r} A${r},${r} 0 0 ${side === 1 ? 1 : 0} 32,${17 + r} Z`, class: isDifference ? `line-${kind}` : `fill-${kind}` });
        rows.push(row(frame(half(-1, "official"), half(1, "irregular")), `${t("legend_per", { n: whole(value), step })}; ${t("legend_halves")}`));
    }
    if (layers.has("on_the_way")) {
        const { value, drawn } = example(scales.onLeg, LARGEST.leg * unit, 16, 0.6);
        rows.push(row(frame(svg("line", { x1: 8, x2: 56, y1: 17, y2: 17, class: "line-way", "stroke-width": drawn })), `${scales.wayField === "traversals" ? t("legend_per", { n: whole(value), step }) : t("legend_people", { n: whole(value) })}: ${t("layer_on_the_way")}`));
    }
    if (layers.has("settled")) {
        const { value, drawn } = example(scales.node.settled, LARGEST.settled * unit, 16, 0.6);
        rows.push(row(frame(svg("circle", { cx: 32, cy: 17, r: drawn, class: isDifference ? "line-way" : "fill-settled", fill: isDifference ? "none" : "" })), `${t("legend_people", { n: whole(value) })}: ${t("layer_settled")}`));
    }
    rows.push(...marks(map, layers, step));
    return h("div", {}, h("ul", { class: "legend" }, ...rows), layers.has("control") && !isDifference && organisations(report, map));
}

/** Marks that are told apart by their shape. */
function marks(map: CorridorMap, layers: ReadonlySet<Layer>, step: string): HTMLElement[] {
    const { scales, isDifference, unit } = map;
    const of = (field: "waiting" | "held" | "incidents" | "homicides") => {
        const { value, drawn } = example(scales.node[field], LARGEST[field] * unit, 14, 0.6);
        return { n: whole(value), r: drawn };
    };
    const ring = (r: number, props: Record<string, string | number>) => svg("circle", { cx: 32, cy: 17, r, fill: "none", ...props });
    const rows: HTMLElement[] = [];
    if (layers.has("waiting")) {
        const { n, r } = of("waiting");
        rows.push(row(frame(ring(r, { class: isDifference ? "line-way" : "line-waiting", "stroke-width": Math.max(1.6, r * 0.3) })), `${t("legend_people", { n })}: ${t("layer_waiting")}`));
    }
    if (layers.has("held")) {
        const { n, r } = of("held");
        rows.push(row(frame(isDifference ? ring(r, { class: "line-way" }) : svg("circle", { cx: 32, cy: 17, r, class: "fill-held" })), `${t("legend_people", { n })}: ${t("layer_held")}`));
    }
    if (layers.has("incidents")) {
        const { n, r } = of("incidents");
        rows.push(row(frame(svg("path", { d: `M32,${17 - r} L${32 + r * 0.7},17 L32,${17 + r} L${32 - r * 0.7},17 Z`, class: "line-incidents" })), t("legend_incidents", { n, step })));
    }
    if (layers.has("homicides")) {
        const { n, r } = of("homicides");
        const [near, far] = [-r * 0.7, r * 0.7];
        rows.push(row(frame(svg("path", { d: `M${32 + near},${17 + near} L${32 + far},${17 + far} M${32 + far},${17 + near} L${32 + near},${17 + far}`, class: "line-homicides" })), t("legend_homicides", { n, step })));
    }
    if (layers.has("control") && !isDifference) rows.push(row(frame(ring(10, { class: "line-organisation-1", "stroke-width": 4, "stroke-dasharray": "31 32" })), t("legend_control")));
    return rows;
}

/** Whose arc is which; only those that control something. */
function organisations(report: Report, map: CorridorMap): HTMLElement | null {
    const colours = report.header.organisations.map((id, i) => ({ id, i })).filter(({ i }) => map.fields.control[i]?.some((cell) => cell !== null));
    if (colours.length === 0) return null;
    return h(
        "ul",
        { class: "key", "aria-label": t("layer_control") },
        ...colours.map(({ id, i }) => h("li", {}, svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, svg("circle", { cx: 7, cy: 7, r: 4.5, fill: "none", "stroke-width": 3, class: `line-organisation-${(i % ORGANISATION_COLOURS) + 1}` })), name("organisation", id))),
    );
}
