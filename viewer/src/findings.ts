import type { Report } from "./data";
import { h } from "./dom";
import { t } from "./i18n";

export function findingsPart(_report: Report): HTMLElement {
    return h("section", { id: "findings", "aria-labelledby": "findings-title" }, h("h2", { id: "findings-title" }, t("findings")));
}
