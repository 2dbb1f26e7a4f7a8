// Stretches of border: where official crossings and trochas lie so close together that a map shows them as one.

import type { Leg, Place, Report } from "./data";
import { placeName } from "./i18n";
import type { BorderField, Fields } from "./fields";

export interface Gate {
    pair: string;
    legs: number[];
    places: Place[];
    lat: number;
    lon: number;
    name: string;
    countries: [string, string];
}

/** In the order of the table of legs, which runs from north to south. */
export function gatesOf(report: Report): Gate[] {
    const byPair = new Map<string, number[]>();
    report.header.legs.forEach((leg, i) => {
        if (leg.border_pair && leg.from !== null && leg.to !== null) byPair.set(leg.border_pair, [...(byPair.get(leg.border_pair) ?? []), i]);
    });
    return [...byPair].map(([pair, legs]) => gate(report, pair, legs));
}

function gate(report: Report, pair: string, legs: number[]): Gate {
    const { nodes } = report.header;
    const used = new Set<number>();
    for (const i of legs) {
        const leg = report.header.legs[i] as Leg;
        used.add(leg.from as number);
        used.add(leg.to as number);
    }
    const places = [...used].map((i) => nodes[i] as Place);
    // Points of the line itself, where there are any: towns may lie far behind it.
    const onLine = places.filter((p) => p.kind === "trocha" || p.kind === "border_post" || p.kind === "border_town");
    const from = onLine.length > 0 ? onLine : places;
    const mean = (of: (p: Place) => number) => from.reduce((sum, p) => sum + of(p), 0) / from.length;
    const over = legs.map((i) => report.header.legs[i] as Leg).find((leg) => leg.from_country !== leg.to_country);
    const ends = legs.map((i) => report.header.legs[i] as Leg).find((leg) => leg.kind === "official_crossing") ?? (report.header.legs[legs[0] ?? 0] as Leg);
    const name = [ends.from, ends.to].map((i) => placeName(nodes[i as number])).join(" – ");
    return { pair, legs, places, lat: mean((p) => p.lat), lon: mean((p) => p.lon), name, countries: [over?.from_country ?? "", over?.to_country ?? ""] };
}

export interface Crossings {
    official: number;
    irregular: number;
    registered: number;
    intercepted: number;
    refused: number;
}

/** People over a stretch of border in a step, into one country or into both. */
export function crossingsAt(report: Report, fields: Fields, gate: Gate, into: string | null, value: (cell: Float64Array | null | undefined) => number): Crossings {
    const stretch = report.header.border_pairs.indexOf(gate.pair);
    const sum = (field: BorderField) =>
        report.header.countries_entered.reduce((all, country, i) => (into === null || into === country ? all + value(fields.borders[field][stretch]?.[i]) : all), 0);
    return { official: sum("crossings"), irregular: sum("irregular_entries"), registered: sum("registered_irregular_entries"), intercepted: sum("interceptions"), refused: sum("refusals") };
}
