// Title, question, and the facts about the runs in one line each.

import type { Report } from "./data";
import { h } from "./dom";
import { date, whole } from "./format";
import { language, questionOf, t, titleOf } from "./i18n";

export function header(report: Report): HTMLElement {
    const { scenarios, title } = report.header;
    const [base, ...others] = scenarios;
    const own = others.length > 0 ? others.map((s) => titleOf(s)).join(" · ") : (base ? titleOf(base) : "");
    const asked = others.length > 0 ? others : scenarios;
    document.title = title || own;
    return h(
        "header",
        {},
        h("h1", { dir: "auto" }, title || own),
        others.length > 0 && h("p", { class: "against" }, `${t("against")} `, h("bdi", {}, base ? titleOf(base) : "")),
        ...asked
            .map(questionOf)
            .filter((question, i, all) => question && all.indexOf(question) === i)
            .map((question) => h("p", { class: "question", dir: "auto" }, question)),
        language() === "es" && scenarios.some((s) => !s.title_es) && h("p", { class: "hint" }, t("title_as_written")),
        facts(report),
    );
}

/** Links to the parts of the page, which is long on a telephone. */
export function contents(report: Report): HTMLElement {
    const parts = [
        ["findings", "findings"],
        ["map", "map"],
        ["charts", "charts"],
        ...(report.header.targets.rows.length > 0 ? [["targets", "targets_short"]] : []),
        ["measures", "measures_title"],
        ["ledger", "ledger_title"],
        ["caveats", "caveats"],
        ["provenance", "provenance"],
    ];
    return h("nav", { class: "contents", "aria-label": t("contents") }, h("ul", {}, ...parts.map(([id, words]) => h("li", {}, h("a", { href: `#${id}` }, t(words ?? ""))))));
}

function facts(report: Report): HTMLElement {
    const { scenarios, start } = report.header;
    const counts = scenarios.map((s) => s.runs.length);
    const sameCount = counts.every((n) => n === counts[0]);
    const scales = [...new Set(scenarios.map((s) => s.persons_per_agent))];
    const runs = sameCount ? (counts[0] === 1 ? t("runs_value_one") : t("runs_value", { n: counts[0] ?? 0 })) : t("runs_mixed", { list: counts.join(" / ") });
    const rows: [string, string][] = [
        [t("period"), `${date(new Date(start + "T00:00:00Z"))} – ${date(report.dates.at(-1) ?? new Date(0))}`],
        [t("scenarios"), String(scenarios.length)],
        [t("runs"), runs],
        [t("scale"), scales.map((n) => (n === 1 ? t("scale_value_one") : t("scale_value", { n: whole(n) }))).join(" / ")],
        [t("program"), [...new Set(scenarios.map((s) => s.program))].join(" / ")],
    ];
    return h("dl", { class: "facts" }, ...rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}
