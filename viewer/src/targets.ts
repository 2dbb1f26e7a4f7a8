// The base beside what was observed, as `corredor validate-against` does it: each value with the 90 % band of the runs, and
// the errors of each series beside those of forecasts that know no model.

import type { Report, Spread, TargetRow, TargetSeries } from "./data";
import { colour, h, svg } from "./dom";
import { decimal, longDate, percent, signed, whole } from "./format";
import { gatesOf } from "./gates";
import { countryName, has, placeName, t, titleOf } from "./i18n";

export function targetsCard(report: Report): HTMLElement | null {
    const { rows, series } = report.header.targets;
    const [base] = report.header.scenarios;
    if (rows.length === 0 || !base) return null;
    const several = base.runs.length > 1;
    return h(
        "article",
        { id: "targets", class: "card targets" },
        h("h3", {}, t("targets_title")),
        h("p", { class: "hint" }, t("targets_about", { scenario: titleOf(base) }), " ", t(several ? "targets_band" : "targets_one_run")),
        h("p", { class: "verdict" }, ...["calibration", "validation"].filter((use) => series.some((s) => s.use === use)).map((use) => `${verdict(series, use, several)} `)),
        seriesTable(report, series, several),
        h("p", { class: "hint" }, t("targets_errors")),
        h(
            "details",
            { "aria-label": t("targets_rows", { n: rows.length }) },
            h("summary", {}, t("targets_rows", { n: rows.length })),
            h("div", { class: "wide", tabindex: 0 }, rowsTable(report, rows, several)),
        ),
    );
}

/** In how many series the model is closer to what was observed than the best of the naive forecasts. */
function verdict(series: TargetSeries[], use: string, several: boolean): string {
    const with_rival = series.filter((s) => s.use === use && s.error !== null && rival(s) !== null);
    const better = with_rival.filter((s) => (s.error as number) < (rival(s) as number)).length;
    // Where few agents are behind the values nothing is said of the model, and so not of its band.
    const told = series.filter((s) => s.use === use && s.error !== null && s.coverage !== null);
    const inside = told.reduce((n, s) => n + Math.round((s.coverage as number) * s.rows), 0);
    return t(`targets_verdict_${use}${several ? "" : "_one"}`, { n: better, of: with_rival.length, inside, values: told.reduce((n, s) => n + s.rows, 0) });
}

function rival(s: TargetSeries): number | null {
    const all = [s.persistence, s.split, s.gravity].filter((e): e is number => e !== null);
    return all.length > 0 ? Math.min(...all) : null;
}

function quantityName(quantity: string): string {
    return has(`target.${quantity}`) ? t(`target.${quantity}`) : quantity.replaceAll("_", " ");
}

function geographyName(report: Report, id: string): string {
    if (has(`geography.${id}`)) return t(`geography.${id}`);
    const gate = gatesOf(report).find((g) => g.pair === id);
    if (gate) return gate.name;
    const place = report.header.nodes.find((node) => node.id === id);
    if (place) return placeName(place);
    return /^[A-Z]{2}$/.test(id) ? countryName(id) : id.replaceAll("_", " ");
}

function seriesTable(report: Report, series: TargetSeries[], several: boolean): HTMLElement {
    const error = (e: number | null) => (e !== null && e > 9.99 ? `> ${percent(9.99)}` : percent(e));
    const head = ["targets_series", "targets_use", "targets_n", "targets_error", "targets_error_drawn", "targets_inside", "targets_persistence", "targets_split", "targets_gravity"];
    const most = Math.max(...series.flatMap((s) => [s.error ?? 0, rival(s) ?? 0]).map((e) => Math.min(e, 2)), 0.1);
    return h(
        "div",
        { class: "wide", tabindex: 0 },
        h(
            "table",
            { class: "target-series", "aria-label": t("targets_title") },
            h("thead", {}, h("tr", {}, ...head.map((k, i) => h("th", { scope: "col", class: i >= 2 ? "number" : "" }, k && t(k))))),
            h(
                "tbody",
                {},
                ...series.map((s) =>
                    h(
                        "tr",
                        {},
                        h("th", { scope: "row" }, `${quantityName(s.quantity)}, ${geographyName(report, s.geography)}`),
                        h("td", { class: "use" }, t(s.use === "calibration" ? "use_fitted" : "use_held_back")),
                        h("td", { class: "number" }, String(s.rows)),
                        h("td", { class: `number${s.error !== null && rival(s) !== null && s.error < (rival(s) as number) ? " clear" : ""}` }, s.error === null ? t("targets_few") : error(s.error)),
                        h("td", {}, dots(s, most)),
                        h("td", { class: "number" }, !several || s.coverage === null || s.error === null ? "–" : `${Math.round(s.coverage * s.rows)}/${s.rows}`),
                        ...[s.persistence, s.split, s.gravity].map((e) => h("td", { class: "number" }, error(e))),
                    ),
                ),
            ),
        ),
    );
}

/** The model's error as a disc and that of the best naive forecast as a ring, on one scale for all series. */
function dots(s: TargetSeries, most: number): SVGSVGElement {
    const x = (e: number) => 5 + (Math.min(e, most) / most) * 90;
    const best = rival(s);
    return svg(
        "svg",
        { width: 100, height: 12, "aria-hidden": "true", class: "dots" },
        svg("line", { x1: 5, x2: 95, y1: 6, y2: 6, class: "grid" }),
        best !== null && svg("circle", { cx: x(best), cy: 6, r: 4, fill: "none", stroke: colour("ink-soft"), "stroke-width": 1.4 }),
        s.error !== null && svg("circle", { cx: x(s.error), cy: 6, r: 4, fill: colour("scenario-1") }),
    );
}

function rowsTable(report: Report, rows: TargetRow[], several: boolean): HTMLElement {
    const said = (row: TargetRow, v: number | null) => (row.unit !== "people" && v !== null && Math.abs(v) < 10 ? decimal(v, 2) : whole(v));
    const ofModel = (row: TargetRow) => (row.is_few ? t("targets_few") : said(row, row.simulated.median));
    const band = (row: TargetRow, s: Spread) => (several && s.low !== s.high ? `${said(row, s.low)} – ${said(row, s.high)}` : "–");
    const miss = (row: TargetRow) => (row.simulated.median === null || row.observed === 0 ? "–" : signed(row.simulated.median / row.observed - 1, percent));
    const head = ["targets_series", "targets_when", "targets_use", "targets_observed", "targets_simulated", "targets_90", "targets_miss", "targets_persistence", "targets_source"];
    return h(
        "table",
        { class: "target-rows", "aria-label": t("targets_rows", { n: rows.length }) },
        h("thead", {}, h("tr", {}, ...head.map((k, i) => h("th", { scope: "col", class: i >= 3 && i <= 7 ? "number" : "" }, t(k))))),
        h(
            "tbody",
            {},
            ...rows.map((row) =>
                h(
                    "tr",
                    {},
                    h("th", { scope: "row" }, `${quantityName(row.quantity)}, ${geographyName(report, row.geography)}`),
                    h("td", {}, period(row)),
                    h("td", { class: "use" }, t(row.use === "calibration" ? "use_fitted" : "use_held_back")),
                    h("td", { class: "number as-observed" }, said(row, row.observed)),
                    ...[ofModel(row), band(row, row.simulated), miss(row)].map((text) => h("td", { class: "number" }, text)),
                    h("td", { class: "number as-observed" }, said(row, row.persistence)),
                    h("td", { lang: "en", dir: "auto", class: "source" }, row.source),
                ),
            ),
        ),
    );
}

/** A year, a day, or from one day to another. */
function period(row: TargetRow): string {
    const year = row.from.slice(0, 4);
    if (row.from === `${year}-01-01` && row.until === `${Number(year) + 1}-01-01`) return year;
    const [from, until] = [row.from, row.until].map((text) => new Date(`${text}T00:00:00Z`)) as [Date, Date];
    const last = new Date(until.getTime() - 86_400_000);
    return last <= from ? longDate(from) : `${longDate(from)} – ${longDate(last)}`;
}

