// What must be known before a number is quoted, and where every number comes from.

import type { Report, Scenario } from "./data";
import { h } from "./dom";
import { whole } from "./format";
import { has, t, titleOf } from "./i18n";
import { commands, saveButton, scenarioFile, script } from "./recipe";

export function caveats(report: Report): HTMLElement {
    const scale = Math.max(...report.header.scenarios.map((s) => s.persons_per_agent));
    const contested = Object.keys(report.header.entries).includes("CL") || report.has("homicides") || report.has("members");
    const items = ["caveat_synthetic", "caveat_forecast", "caveat_bands", "caveat_assumptions", "caveat_harm", "caveat_words"];
    const notes = report.header.notes.filter((note) => has(`note.${note}`));
    return h(
        "section",
        { id: "caveats", "aria-labelledby": "caveats-title" },
        h("h2", { id: "caveats-title" }, t("caveats")),
        h(
            "ul",
            { class: "caveats" },
            ...items.map((key) => h("li", {}, t(key))),
            ...notes.map((note) => h("li", {}, t(`note.${note}`, { n: report.header.records_per_step }))),
            h("li", {}, t("few", { n: whole(5 * scale) })),
        ),
        contested && h("h3", {}, t("contested")),
        contested && h("ul", { class: "caveats" }, ...contestedItems(report).map((key) => h("li", {}, t(key)))),
    );
}

/** Figures on which sources disagree, as far as this report shows anything of them. */
function contestedItems(report: Report): string[] {
    const items: string[] = [];
    if ("CL" in report.header.entries) items.push("contested_register", "contested_region");
    items.push("contested_left", "contested_price");
    if (report.has("homicides")) items.push("contested_homicides", "contested_homicides_national");
    if (report.has("members")) items.push("contested_members", "contested_command", "contested_onset");
    if (report.has("revenue_usd")) items.push("contested_profit");
    return items;
}

export function provenance(report: Report): HTMLElement {
    return h(
        "section",
        { id: "provenance", "aria-labelledby": "provenance-title" },
        h("h2", { id: "provenance-title" }, t("provenance")),
        h("p", {}, t("provenance_about", { writer: report.header.writer })),
        ...report.header.scenarios.map((scenario, i) => of(report, scenario, i)),
        again(report),
    );
}

function of(report: Report, scenario: Scenario, index: number): HTMLElement {
    const isSame = scenario.runs.every((run) => run.scenario_sha256 === scenario.runs[0]?.scenario_sha256);
    const file = scenarioFile(index);
    const named = (key: string, values: Record<string, number> = {}) => t("of_scenario", { what: t(key, values), scenario: titleOf(scenario) });
    return h(
        "article",
        { class: "card provenance" },
        h("h3", { dir: "auto" }, titleOf(scenario), index === 0 && report.isComparison ? ` (${t("base")})` : ""),
        h("p", {}, `${t("program")}: ${scenario.program}. ${t("scale")}: ${scenario.persons_per_agent === 1 ? t("scale_value_one") : t("scale_value", { n: whole(scenario.persons_per_agent) })}.`),
        h("p", {}, `${t("yaml_hash", { file })} `, h("code", { class: "yaml-sha256" }, scenario.yaml_sha256)),
        isSame && h("p", { class: "hint" }, `${t("scenario_hash")}: `, h("code", {}, scenario.runs[0]?.scenario_sha256 ?? ""), `. ${t("scenario_hash_about")}`),
        h(
            "details",
            { open: scenario.runs.length <= 4, "aria-label": named("runs_table", { n: scenario.runs.length }) },
            h("summary", { "aria-label": named("runs_table", { n: scenario.runs.length }) }, t("runs_table", { n: scenario.runs.length })),
            h(
                "div",
                { class: "wide", tabindex: 0 },
                h(
                    "table",
                    { "aria-label": named("runs_table", { n: scenario.runs.length }) },
                    h("thead", {}, h("tr", {}, ...["file", "seed", ...(isSame ? [] : ["scenario_hash"]), "state_hash"].map((k) => h("th", { scope: "col", class: k === "seed" ? "number" : "" }, t(k))))),
                    h("tbody", {}, ...scenario.runs.map((run) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, run.file), h("td", { class: "number" }, run.seed), !isSame && h("td", {}, h("code", {}, run.scenario_sha256)), h("td", {}, h("code", {}, run.state_hash))))),
                ),
            ),
        ),
        scenario.tables.length > 0 &&
            h(
                "details",
                { "aria-label": named("inputs") },
                h("summary", { "aria-label": named("inputs") }, t("inputs")),
                h("ul", { class: "sources" }, ...scenario.tables.map((table) => h("li", {}, h("code", {}, `${table.sha256}  ${table.name}`), ` ${t(table.is_shipped ? "table_shipped" : "table_own")}`))),
            ),
        h("div", { class: "screen-only" }, saveButton(t("save_file", { file }), file, () => scenario.yaml)),
        h("details", { class: "scenario-text", "aria-label": t("scenario_text", { file }) }, h("summary", {}, t("scenario_text", { file })), h("pre", { dir: "ltr" }, scenario.yaml)),
    );
}

function again(report: Report): HTMLElement {
    const own = [...new Set(report.header.scenarios.flatMap((s) => s.tables.filter((table) => !table.is_shipped).map((table) => table.name)))];
    const files = report.header.scenarios.map((_, i) => scenarioFile(i)).join(", ");
    return h(
        "article",
        { class: "card again" },
        h("h3", {}, t("reproduce")),
        h("p", {}, t("reproduce_about", { files })),
        own.length > 0 && h("p", {}, t("reproduce_own", { tables: own.join(", ") })),
        h("pre", { dir: "ltr", class: "commands", tabindex: 0 }, h("code", {}, commands(report))),
        h("div", { class: "screen-only" }, saveButton(t("save_script"), "run_again.sh", () => script(report)), own.length === 0 && h("p", { class: "hint" }, t("save_script_about"))),
        h("p", { class: "print-only hint" }, t("reproduce_print")),
    );
}
