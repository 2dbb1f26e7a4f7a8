// What a scenario's timeline touches that differs from the base: the borders, countries and places that its question is
// about, and where findings begin.

import type { Report } from "./data";
import { gatesOf } from "./gates";

/** What a reader wants to know first: who enters, who lives where, or who is harmed. */
export type Asked = "entries" | "residents" | "harm" | "anything";

export interface Touched {
    asked: Asked;
    pairs: string[]; // stretches of border
    countries: string[]; // that people enter or live in
}

const ASKED_BY_KIND: Record<string, Asked> = {
    close_border: "entries", open_border: "entries", militarise: "entries", entry_rule: "entries", deport: "entries", information_campaign: "entries",
    pull: "residents", regularise: "residents", job_market: "residents",
    shelters: "harm", anti_corruption: "harm", humanitarian_corridor: "harm", raid: "harm", dismantle: "harm", arrest_leader: "harm", freeze_assets: "harm", designate: "harm", police_reinforcement: "harm", cooperation: "harm",
};
const ORDER: Asked[] = ["entries", "residents", "harm"];

/** Items of a list as YAML writes them, or the one that stands by itself. */
function items(text: string): string[] {
    return text.replace(/^\[(.*)\]$/s, "$1").split(",").map((item) => item.trim().replace(/^"(.*)"$/, "$1")).filter(Boolean);
}

/** Stretches of border that any of the alternatives touches. */
export function touchedPairs(report: Report): ReadonlySet<string> {
    return new Set(report.header.scenarios.flatMap((_, scenario) => (scenario === 0 ? [] : touched(report, scenario).pairs)));
}

export function touched(report: Report, scenario: number): Touched {
    const asked = new Set<Asked>();
    const pairs = new Set<string>();
    const entered = new Set<string>();
    const others = new Set<string>();
    const gates = gatesOf(report);
    const visit: Record<string, (ids: string[]) => void> = {
        border_pair: (ids) => ids.forEach((id) => pairs.add(id)),
        between: (ids) => gates.filter((gate) => gate.countries.every((country) => ids.includes(country))).forEach((gate) => pairs.add(gate.pair)),
        crossing: (ids) => report.header.legs.filter((leg) => leg.border_pair && [leg.from, leg.to].every((end) => ids.includes(report.header.nodes[end ?? -1]?.id ?? ""))).forEach((leg) => pairs.add(leg.border_pair)),
        entering: (ids) => ids.forEach((id) => entered.add(id)),
        country: (ids) => ids.forEach((id) => others.add(id)),
        countries: (ids) => ids.forEach((id) => others.add(id)),
        node: (ids) => ids.forEach((id) => others.add(report.header.nodes.find((place) => place.id === id)?.country ?? "")),
    };
    for (const { path, base, here } of report.header.scenarios[scenario]?.differences ?? []) {
        const found = /^timeline\..+\.(\w+)\.(\w+)$/.exec(path);
        const kind = found?.[1] ?? "";
        if (!(kind in ASKED_BY_KIND)) continue;
        asked.add(ASKED_BY_KIND[kind] as Asked);
        visit[found?.[2] ?? ""]?.(items(here || base));
    }
    const countries = [...(entered.size > 0 ? entered : others)].filter((code) => /^[A-Z]{2}$/.test(code) && !report.header.home.includes(code));
    return { asked: ORDER.find((one) => asked.has(one)) ?? "anything", pairs: [...pairs], countries };
}
