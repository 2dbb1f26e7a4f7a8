// Charts over time: a line for each scenario, the range over runs as a band.

import uPlot from "uplot";
import { asTable, isNarrow, timeChartHeight } from "./bars";
import type { Report } from "./data";
import { colour, h, option } from "./dom";
import { compact, date, FEWEST_AGENTS, people, quantity, unitsPerAgent } from "./format";
import { measureName, t, titleOf } from "./i18n";
import { ORGANISATION_COLOURS } from "./map_colours";

/** One line of a chart. */
export interface Drawn {
    key: string;
    scenario: number;
    label: string;
    unit: string;
    colour: string;
    dash: number[];
    median: ArrayLike<number>;
    low: ArrayLike<number> | null;
    high: ArrayLike<number> | null;
}

/** Numbers without a unit are counts, except how far an organisation obeys. */
function unitOf(key: string, unit: string): string {
    return unit === "1" && key.startsWith("command_") ? "share" : unit;
}

const DASHES: number[][] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]];

export function scenarioColour(scenario: number): string {
    return colour(`scenario-${(scenario % 6) + 1}`);
}

/** A translucent form of a colour of the style sheet. */
export function faint(hex: string, alpha = "2e"): string {
    return /^#[0-9a-f]{6}$/i.test(hex) ? hex + alpha : hex;
}

export function scenarioLines(report: Report, key: string): Drawn[] {
    const lines: Drawn[] = [];
    report.header.scenarios.forEach((scenario, i) => {
        const line = report.line(i, key);
        if (line) lines.push({ key, scenario: i, label: titleOf(scenario), unit: unitOf(key, line.unit), colour: scenarioColour(i), dash: DASHES[i % DASHES.length] ?? [], median: line.median, low: line.low, high: line.high });
    });
    return lines;
}

/** Lines for series of one scenario by organisation, in the colours that organisations have on the map. */
export function organisationLines(report: Report, scenario: number, prefix: string, nameOf: (key: string) => string): Drawn[] {
    return report.keys(prefix).flatMap((key) => {
        const line = report.line(scenario, key);
        const i = report.header.organisations.indexOf(key.slice(prefix.length));
        if (!line || i < 0) return [];
        return [{ key, scenario, label: nameOf(key), unit: unitOf(key, line.unit), colour: colour(`organisation-${(i % ORGANISATION_COLOURS) + 1}`), dash: DASHES[Math.floor(i / ORGANISATION_COLOURS) % DASHES.length] ?? [], median: line.median, low: line.low, high: line.high }];
    });
}

/** A chart that redraws itself when its width or the theme changes. */
export class TimeChart {
    private readonly picture = h("div", { class: "time-chart" });
    private readonly table = h("div", {});
    readonly element = h("div", {}, this.picture, this.table);
    private plot: uPlot | null = null;
    private readonly observer = new ResizeObserver(() => this.resize());
    private marked = 0;

    constructor(
        private readonly report: Report,
        private lines: Drawn[],
        private readonly personsPerAgent: number,
        private label: string,
        private readonly most = 0, // what the axis reaches at least: charts beside each other share it
    ) {
        this.picture.setAttribute("role", "img");
        this.picture.setAttribute("aria-label", this.label);
        this.observer.observe(this.picture);
        this.fillTable();
    }

    show(lines: Drawn[], label: string): void {
        this.label = label;
        this.picture.setAttribute("aria-label", label);
        this.lines = lines;
        this.fillTable();
        this.draw();
    }

    private fillTable(): void {
        const ofYears = this.lines.map((line) => this.report.byYear(line.scenario, line.key));
        const say = (line: Drawn, v: number) => quantity(v, line.unit, unitsPerAgent(line.key, this.personsPerAgent));
        const rows = this.report.years.map((year, i) => [String(year), ...this.lines.map((line, l) => say(line, ofYears[l]?.[i] ?? 0))]);
        this.table.replaceChildren(asTable(this.label, [t("year"), ...this.lines.map((line) => line.label)], rows));
    }

    /** Moves the line that stands for the date of the map. */
    mark(step: number): void {
        this.marked = step;
        this.plot?.redraw(false, false);
        if (this.plot) this.sayMarked(this.plot);
    }

    /** The legend says the values of the map's date while nobody points at another. */
    private sayMarked(plot: uPlot): void {
        if (plot.cursor.idx === null || plot.cursor.idx === undefined) plot.setLegend({ idx: this.marked }, false);
    }

    draw(): void {
        this.plot?.destroy();
        this.plot = null;
        const width = Math.floor(this.picture.clientWidth);
        if (width < 50) return;
        const seconds = this.report.dates.map((day) => day.getTime() / 1000);
        const data: uPlot.AlignedData = [seconds];
        const series: uPlot.Series[] = [{ value: (_: uPlot, v: number | null) => (v === null ? "–" : date(new Date(v * 1000))), label: t("date_slider") }];
        const bands: uPlot.Band[] = [];
        const finite = (values: ArrayLike<number>) => Array.from(values, (v) => (Number.isFinite(v) ? v : null));
        for (const line of this.lines) {
            const say = (_: uPlot, v: number | null) => (v === null ? "–" : quantity(v, line.unit, unitsPerAgent(line.key, this.personsPerAgent)));
            if (line.low && line.high) {
                data.push(finite(line.high), finite(line.low));
                const hidden = { label: "", stroke: "transparent", width: 0, points: { show: false }, value: say };
                series.push({ ...hidden, class: "range" } as uPlot.Series, { ...hidden, class: "range" } as uPlot.Series);
                bands.push({ series: [series.length - 2, series.length - 1], fill: faint(line.colour) });
            }
            data.push(finite(line.median));
            series.push({ label: line.label, stroke: line.colour, width: 1.7, dash: line.dash, points: { show: false }, value: say });
        }
        const axis = { stroke: colour("ink-soft"), grid: { stroke: colour("grid"), width: 1 }, ticks: { stroke: colour("grid"), width: 1 }, font: '11px system-ui, "Liberation Sans", sans-serif' };
        this.plot = new uPlot(
            {
                width,
                height: timeChartHeight(),
                tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
                series,
                bands,
                scales: { y: { range: (_u: uPlot, low: number, high: number): uPlot.Range.MinMax => [Math.min(0, low), Math.max(high, this.most) > 0 ? Math.max(high, this.most) * 1.05 : 1] } },
                axes: [
                    { ...axis, values: (_u: uPlot, splits: number[]) => dayLabels(splits, seconds) },
                    { ...axis, size: isNarrow() ? 48 : 62, values: (_u: uPlot, splits: number[]) => splits.map(compact) },
                ],
                cursor: { drag: { x: true, y: false }, points: { size: 5 } },
                legend: { live: true },
                hooks: { draw: [(u: uPlot) => this.drawFew(u), (u: uPlot) => this.drawMark(u)], setCursor: [(u: uPlot) => this.sayMarked(u)] },
            },
            data,
            this.picture,
        );
        const legend = this.plot.root.querySelector(".u-legend");
        legend?.setAttribute("aria-hidden", "true"); // the table below says the same
        for (const th of legend?.querySelectorAll("th") ?? []) th.setAttribute("scope", "row");
        this.sayMarked(this.plot);
    }

    /** Where counts are too few to be told apart, if that can be seen at all. */
    private drawFew(u: uPlot): void {
        const line = this.lines.find((l) => ["people", "members", "1", "incidents"].includes(l.unit));
        if (!line) return;
        const few = FEWEST_AGENTS * unitsPerAgent(line.key, this.personsPerAgent);
        const [top, bottom] = [u.valToPos(few, "y", true), u.valToPos(0, "y", true)];
        if (bottom - top < 0.04 * u.bbox.height || top < u.bbox.top) return;
        u.ctx.save();
        u.ctx.fillStyle = faint(colour("ink-soft"), "1c");
        u.ctx.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
        u.ctx.fillStyle = colour("ink-soft");
        u.ctx.font = `${10 * devicePixelRatio}px system-ui, "Liberation Sans", sans-serif`;
        u.ctx.textAlign = "left";
        u.ctx.fillText(`${people(few / 2, unitsPerAgent(line.key, this.personsPerAgent))}: ${t("too_few")}`, u.bbox.left + 4, top - 4);
        u.ctx.restore();
    }

    private drawMark(u: uPlot): void {
        const day = this.report.dates[this.marked];
        if (!day) return;
        const x = u.valToPos(day.getTime() / 1000, "x", true);
        if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
        u.ctx.save();
        u.ctx.strokeStyle = colour("ink-soft");
        u.ctx.globalAlpha = 0.6;
        u.ctx.setLineDash([3, 3]);
        u.ctx.beginPath();
        u.ctx.moveTo(x, u.bbox.top);
        u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
        u.ctx.stroke();
        u.ctx.restore();
    }

    private resize(): void {
        const width = Math.floor(this.picture.clientWidth);
        if (!this.plot) this.draw();
        else if (width > 50 && Math.abs(width - this.plot.width) > 1) this.plot.setSize({ width, height: timeChartHeight() });
    }

    close(): void {
        this.observer.disconnect();
        this.plot?.destroy();
        this.plot = null;
    }
}

/** Years, each once, or over less than three of them months. */
function dayLabels(splits: number[], all: number[]): string[] {
    const years = ((all.at(-1) ?? 0) - (all[0] ?? 0)) / 31_557_600;
    const labels = splits.map((s) => new Date(s * 1000).toISOString().slice(0, years > 2 ? 4 : 7));
    return labels.map((label, i) => (label === labels[i - 1] ? "" : label));
}

let chosenMeasure = ""; // kept when the page is drawn anew

/** A chart of any measure, chosen from a list. */
export function explorer(report: Report, keys: string[], first: string, personsPerAgent: number, charts: TimeChart[]): HTMLElement {
    if (!keys.includes(chosenMeasure)) chosenMeasure = first;
    const label = () => t("of_scenario", { what: t("chart_over_time"), scenario: measureName(chosenMeasure) });
    const chart = new TimeChart(report, scenarioLines(report, chosenMeasure), personsPerAgent, label());
    charts.push(chart);
    const shown = h("p", { class: "print-only shown" }, measureName(chosenMeasure));
    const choose = () => {
        chosenMeasure = select.value;
        shown.textContent = measureName(chosenMeasure);
        chart.show(scenarioLines(report, chosenMeasure), label());
    };
    const select = h("select", { id: "chart-measure", "aria-label": t("choose_measure"), change: choose }, ...keys.map((key) => option(key, measureName(key), key === chosenMeasure)));
    return h("div", {}, h("label", { class: "choose" }, t("choose_measure"), select), shown, chart.element);
}
