// What the map says in words of a place, a stretch of border or a way: the numbers of one step, with units.

import type { Leg, Place, Report } from "./data";
import { type Fields, type LegField, type NodeField } from "./fields";
import { changeOf, isOfFew, percent, quantity, unitsPerAgent, whole } from "./format";
import { type Crossings, crossingsAt, type Gate } from "./gates";
import { countryInText, countryName, name, placeName, t } from "./i18n";
import type { Target } from "./map";

export interface Detail {
    title: string;
    subtitle: string;
    rows: { label: string; value: string }[];
}

/** Says a value of a variable; of a difference with those of its two sides. */
type Say = (value: number, unit: string, variable?: string, sides?: number[]) => string;

/** Fields of places in the order in which they are said: people harmed before money. */
const NODE_ROWS: [NodeField, string][] = [
    ["settled", "people"],
    ["exited", "people"],
    ["travelling", "people"],
    ["waiting", "people"],
    ["held", "people"],
    ["captives", "people"],
    ["detained", "people"],
    ["dead", "people"],
    ["departures", "people"],
    ["settlements", "people"],
    ["returns", "people"],
    ["homicides", "people"],
    ["incidents", "incidents"],
    ["losses_usd", "USD"],
    ["members", "members"],
    ["arrests", "people"],
];

/** Whether an organisation has few members at a place, so that the sum of all is made of what is told of it. */
function sumsFew(fields: Fields, node: number, step: number): boolean {
    const sides = fields.sides.length > 0 ? fields.sides : [fields];
    return sides.some((side) => side.members.some((row) => isOfFew(row[node]?.[step] ?? 0, 1)));
}

export class Details {
    constructor(
        private readonly report: Report,
        private readonly gates: Gate[],
        private readonly personsPerAgent: number,
    ) {}

    of(target: Target, fields: Fields, step: number, isDifference: boolean): Detail {
        const say = this.say(isDifference);
        if (target.kind === "node") return this.ofNode(target.index, fields, step, say, isDifference);
        if (target.kind === "gate") return this.ofGate(this.gates[target.index] as Gate, fields, step, say);
        return this.ofLeg(target.index, fields, step, say);
    }

    private say(isDifference: boolean): Say {
        return (value, unit, variable = "", sides = []) => {
            const scale = unitsPerAgent(variable, this.personsPerAgent);
            return isDifference ? changeOf(value, sides, unit, scale) : quantity(value, unit, scale);
        };
    }

    private ofNode(index: number, fields: Fields, step: number, say: Say, isDifference: boolean): Detail {
        const place = this.report.header.nodes[index] as Place;
        const rows: Detail["rows"] = [];
        for (const [field, unit] of NODE_ROWS) {
            const cell = fields.nodes[field][index];
            const sides = fields.sides.map((side) => side.nodes[field][index]?.[step] ?? 0);
            if (!cell) continue;
            const value = say(cell[step] ?? 0, unit, field, sides);
            const isAbout = field === "members" && sumsFew(fields, index, step) && !isOfFew(cell[step] ?? 0, unitsPerAgent(field, this.personsPerAgent));
            rows.push({ label: t(`field_${field}`), value: isAbout && !value.startsWith("≈") ? `≈ ${value}` : value });
        }
        if (!isDifference)
            fields.control.forEach((row, organisation) => {
                const share = row[index]?.[step] ?? 0;
                if (share >= 0.005) rows.push({ label: t("control_by", { who: name("organisation", this.report.header.organisations[organisation] ?? "") }), value: percent(share) });
            });
        if (rows.length === 0) rows.push({ label: t("nothing_here"), value: "" });
        return { title: placeName(place), subtitle: [name("kind", place.kind), place.region, countryName(place.country)].filter(Boolean).join(" · "), rows };
    }

    /** What crossed a stretch of border into a country. */
    private crossed(gate: Gate, into: string, fields: Fields, step: number, say: Say): { sums: Crossings; said: Record<keyof Crossings, string> } {
        const value = (cell: Float64Array | null | undefined) => cell?.[step] ?? 0;
        const sums = crossingsAt(this.report, fields, gate, into, value);
        const sides = fields.sides.map((side) => crossingsAt(this.report, side, gate, into, value));
        const of = (what: keyof Crossings) => say(sums[what], "people", "", sides.map((side) => side[what]));
        return { sums, said: { official: of("official"), irregular: of("irregular"), registered: of("registered"), intercepted: of("intercepted"), refused: of("refused") } };
    }

    private ofGate(gate: Gate, fields: Fields, step: number, say: Say): Detail {
        const rows: Detail["rows"] = [];
        for (const into of [...new Set(gate.countries)].reverse()) {
            const { sums, said } = this.crossed(gate, into, fields, step, say);
            const country = countryInText(into);
            rows.push({ label: t("official_into", { country }), value: said.official }, { label: t("irregular_into", { country }), value: said.irregular });
            if (sums.registered) rows.push({ label: t("registered_of_these"), value: said.registered });
            if (sums.intercepted) rows.push({ label: t("intercepted"), value: said.intercepted });
            if (sums.refused) rows.push({ label: t("refused"), value: said.refused });
        }
        return { title: gate.name, subtitle: t("border_between", { a: countryInText(gate.countries[0]), b: countryInText(gate.countries[1]) }), rows };
    }

    private ofLeg(index: number, fields: Fields, step: number, say: Say): Detail {
        const leg = this.report.header.legs[index] as Leg;
        const place = (i: number | null) => placeName(this.report.header.nodes[i ?? -1]);
        const rows: Detail["rows"] = [];
        for (const field of Object.keys(fields.legs) as LegField[]) {
            const cell = fields.legs[field][index];
            const sides = fields.sides.map((side) => side.legs[field][index]?.[step] ?? 0);
            if (cell) rows.push({ label: t(`field_${field}`), value: say(cell[step] ?? 0, "people", "", sides) });
        }
        if (rows.length === 0) rows.push({ label: t("nobody_here"), value: "" });
        return { title: `${place(leg.from)} → ${place(leg.to)}`, subtitle: `${name("leg_kind", leg.kind)} · ${whole(leg.km)} km`, rows };
    }

    /** A table of all stretches of border in a step, for those who cannot use the map; the same rows at all times. */
    table(fields: Fields, step: number, isDifference: boolean): { name: string; into: string; official: string; irregular: string }[] {
        const rows = [];
        for (const gate of this.gates)
            for (const into of [...new Set(gate.countries)].reverse()) {
                const { said } = this.crossed(gate, into, fields, step, this.say(isDifference));
                rows.push({ name: gate.name, into: countryInText(into), official: said.official, irregular: said.irregular });
            }
        return rows;
    }
}
