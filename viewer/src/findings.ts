// The five findings, in sentences made from the numbers, and what was changed to get them.

import type { Report } from "./data";
import { changes } from "./changes";
import { h } from "./dom";
import { comparedAll } from "./findings_compared";
import { described, FINDINGS } from "./findings_described";
import { t } from "./i18n";

export function findingsPart(report: Report): HTMLElement {
    const sentences = report.isComparison ? comparedAll(report) : described(report);
    return h(
        "section",
        { id: "findings", class: "two-columns", "aria-labelledby": "findings-title" },
        h(
            "div",
            {},
            h("h2", { id: "findings-title" }, t("findings")),
            h("p", { class: "caution" }, t(report.isComparison ? "caution" : "caution_one")),
            h("ol", { class: "findings" }, ...sentences.slice(0, FINDINGS).map((s) => h("li", { dir: "auto" }, s))),
            h("p", { class: "hint" }, certainty(report)),
        ),
        h("div", { class: "changed" }, h("h2", {}, t("what_changed")), changes(report)),
    );
}

function certainty(report: Report): string {
    const runs = Math.min(...report.header.scenarios.map((s) => s.runs.length));
    if (report.isComparison) return runs < 2 ? t("certainty_one_pair") : t("certainty_compared", { n: runs });
    return runs < 2 ? t("certainty_one_run") : t("certainty_described", { n: runs });
}
