// A flow diagram: bands from what is on the left to what is on the right, as wide as the people are many.

import { h, svg } from "./dom";
import { isNarrow } from "./bars";
import { isOfFew, people } from "./format";
import { t } from "./i18n";

export interface Flow {
    from: string;
    to: string;
    people: number;
    isAbout?: boolean; // a sum of which parts count few: made of what is told of them
}

interface Node {
    name: string;
    total: number;
    y: number;
    height: number;
    used: number;
}

const BAR = 14;
const NARROW = 330;
const LINE = 12;

function stack(names: string[], total: (name: string) => number, nameOf: (id: string) => string, scale: number, gap: number): Node[] {
    let y = 8;
    return names.map((name) => {
        const node = { name, total: total(name), y, height: Math.max(total(name) * scale, 1), used: 0 };
        y += Math.max(node.height + gap, 22 + LINE * linesOf(nameOf(name)).length);
        return node;
    });
}

/** People of a flow in words. */
function said(flow: Flow, personsPerAgent: number): string {
    return (flow.isAbout && !isOfFew(flow.people, personsPerAgent) ? "≈ " : "") + people(flow.people, personsPerAgent);
}

/**
 * Flows of few agents are not drawn, and so in no sum beside a node.
 *
 * colourOf  by name of where a band comes from
 */
export function flowDiagram(all: Flow[], colourOf: (from: string) => string, nameOf: (id: string) => string, label: string, personsPerAgent: number, headings?: [string, string]): SVGSVGElement {
    const flows = all.filter((f) => !isOfFew(f.people, personsPerAgent));
    const [WIDTH, SIDE] = isNarrow() ? [NARROW, 112] : [760, 225];
    const sum = (of: (f: Flow) => boolean) => flows.filter(of).reduce((total, f) => total + f.people, 0);
    const lefts = [...new Set(flows.map((f) => f.from))].sort((a, b) => sum((f) => f.from === b) - sum((f) => f.from === a));
    const rights = [...new Set(flows.map((f) => f.to))].sort((a, b) => sum((f) => f.to === b) - sum((f) => f.to === a));
    const everybody = sum(() => true) || 1;
    const gap = 16;
    const count = Math.max(lefts.length, rights.length);
    const inner = Math.max(220, count * 26);
    const scale = inner / everybody;
    const top = headings ? 18 : 0;
    const left = stack(lefts, (name) => sum((f) => f.from === name), nameOf, scale, gap);
    const right = stack(rights, (name) => sum((f) => f.to === name), nameOf, scale, gap);
    const end = (nodes: Node[]) => (nodes.at(-1)?.y ?? 0) + Math.max(nodes.at(-1)?.height ?? 0, 20);
    const height = Math.max(end(left), end(right)) + 12 + top;
    const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "bars flow", role: "img", "aria-label": label });
    const body = svg("g", { transform: `translate(0 ${top})` });
    chart.append(body);
    if (headings) {
        const [left, right] = isNarrow() ? [{ x: 0, class: "tick" }, { x: WIDTH, class: "tick end" }] : [{ x: SIDE + BAR, class: "tick end" }, { x: WIDTH - SIDE - BAR, class: "tick" }];
        chart.append(svg("text", { ...left, y: 12 }, headings[0]), svg("text", { ...right, y: 12 }, headings[1]));
    }
    const [x0, x1] = [SIDE + BAR, WIDTH - SIDE - BAR];
    for (const a of left)
        for (const b of right)
            for (const flow of flows.filter((f) => f.from === a.name && f.to === b.name)) {
                const thick = flow.people * scale;
                const [ya, yb] = [a.y + a.used + thick / 2, b.y + b.used + thick / 2];
                a.used += thick;
                b.used += thick;
                const text = `${nameOf(a.name)} → ${nameOf(b.name)}: ${said(flow, personsPerAgent)} ${t("unit_people")}`;
                const middle = (x0 + x1) / 2;
                body.append(svg("path", { d: `M${x0},${ya} C${middle},${ya} ${middle},${yb} ${x1},${yb}`, fill: "none", stroke: colourOf(a.name), "stroke-width": Math.max(thick, 0.6), "stroke-opacity": 0.45 }, svg("title", {}, text)));
            }
    // Whether the number beside a bar is of all its flows, to the last person.
    const isOfAll = (node: Node, isLeft: boolean) => all.every((f) => (isLeft ? f.from : f.to) !== node.name || f.people === 0 || (!f.isAbout && !isOfFew(f.people, personsPerAgent)));
    const side = (nodes: Node[], isLeft: boolean) => {
        for (const node of nodes) {
            const x = isLeft ? SIDE : WIDTH - SIDE - BAR;
            body.append(
                svg("rect", { x, y: node.y, width: BAR, height: node.height, fill: isLeft ? colourOf(node.name) : "currentColor", "fill-opacity": isLeft ? 1 : 0.55 }),
                svg("text", { x: isLeft ? SIDE - 7 : WIDTH - SIDE + 7, y: node.y + node.height / 2 + 1, class: isLeft ? "name end" : "name" }, ...wrapped(nameOf(node.name), isLeft ? SIDE - 7 : WIDTH - SIDE + 7)),
                svg("text", { x: isLeft ? SIDE - 7 : WIDTH - SIDE + 7, y: node.y + node.height / 2 + 14 + LINE * (linesOf(nameOf(node.name)).length - 1), class: isLeft ? "tick value end" : "tick value" }, (isOfAll(node, isLeft) ? "" : "≈ ") + people(node.total, personsPerAgent)),
            );
        }
    };
    side(left, true);
    side(right, false);
    return chart;
}

/** Letters of a name that one line beside a node has room for. */
function room(): number {
    return isNarrow() ? 15 : 33;
}

/** A name on as many lines as it takes beside a node. */
function linesOf(text: string): string[] {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= room()) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(word);
    }
    return lines;
}

function wrapped(text: string, x: number): SVGElement[] {
    return linesOf(text).map((line, i) => svg("tspan", { x, dy: i === 0 ? 0 : LINE }, line));
}

/** What the diagram leaves out, in words. */
export function fewFlows(flows: Flow[], personsPerAgent: number): HTMLElement | null {
    const few = flows.filter((f) => f.people > 0 && isOfFew(f.people, personsPerAgent)).length;
    return few === 0 ? null : h("p", { class: "hint" }, t(few === 1 ? "few_flows_one" : "few_flows", { n: few, most: people(1e-6, personsPerAgent) }));
}

/** The same as a table. */
export function flowTable(flows: Flow[], nameOf: (id: string) => string, headings: [string, string], personsPerAgent: number, title: string): HTMLElement {
    const named = `${t("as_table")}: ${title}`;
    return h(
        "details",
        { "aria-label": named },
        h("summary", { "aria-label": named }, t("as_table")),
        h(
            "table",
            { "aria-label": named },
            h("thead", {}, h("tr", {}, ...[...headings, t("unit_people")].map((text) => h("th", { scope: "col" }, text)))),
            h("tbody", {}, ...flows.map((f) => h("tr", {}, h("th", { scope: "row" }, nameOf(f.from)), h("td", {}, nameOf(f.to)), h("td", { class: "number" }, said(f, personsPerAgent))))),
        ),
    );
}
