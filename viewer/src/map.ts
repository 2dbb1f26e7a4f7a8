// The animated map: legs, stretches of border and places of one scenario or of a difference, on a canvas.

import type { Leg, Place, Report } from "./data";
import { between, type Fields, largest, type NodeField } from "./fields";
import { FEWEST_AGENTS, unitsPerAgent } from "./format";
import { crossingsAt, type Gate } from "./gates";
import { palette } from "./map_colours";
import { MapNames } from "./map_names";
import type { Point, View } from "./view";

export const LAYERS = ["on_the_way", "official", "irregular", "settled", "waiting", "incidents", "held", "control", "homicides"] as const;
export type Layer = (typeof LAYERS)[number];

/** Largest values over all steps and scenarios: a size means the same on every map and date. */
export interface Scales {
    /** What the width of a way stands for: how many set off over it, or where that was not recorded, how many are on it. */
    wayField: "traversals" | "persons_on_leg";
    onLeg: number;
    crossing: number;
    node: Record<NodeField, number>;
}

export function scalesOf(report: Report, fields: Fields[], gates: Gate[]): Scales {
    let crossing = 1;
    for (const one of fields)
        for (const gate of gates)
            for (let step = 0; step < report.steps; step++) {
                const sums = crossingsAt(report, one, gate, null, (cell) => cell?.[step] ?? 0);
                crossing = Math.max(crossing, Math.abs(sums.official), Math.abs(sums.irregular));
            }
    const node = {} as Record<NodeField, number>;
    const first = fields[0] as Fields;
    for (const field of Object.keys(first.nodes) as NodeField[]) {
        // Where nothing is more than a few agents, few do not look like many.
        const least = 4 * FEWEST_AGENTS * unitsPerAgent(field, report.scale);
        node[field] = Math.max(largest(fields, (f) => f.nodes[field]), field === "losses_usd" ? 1 : least);
    }
    const wayField = fields.some((f) => f.has("traversals")) ? "traversals" : "persons_on_leg";
    const ways = (f: Fields) => f.legs[wayField].filter((_, i) => !report.header.legs[i]?.border_pair);
    return { wayField, onLeg: largest(fields, ways), crossing, node };
}

export type Target = { kind: "node"; index: number } | { kind: "gate"; index: number } | { kind: "leg"; index: number };

/** Widths and radii at the largest value, for a map of 600 pixels. */
export const LARGEST = { leg: 13, gate: 24, settled: 30, waiting: 15, incidents: 11, held: 13, homicides: 11 } as const;

const PHASE_PER_SECOND = 26; // pixels that dashes travel

export class CorridorMap {
    private readonly context: CanvasRenderingContext2D;
    private readonly ground = document.createElement("canvas");
    private groundKey = "";
    private colours = palette();
    private phase = 0;
    private readonly names: MapNames;
    isForPaper = false;

    constructor(
        readonly canvas: HTMLCanvasElement,
        private readonly report: Report,
        public fields: Fields,
        public scales: Scales,
        private readonly gates: Gate[],
        private readonly view: View,
        public isDifference: boolean,
    ) {
        this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
        this.names = new MapNames(report, view, () => this.fields);
    }

    themeChanged(): void {
        this.colours = palette();
        this.groundKey = "";
    }

    /** How much larger than on a map of 600 pixels marks are drawn; nearer ones grow, though slower than the map. */
    get unit(): number {
        return (this.view.corridorWidth / 600) * Math.min(Math.sqrt(this.view.zoom), 2.5);
    }

    /** Draws a moment between steps. `seconds` since the last picture moves the dashes that show direction. */
    draw(position: number, layers: ReadonlySet<Layer>, seconds: number, marked: Target | null): void {
        const ratio = this.isForPaper ? 3 : Math.min(window.devicePixelRatio || 1, 2);
        const { width, height } = this.view;
        if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
            this.canvas.width = Math.round(width * ratio);
            this.canvas.height = Math.round(height * ratio);
        }
        this.phase = (this.phase + seconds * PHASE_PER_SECOND) % 4096;
        this.drawGround(ratio);
        const c = this.context;
        c.setTransform(1, 0, 0, 1, 0, 0);
        c.drawImage(this.ground, 0, 0);
        c.setTransform(ratio, 0, 0, ratio, 0, 0);
        if (layers.has("settled")) this.drawDiscs("settled", LARGEST.settled, position, 0.55);
        if (layers.has("on_the_way")) this.drawWays(position);
        this.drawCrossingLegs(position, layers);
        if (layers.has("waiting")) this.drawRings("waiting", LARGEST.waiting, position);
        if (layers.has("control") && !this.isDifference) this.drawControl(position);
        if (layers.has("held")) this.drawDiscs("held", LARGEST.held, position, 0.85);
        if (layers.has("incidents")) this.drawMarks("incidents", LARGEST.incidents, position);
        if (layers.has("homicides")) this.drawMarks("homicides", LARGEST.homicides, position);
        this.drawGates(position, layers);
        this.names.draw(c, this.colours);
        if (marked) this.drawMark(marked);
    }

    private drawGround(ratio: number): void {
        const key = `${this.view.width} ${this.view.height} ${ratio} ${this.view.zoom} ${JSON.stringify(this.view.onScreen({ x: 0, y: 0 }))}`;
        if (key === this.groundKey) return;
        this.groundKey = key;
        this.ground.width = this.canvas.width;
        this.ground.height = this.canvas.height;
        const g = this.ground.getContext("2d") as CanvasRenderingContext2D;
        g.fillStyle = this.colours.sea;
        g.fillRect(0, 0, this.ground.width, this.ground.height);
        this.view.transform(g, ratio);
        g.lineJoin = "round";
        g.lineWidth = 0.8 / this.view.zoom;
        g.strokeStyle = this.colours.border;
        g.fillStyle = this.colours.landOutside;
        g.fill(this.view.paths.outside);
        g.stroke(this.view.paths.outside);
        g.fillStyle = this.colours.land;
        g.fill(this.view.paths.inside);
        g.stroke(this.view.paths.inside);
    }

    private screen(node: number | null): Point {
        const place = this.report.header.nodes[node ?? -1];
        return place ? this.view.onScreen(this.view.base(place)) : { x: -1e4, y: -1e4 };
    }

    private signColour(value: number, own: string): string {
        if (!this.isDifference) return own;
        return value > 0 ? this.colours.more : this.colours.less;
    }

    /** A leg bends to the right of its direction, so that there and back lie side by side. */
    private curve(from: Point, to: Point): Point {
        const bend = 0.1;
        return { x: (from.x + to.x) / 2 - (to.y - from.y) * bend, y: (from.y + to.y) / 2 + (to.x - from.x) * bend };
    }

    private strokeLeg(leg: Leg, width: number, own: string, dash: string): void {
        const from = this.screen(leg.from);
        const to = this.screen(leg.to);
        const length = Math.hypot(to.x - from.x, to.y - from.y);
        if (length < 5) return;
        const middle = this.curve(from, to);
        const c = this.context;
        c.lineWidth = width;
        c.strokeStyle = own;
        c.lineCap = "round";
        c.beginPath();
        c.moveTo(from.x, from.y);
        c.quadraticCurveTo(middle.x, middle.y, to.x, to.y);
        c.stroke();
        if (width < 1.2 || length < 14) return;
        c.lineWidth = Math.max(0.8, width * 0.34);
        c.strokeStyle = dash;
        c.setLineDash([3, 10]);
        c.lineDashOffset = -this.phase;
        c.stroke();
        c.setLineDash([]);
    }

    private width(value: number, most: number): number {
        return LARGEST.leg * this.unit * Math.sqrt(Math.abs(value) / most);
    }

    private drawWays(position: number): void {
        this.context.globalAlpha = 0.75;
        this.report.header.legs.forEach((leg, i) => {
            if (leg.border_pair) return;
            const value = between(this.fields.legs[this.scales.wayField][i], position);
            const width = this.width(value, this.scales.onLeg);
            if (width > 0.25) this.strokeLeg(leg, width, this.signColour(value, this.colours.way), this.colours.land);
        });
        this.context.globalAlpha = 1;
    }

    private drawCrossingLegs(position: number, layers: ReadonlySet<Layer>): void {
        this.context.globalAlpha = 0.9;
        this.report.header.legs.forEach((leg, i) => {
            if (!leg.border_pair) return;
            const isOfficial = leg.kind === "official_crossing";
            if (!layers.has(isOfficial ? "official" : "irregular")) return;
            const value = between(this.fields.legs.crossings[i], position);
            const width = this.width(value, this.scales.crossing);
            const own = isOfficial ? this.colours.official : this.colours.irregular;
            if (width > 0.25) this.strokeLeg(leg, width, this.signColour(value, own), this.colours.land);
        });
        this.context.globalAlpha = 1;
    }

    /** Left half: people over official crossings; right half: irregular entries. */
    private drawGates(position: number, layers: ReadonlySet<Layer>): void {
        const c = this.context;
        for (const gate of this.gates) {
            const at = this.gatePoint(gate);
            const sums = crossingsAt(this.report, this.fields, gate, null, (cell) => between(cell, position));
            const halves = [
                { value: layers.has("official") ? sums.official : 0, own: this.colours.official, first: Math.PI / 2 },
                { value: layers.has("irregular") ? sums.irregular : 0, own: this.colours.irregular, first: -Math.PI / 2 },
            ];
            for (const { value, own, first } of halves) {
                const radius = LARGEST.gate * this.unit * Math.sqrt(Math.abs(value) / this.scales.crossing);
                if (radius < 0.6) continue;
                c.beginPath();
                c.moveTo(at.x, at.y);
                c.arc(at.x, at.y, radius, first, first + Math.PI);
                c.closePath();
                c.globalAlpha = 0.88;
                c.fillStyle = this.signColour(value, own);
                c.fill();
                c.globalAlpha = 1;
                c.lineWidth = this.isDifference ? 1.6 : 0.9;
                c.strokeStyle = this.isDifference ? own : this.colours.land;
                c.stroke();
            }
        }
    }

    private gatePoint(gate: Gate): Point {
        return this.view.onScreen(this.view.base({ ...(gate.places[0] as Place), lat: gate.lat, lon: gate.lon }));
    }

    private radius(value: number, field: NodeField, most: number): number {
        return most * this.unit * Math.sqrt(Math.abs(value) / this.scales.node[field]);
    }

    private eachNode(field: NodeField, most: number, position: number, draw: (at: Point, radius: number, value: number) => void): void {
        this.fields.nodes[field].forEach((cell, node) => {
            const value = between(cell, position);
            const radius = this.radius(value, field, most);
            if (radius > 0.5) draw(this.screen(node), radius, value);
        });
    }

    private drawDiscs(field: "settled" | "held", most: number, position: number, alpha: number): void {
        const c = this.context;
        const disc = (at: Point, radius: number, value: number) => {
            c.globalAlpha = alpha;
            c.fillStyle = this.signColour(value, this.colours[field]);
            c.beginPath();
            c.arc(at.x, at.y, radius, 0, 2 * Math.PI);
            c.fill();
            c.globalAlpha = 1;
            c.lineWidth = 0.8;
            c.strokeStyle = this.colours.land;
            c.stroke();
        };
        this.eachNode(field, most, position, disc);
        if (field !== "settled") return;
        // Those who left the region have settled beyond it.
        this.fields.nodes.exited.forEach((cell, node) => {
            const value = between(cell, position);
            const radius = most * this.unit * Math.sqrt(Math.abs(value) / this.scales.node.settled);
            if (radius > 0.5) disc(this.screen(node), radius, value);
        });
    }

    private drawRings(field: NodeField, most: number, position: number): void {
        const c = this.context;
        this.eachNode(field, most, position, (at, radius, value) => {
            c.lineWidth = Math.max(1.6, radius * 0.3);
            c.strokeStyle = this.signColour(value, this.colours.waiting);
            c.beginPath();
            c.arc(at.x, at.y, radius, 0, 2 * Math.PI);
            c.stroke();
        });
    }

    /** Diamonds for incidents, crosses for deaths: told apart without colour. */
    private drawMarks(field: "incidents" | "homicides", most: number, position: number): void {
        const c = this.context;
        this.eachNode(field, most, position, (at, radius, value) => {
            const r = Math.max(radius, 1.5);
            c.beginPath();
            if (field === "incidents") {
                c.moveTo(at.x, at.y - r);
                c.lineTo(at.x + r * 0.7, at.y);
                c.lineTo(at.x, at.y + r);
                c.lineTo(at.x - r * 0.7, at.y);
                c.closePath();
                c.lineWidth = 1.4;
                c.strokeStyle = this.signColour(value, this.colours.incidents);
                c.stroke();
            } else {
                c.moveTo(at.x - r * 0.7, at.y - r * 0.7);
                c.lineTo(at.x + r * 0.7, at.y + r * 0.7);
                c.moveTo(at.x + r * 0.7, at.y - r * 0.7);
                c.lineTo(at.x - r * 0.7, at.y + r * 0.7);
                c.lineWidth = 2;
                c.strokeStyle = this.signColour(value, this.colours.homicides);
                c.stroke();
            }
        });
    }

    /** A ring around a place; each organisation's arc is its share of control. */
    private drawControl(position: number): void {
        const c = this.context;
        const radius = 9 * this.unit;
        this.report.header.nodes.forEach((_, node) => {
            const at = this.screen(node);
            let angle = -Math.PI / 2;
            this.fields.control.forEach((row, organisation) => {
                const share = between(row[node], position);
                if (share < 0.02) return;
                c.beginPath();
                c.arc(at.x, at.y, radius, angle, angle + share * 2 * Math.PI);
                c.lineWidth = 3.4 * this.unit;
                c.lineCap = "butt";
                c.strokeStyle = this.colours.organisations[organisation % this.colours.organisations.length] ?? this.colours.ink;
                c.stroke();
                angle += share * 2 * Math.PI;
            });
        });
    }

    private drawMark(target: Target): void {
        const c = this.context;
        c.strokeStyle = this.colours.ink;
        c.lineWidth = 2;
        const at = this.pointOf(target);
        if (!at) return;
        c.beginPath();
        c.arc(at.x, at.y, 12, 0, 2 * Math.PI);
        c.stroke();
    }

    pointOf(target: Target): Point | null {
        if (target.kind === "node") return this.screen(target.index);
        if (target.kind === "gate") {
            const gate = this.gates[target.index];
            return gate ? this.gatePoint(gate) : null;
        }
        const leg = this.report.header.legs[target.index];
        if (!leg) return null;
        const [from, to] = [this.screen(leg.from), this.screen(leg.to)];
        const middle = this.curve(from, to);
        return { x: (from.x + to.x) / 4 + middle.x / 2, y: (from.y + to.y) / 4 + middle.y / 2 };
    }

    /** What lies under a point of the map, nearest first: borders, places, then legs. */
    targetAt(point: Point): Target | null {
        const near = (at: Point | null, reach: number) => (at && Math.hypot(at.x - point.x, at.y - point.y) <= reach ? Math.hypot(at.x - point.x, at.y - point.y) : Infinity);
        let best: Target | null = null;
        let distance = Infinity;
        const offer = (target: Target, d: number) => {
            if (d < distance) [best, distance] = [target, d];
        };
        this.gates.forEach((gate, index) => offer({ kind: "gate", index }, near(this.gatePoint(gate), 13) - 2));
        this.report.header.nodes.forEach((_, index) => offer({ kind: "node", index }, near(this.screen(index), 11)));
        if (best) return best;
        this.report.header.legs.forEach((leg, index) => {
            if (leg.border_pair && this.view.zoom < 20) return;
            const [from, to] = [this.screen(leg.from), this.screen(leg.to)];
            const middle = this.curve(from, to);
            for (let k = 1; k < 16; k++) {
                const u = k / 16;
                const at = {
                    x: (1 - u) ** 2 * from.x + 2 * u * (1 - u) * middle.x + u ** 2 * to.x,
                    y: (1 - u) ** 2 * from.y + 2 * u * (1 - u) * middle.y + u ** 2 * to.y,
                };
                offer({ kind: "leg", index }, near(at, 9));
            }
        });
        return best;
    }
}
