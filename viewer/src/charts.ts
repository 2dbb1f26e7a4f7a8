import type { Report } from "./data";
import { h } from "./dom";
import { t } from "./i18n";
import { explorer, type TimeChart } from "./series";

export function charts(report: Report, all: TimeChart[]): HTMLElement {
    const scale = Math.max(...report.header.scenarios.map((s) => s.persons_per_agent));
    return h("section", { id: "charts" }, h("h2", {}, t("charts")), explorer(report, report.keys(""), "departures", scale, all));
}
