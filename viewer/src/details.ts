// What the map says in words of a place, a stretch of border or a way: the numbers of one step, with units.

import type { Leg, Place, Report } from "./data";
import { type Fields, type LegField, type NodeField } from "./fields";
import { change, isOfFew, percent, quantity, unitsPerAgent, whole } from "./format";
import { crossingsAt, type Gate } from "./gates";
import { countryInText, countryName, name, placeName, t } from "./i18n";
import type { Target } from "./map";

export interface Detail {
    title: string;
    subtitle: string;
    rows: { label: string; value: string }[];
}

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

export class Details {
    constructor(
        private readonly report: Report,
        private readonly gates: Gate[],
        private readonly personsPerAgent: number,
    ) {}

    of(target: Target, fields: Fields, step: number, isDifference: boolean): Detail {
        const say = (value: number, unit: string, variable = "") => {
            const scale = unitsPerAgent(variable, this.personsPerAgent);
            return isDifference ? change(value, unit, scale) : quantity(value, unit, scale);
        };
        if (target.kind === "node") return this.ofNode(target.index, fields, step, say, isDifference);
        if (target.kind === "gate") return this.ofGate(this.gates[target.index] as Gate, fields, step, say);
        return this.ofLeg(target.index, fields, step, say);
    }

    private ofNode(index: number, fields: Fields, step: number, say: (v: number, unit: string, variable?: string) => string, isDifference: boolean): Detail {
        const place = this.report.header.nodes[index] as Place;
        const rows: Detail["rows"] = [];
        for (const [field, unit] of NODE_ROWS) {
            const cell = fields.nodes[field][index];
            if (cell) rows.push({ label: t(`field_${field}`), value: say(cell[step] ?? 0, unit, field) });
        }
        if (!isDifference)
            fields.control.forEach((row, organisation) => {
                const share = row[index]?.[step] ?? 0;
                if (share >= 0.005) rows.push({ label: t("control_by", { who: name("organisation", this.report.header.organisations[organisation] ?? "") }), value: percent(share) });
            });
        if (rows.length === 0) rows.push({ label: t("nothing_here"), value: "" });
        return { title: placeName(place), subtitle: [name("kind", place.kind), place.region, countryName(place.country)].filter(Boolean).join(" · "), rows };
    }

    /** "≈" before a sum over ways of which some count few: it is made of what is told of them. */
    private about(gate: Gate, into: string, fields: Fields, field: LegField, step: number, people: number): string {
        if (people === 0 || isOfFew(people, this.personsPerAgent)) return "";
        const isFew = (side: Fields) =>
            gate.legs.some((i) => {
                const leg = this.report.header.legs[i] as Leg;
                const counts = leg.to_country === into && (field !== "crossings" || leg.kind === "official_crossing");
                return counts && isOfFew(side.legs[field][i]?.[step] ?? 0, this.personsPerAgent);
            });
        return (fields.sides.length > 0 ? fields.sides : [fields]).some(isFew) ? "≈ " : "";
    }

    private ofGate(gate: Gate, fields: Fields, step: number, say: (v: number, unit: string) => string): Detail {
        const rows: Detail["rows"] = [];
        const value = (cell: Float64Array | null | undefined) => cell?.[step] ?? 0;
        for (const into of [...new Set(gate.countries)].reverse()) {
            const sums = crossingsAt(this.report, fields, gate, into, value);
            const country = countryInText(into);
            const about = (field: LegField, people: number) => this.about(gate, into, fields, field, step, people);
            rows.push({ label: t("official_into", { country }), value: about("crossings", sums.official) + say(sums.official, "people") });
            rows.push({ label: t("irregular_into", { country }), value: about("irregular_entries", sums.irregular) + say(sums.irregular, "people") });
            if (sums.registered) rows.push({ label: t("registered_of_these"), value: say(sums.registered, "people") });
            if (sums.intercepted) rows.push({ label: t("intercepted"), value: say(sums.intercepted, "people") });
            if (sums.refused) rows.push({ label: t("refused"), value: say(sums.refused, "people") });
        }
        return { title: gate.name, subtitle: t("border_between", { a: countryInText(gate.countries[0]), b: countryInText(gate.countries[1]) }), rows };
    }

    private ofLeg(index: number, fields: Fields, step: number, say: (v: number, unit: string) => string): Detail {
        const leg = this.report.header.legs[index] as Leg;
        const place = (i: number | null) => placeName(this.report.header.nodes[i ?? -1]);
        const rows: Detail["rows"] = [];
        for (const field of Object.keys(fields.legs) as LegField[]) {
            const cell = fields.legs[field][index];
            if (cell) rows.push({ label: t(`field_${field}`), value: say(cell[step] ?? 0, "people") });
        }
        if (rows.length === 0) rows.push({ label: t("nobody_here"), value: "" });
        return { title: `${place(leg.from)} → ${place(leg.to)}`, subtitle: `${name("leg_kind", leg.kind)} · ${whole(leg.km)} km`, rows };
    }

    /** A table of all stretches of border in a step, for those who cannot use the map; the same rows at all times. */
    table(fields: Fields, step: number, isDifference: boolean): { name: string; into: string; official: string; irregular: string }[] {
        const rows = [];
        const value = (cell: Float64Array | null | undefined) => cell?.[step] ?? 0;
        const say = (people: number) => (isDifference ? change : quantity)(people, "people", this.personsPerAgent);
        for (const gate of this.gates)
            for (const into of [...new Set(gate.countries)].reverse()) {
                const sums = crossingsAt(this.report, fields, gate, into, value);
                rows.push({
                    name: gate.name,
                    into: countryInText(into),
                    official: this.about(gate, into, fields, "crossings", step, sums.official) + say(sums.official),
                    irregular: this.about(gate, into, fields, "irregular_entries", step, sums.irregular) + say(sums.irregular),
                });
            }
        return rows;
    }
}
