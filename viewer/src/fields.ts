// What the map shows of one scenario, or of the difference of two: a series over steps for each place and leg.

import type { MapVariable, Report } from "./data";

type Cells = (Float64Array | null)[];

export const LEG_FIELDS = ["traversals", "persons_on_leg", "crossings", "irregular_entries", "registered_irregular_entries", "interceptions", "refusals"] as const;
export const NODE_FIELDS = [
    "settled",
    "exited",
    "waiting",
    "travelling",
    "held",
    "detained",
    "dead",
    "departures",
    "settlements",
    "returns",
    "incidents",
    "losses_usd",
    "captives",
    "homicides",
    "arrests",
    "members",
] as const;
/** People over stretches of border, summed by the program: what is told of single legs does not add up. */
export const BORDER_FIELDS = ["crossings", "irregular_entries", "registered_irregular_entries", "interceptions", "refusals"] as const;
export type BorderField = (typeof BORDER_FIELDS)[number];
export type LegField = (typeof LEG_FIELDS)[number];
export type NodeField = (typeof NODE_FIELDS)[number];

export class Fields {
    readonly legs: Record<LegField, Cells>;
    readonly nodes: Record<NodeField, Cells>;
    readonly control: Cells[]; // organisation, node
    readonly members: Cells[];
    readonly borders: Record<BorderField, Cells[]>; // stretch, country entered

    /** What a difference is of. */
    readonly sides: Fields[];

    constructor(legs: Record<LegField, Cells>, nodes: Record<NodeField, Cells>, control: Cells[], members: Cells[], borders: Record<BorderField, Cells[]>, sides: Fields[] = []) {
        this.borders = borders;
        this.sides = sides;
        this.legs = legs;
        this.nodes = nodes;
        this.control = control;
        this.members = members;
    }

    has(field: LegField | NodeField): boolean {
        const cells = field in this.legs ? this.legs[field as LegField] : this.nodes[field as NodeField];
        return cells.some((cell) => cell !== null);
    }
}

/** Of steps, or of the whole period: then a cell has one number, the sum of a flow or what a stock is at the end. */
export type Span = "steps" | "period";

export function fieldsOf(report: Report, scenario: number, span: Span = "steps"): Fields {
    const { header } = report;
    const variables = header.scenarios[scenario]?.map ?? [];
    const find = (name: string) => variables.find((v) => v.name === name);
    const single = (name: string, count: number): Cells => {
        const cells: Cells = Array<Float64Array | null>(count).fill(null);
        each(report, find(name), span, (place, values) => (cells[place[0] ?? 0] = values));
        return cells;
    };
    const double = (name: string, count: number, width: number): Cells[] => {
        const rows = Array.from({ length: count }, () => Array<Float64Array | null>(width).fill(null));
        each(report, find(name), span, ([first, second], values) => {
            const row = rows[first ?? 0];
            if (row && second !== undefined) row[second] = values;
        });
        return rows;
    };
    const byOrganisation = (name: string) => double(name, header.organisations.length, header.nodes.length);
    const borders = {} as Record<BorderField, Cells[]>;
    for (const field of BORDER_FIELDS) borders[field] = double(`border_${field}`, header.border_pairs.length, header.countries_entered.length);
    const legs = {} as Record<LegField, Cells>;
    for (const field of LEG_FIELDS) legs[field] = single(field, header.legs.length);
    const nodes = {} as Record<NodeField, Cells>;
    for (const field of NODE_FIELDS) nodes[field] = single(field, header.nodes.length);
    addStatuses(report, find("persons"), span, nodes);
    const members = byOrganisation("members");
    nodes.members = members.reduce<Cells>(
        (sums, row) => sums.map((sum, node) => plus(sum, row[node] ?? null)),
        Array<Float64Array | null>(header.nodes.length).fill(null),
    );
    return new Fields(legs, nodes, byOrganisation("control"), members, borders);
}

function each(report: Report, variable: MapVariable | undefined, span: Span, visit: (place: number[], values: Float64Array) => void): void {
    if (!variable) return;
    const values = report.numbers(variable.values);
    const totals = variable.totals ? report.numbers(variable.totals) : null;
    const ofPeriod = (i: number) => (totals ? totals.subarray(i, i + 1) : values.subarray((i + 1) * report.steps - 1, (i + 1) * report.steps));
    variable.cells.forEach((place, i) => visit(place, span === "period" ? ofPeriod(i) : values.subarray(i * report.steps, (i + 1) * report.steps)));
}

function addStatuses(report: Report, persons: MapVariable | undefined, span: Span, nodes: Record<NodeField, Cells>): void {
    each(report, persons, span, ([node, status], values) => {
        if (node === undefined) return;
        const field = report.header.statuses_at_places[status ?? 0] ?? "";
        if ((NODE_FIELDS as readonly string[]).includes(field)) {
            const cells = nodes[field as NodeField];
            cells[node] = plus(cells[node] ?? null, values);
        }
    });
}

function combine(a: Float64Array | null, b: Float64Array | null, of: (x: number, y: number) => number): Float64Array | null {
    if (!a && !b) return null;
    const length = (a ?? b)?.length ?? 0;
    const result = new Float64Array(length);
    for (let i = 0; i < length; i++) result[i] = of(a?.[i] ?? 0, b?.[i] ?? 0);
    return result;
}

const plus = (a: Float64Array | null, b: Float64Array | null) => (a && b ? combine(a, b, (x, y) => x + y) : (a ?? b));
const minus = (a: Float64Array | null, b: Float64Array | null) => combine(a, b, (x, y) => x - y);

/** How much more of everything there is in `here` than in `base`. */
export function difference(here: Fields, base: Fields): Fields {
    const cells = (a: Cells, b: Cells) => a.map((cell, i) => minus(cell, b[i] ?? null));
    const legs = {} as Record<LegField, Cells>;
    for (const field of LEG_FIELDS) legs[field] = cells(here.legs[field], base.legs[field]);
    const nodes = {} as Record<NodeField, Cells>;
    for (const field of NODE_FIELDS) nodes[field] = cells(here.nodes[field], base.nodes[field]);
    const rows = (a: Cells[], b: Cells[]) => a.map((row, i) => cells(row, b[i] ?? []));
    const borders = {} as Record<BorderField, Cells[]>;
    for (const field of BORDER_FIELDS) borders[field] = rows(here.borders[field], base.borders[field]);
    return new Fields(legs, nodes, rows(here.control, base.control), rows(here.members, base.members), borders, [here, base]);
}

/** Value between steps, for drawing; what is said in words is the value of a step. */
export function between(cell: Float64Array | null | undefined, position: number): number {
    if (!cell) return 0;
    const before = Math.floor(position);
    const part = position - before;
    const a = cell[before] ?? 0;
    return part === 0 ? a : a + (((cell[before + 1] ?? a) - a) * part);
}

export function largest(fields: Fields[], pick: (fields: Fields) => Cells): number {
    let most = 0;
    for (const one of fields) for (const cell of pick(one)) if (cell) for (const value of cell) most = Math.max(most, Math.abs(value));
    return most || 1;
}
