// What must be known before a number is quoted, and where every number comes from.

import type { Report, Scenario } from "./data";
import { h } from "./dom";
import { whole } from "./format";
import { has, t } from "./i18n";

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
    );
}

function of(report: Report, scenario: Scenario, index: number): HTMLElement {
    const inputs = scenario.inputs.split("\n").filter(Boolean);
    const seed = scenario.runs[0]?.seed ?? "1";
    const isSame = scenario.runs.every((run) => run.scenario_sha256 === scenario.runs[0]?.scenario_sha256);
    const commands = [`# ${t("reproduce_save")}`, `corredor run scenario_${index + 1}.yaml --seed ${seed} -o run.h5`, "corredor report run.h5 -o run.html"].join("\n");
    return h(
        "article",
        { class: "card provenance" },
        h("h3", { dir: "auto" }, scenario.title, index === 0 && report.isComparison ? ` (${t("base")})` : ""),
        h(
            "div",
            { class: "wide" },
            h(
                "table",
                {},
                h("thead", {}, h("tr", {}, ...["file", "seed", ...(isSame ? [] : ["scenario_hash"]), "state_hash"].map((k) => h("th", { scope: "col", class: k === "seed" ? "number" : "" }, t(k))))),
                h("tbody", {}, ...scenario.runs.map((run) => h("tr", {}, h("td", { dir: "auto" }, run.file), h("td", { class: "number" }, run.seed), !isSame && h("td", {}, h("code", {}, run.scenario_sha256)), h("td", {}, h("code", {}, run.state_hash))))),
            ),
        ),
        isSame && h("p", {}, `${t("scenario_hash")}: `, h("code", {}, scenario.runs[0]?.scenario_sha256 ?? "")),
        h("p", {}, `${t("program")}: ${scenario.program}. ${t("scale")}: ${scenario.persons_per_agent === 1 ? t("scale_value_one") : t("scale_value", { n: whole(scenario.persons_per_agent) })}.`),
        inputs.length > 0 && h("details", {}, h("summary", {}, t("inputs")), h("ul", { class: "sources" }, ...inputs.map((line) => h("li", {}, h("code", {}, line))))),
        h("h4", {}, t("reproduce")),
        h("p", { class: "hint" }, t("reproduce_about")),
        h("pre", {}, h("code", {}, commands)),
        h("details", {}, h("summary", {}, t("scenario_text", { n: index + 1 })), h("pre", { dir: "ltr" }, scenario.yaml)),
    );
}
