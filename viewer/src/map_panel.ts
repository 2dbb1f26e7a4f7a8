// The maps that are shown at a time, what they say of a place, and how time passes on them.

import type { Report } from "./data";
import { Details } from "./details";
import { h } from "./dom";
import { difference, type Fields, fieldsOf, type Span } from "./fields";
import { date, isoDate, whole } from "./format";
import { type Gate, gatesOf } from "./gates";
import { t } from "./i18n";
import { legend } from "./legend";
import { CorridorMap, type Layer, LAYERS, type Scales, scalesOf, type Target } from "./map";
import { controlBar, layerBoxes, listenToPointer, type MapActions, onKey, placeChoice, TOUCHED } from "./map_controls";
import { touched, touchedPairs } from "./touched";
import { ASPECT, View } from "./view";

export type Mode = "one" | "side_by_side" | "difference" | "difference_in_all";

/** What a reader has chosen; kept when the page is drawn anew in the other language. */
export interface MapState {
    view?: View;
    position: number;
    isPlaying: boolean;
    stepsPerSecond: number;
    mode: Mode;
    scenario: number;
    base: number; // what stands beside it, or is taken from it
    layers: Set<Layer>;
    target: Target | null;
    region: string; // a stretch of border, or TOUCHED, or "" for all of the corridor
}

export function firstState(report: Report): MapState {
    return {
        position: firstBusyStep(report),
        isPlaying: false,
        stepsPerSecond: 8,
        mode: report.isComparison ? "side_by_side" : "one",
        scenario: report.isComparison ? 1 : 0,
        base: 0,
        layers: new Set(firstLayers(report)),
        target: null,
        region: touchedPairs(report).size > 0 ? TOUCHED : "",
    };
}

/** Who passes, waits and lives where; what harms them too, unless the question is only of where they go. */
function firstLayers(report: Report): Layer[] {
    const ways: Layer[] = ["on_the_way", "official", "irregular", "settled", "waiting"];
    const alternatives = report.header.scenarios.map((_, i) => i).slice(1);
    const isOfWays = alternatives.length > 0 && alternatives.every((i) => touched(report, i).asked === "entries");
    return isOfWays ? ways : [...ways, "held", "control", "homicides"];
}

/**
 * A date on which there is something to see before anyone plays: where the most people enter irregularly. Of scenarios that
 * differ from a day on, none before it, for until then both maps are the same, and none after what they differ in is over.
 */
function firstBusyStep(report: Report): number {
    const shown = report.isComparison ? 1 : 0;
    const line = report.line(shown, "irregular_entries") ?? report.line(0, "departures");
    if (!line) return 0;
    const { changed_on, differences } = report.header.scenarios[shown] ?? {};
    const changed = Date.parse(`${changed_on ?? ""}T00:00:00Z`);
    // What only one of the two does ends for good with the last of its days; a day that is moved has another base.
    const ends = (differences ?? []).filter(({ path }) => /^timeline\..+\.until$/.test(path)).map(({ base, here }) => Math.max(Date.parse(base || here), Date.parse(here || base)));
    const starts = (differences ?? []).filter(({ path }) => /^timeline\..+\.on$/.test(path));
    const over = starts.length > 0 && ends.length === starts.length ? Math.max(...ends) : Infinity;
    const first = Math.max(report.dates.findIndex((day) => !(day.getTime() < changed)), 0);
    let best = first;
    for (let step = first; step < line.median.length && (report.dates[step]?.getTime() ?? 0) <= over; step++) if ((line.median[step] ?? 0) > (line.median[best] ?? 0)) best = step;
    return best;
}

const AMONG_NEIGHBOURS = 4; // times that the map is magnified at most

export class MapPanel implements MapActions {
    readonly element = h("section", { id: "map", class: "map-section", "aria-labelledby": "map-title" });
    private readonly all: Fields[];
    private readonly gates: Gate[];
    private readonly scales: Scales;
    private readonly differences = new Map<string, { fields: Fields; scales: Scales }>();
    private readonly view: View;
    private readonly details: Details;
    private maps: CorridorMap[] = [];
    private before = 0;
    private frame = 0;
    private hovered: Target | null = null;
    private hoveredMap: CorridorMap | null = null;
    private shownStep = -1;

    private readonly stage = h("div", { class: "stage" });
    private readonly slider: HTMLInputElement;
    private readonly playButton = h("button", { type: "button", class: "play", click: () => this.toggle() });
    private readonly clock = h("output", { class: "clock", id: "map-date" });
    private readonly tip = h("div", { class: "tip", role: "status", hidden: true });
    private readonly detailBox = h("div", { class: "detail", "aria-live": "polite" });
    private readonly tableTitle = h("summary", {});
    private readonly tableBox = h("div", { class: "table-box" });
    private readonly legendBox = h("div", { class: "legend-box" });
    private hasLooked: boolean;
    private legendOf = ""; // sizes and layers of which it is
    private readonly present: Record<Layer, boolean>; // what the data have
    private readonly touchedPairs: ReadonlySet<string>;
    private readonly isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

    constructor(
        private readonly report: Report,
        private readonly state: MapState,
        private readonly stepped: (step: number) => void,
    ) {
        this.all = report.header.scenarios.map((_, i) => fieldsOf(report, i));
        this.gates = gatesOf(report);
        this.scales = scalesOf(report, this.all, this.gates);
        const entered = new Set(report.header.legs.flatMap((leg) => [leg.from_country, leg.to_country]));
        this.hasLooked = state.view !== undefined; // a page that is drawn anew goes on looking at the same place
        this.view = state.view ??= new View(entered);
        this.touchedPairs = touchedPairs(report);
        this.present = this.presentLayers();
        const scale = Math.max(...report.header.scenarios.map((s) => s.persons_per_agent));
        this.details = new Details(report, this.gates, scale);
        this.slider = h("input", {
            type: "range",
            id: "map-slider",
            min: 0,
            max: report.steps - 1,
            step: 1,
            value: Math.floor(state.position),
            "aria-label": t("date_slider"),
            input: () => this.seek(Number(this.slider.value)),
        });
        this.build();
    }

    get step(): number {
        return Math.min(Math.floor(this.state.position), this.report.steps - 1);
    }

    private build(): void {
        this.element.append(
            h("h2", { id: "map-title" }, t("map")),
            h("p", { class: "lead" }, t(this.report.textOfRuns("map_about"), { step: t(...this.stepWords()) })),
            controlBar(this.report, this.state, this.gates, this.touchedPairs.size > 0, this, this.playButton, h("div", { class: "scrub" }, this.slider, this.clock)),
            h("div", { class: "map-body" }, this.stage, this.side()),
            this.tip,
        );
        this.makeMaps();
        this.element.addEventListener("keydown", (event) => onKey(event, this));
        window.addEventListener("resize", () => this.resized());
        requestAnimationFrame(() => this.resized());
    }

    private stepWords(): [string, Record<string, string | number>] {
        const [first, second] = [this.report.header.days[0] ?? 0, this.report.header.days[1] ?? 0];
        const days = Math.round(second - first);
        return days === 7 ? ["step_week", {}] : days === 1 ? ["step_day", {}] : ["step_days", { n: days }];
    }

    private side(): HTMLElement {
        return h("div", { class: "map-side" }, layerBoxes(this.state, this.present, this), this.legendBox, this.detailsPart(), h("p", { class: "hint" }, t("map_keys")));
    }

    private presentLayers(): Record<Layer, boolean> {
        return {
            on_the_way: this.any("traversals") || this.any("persons_on_leg"),
            official: this.any("crossings"),
            irregular: this.any("irregular_entries"),
            settled: this.any("settled"),
            waiting: this.any("waiting"),
            incidents: this.any("incidents"),
            held: this.any("held") || this.any("captives"),
            control: this.all.some((f) => f.control.some((row) => row.some((cell) => cell !== null))),
            homicides: this.any("homicides"),
        };
    }

    private any(field: Parameters<Fields["has"]>[0]): boolean {
        return this.all.some((fields) => fields.has(field));
    }

    private detailsPart(): HTMLElement {
        return h(
            "div",
            { class: "details-part" },
            h("h3", {}, t("details_of")),
            h("p", { class: "hint" }, t("details_hint")),
            placeChoice(this.report, this.state, this.gates, this),
            this.detailBox,
            h("details", { toggle: () => this.fillTable() }, this.tableTitle, this.tableBox),
        );
    }

    arrange(): void {
        this.makeMaps();
        this.resized();
    }

    /** Makes the canvases for what is to be shown. */
    private makeMaps(): void {
        const { mode, scenario, base } = this.state;
        const shown: { title: string; fields: Fields; scales: Scales; isDifference: boolean }[] = [];
        const other = scenario !== base ? scenario : base === 0 ? 1 : 0;
        const whole = (i: number) => ({ title: this.report.title(i), fields: this.all[i] as Fields, scales: this.scales, isDifference: false });
        if (mode === "difference" || mode === "difference_in_all") {
            const title = t(mode === "difference" ? "difference_title" : "difference_in_all_title", { here: this.report.title(other), base: this.report.title(base) });
            shown.push({ title, ...this.differenceOf(other, base, mode === "difference" ? "steps" : "period"), isDifference: true });
        } else if (mode === "side_by_side") shown.push(whole(base), whole(other));
        else shown.push(whole(scenario));

        this.stage.replaceChildren();
        this.stage.classList.toggle("two", shown.length > 1);
        this.maps = shown.map(({ title, fields, scales, isDifference }) => {
            const canvas = h("canvas", { class: "map", tabindex: 0, role: "img", "aria-label": t("map_of", { scenario: title }) });
            canvas.style.aspectRatio = String(ASPECT);
            // All of it in the window. One alone takes all the width that there is, however low the window.
            if (shown.length > 1) canvas.style.width = `min(100%, calc((100vh - 9rem) * ${ASPECT}))`;
            else canvas.style.maxHeight = "calc(100vh - 9rem)";
            const map = new CorridorMap(canvas, this.report, fields, scales, this.gates, this.view, isDifference);
            const hover = (target: Target | null, event: MouseEvent) => {
                this.hovered = target;
                this.showTip(map, event);
                this.redraw();
            };
            const choose = (target: Target | null) => {
                this.state.target = target;
                this.redraw();
            };
            listenToPointer(map, this.view, this, hover, choose);
            this.stage.append(h("figure", {}, h("figcaption", { dir: "auto" }, title), canvas));
            return map;
        });
        this.legendOf = "";
        this.nameTable();
    }

    /** The legend follows what is drawn, and how large. */
    private showLegend(): void {
        const map = this.maps[0];
        const layers = LAYERS.filter((layer) => this.present[layer] && this.state.layers.has(layer));
        const of = `${map?.unit.toFixed(3)} ${layers.join()}`;
        if (!map || of === this.legendOf) return;
        this.legendOf = of;
        this.legendBox.replaceChildren(legend(this.report, map, new Set(layers), this.isOfPeriod ? t("step_period") : t(...this.stepWords())));
    }

    /** Says of what dates the table is. */
    private nameTable(): void {
        const title = t(this.isOfPeriod ? "border_table_in_all" : "border_table");
        this.tableTitle.textContent = title;
        this.tableTitle.parentElement?.setAttribute("aria-label", title);
    }

    /** Whether the map is of the whole period, so that the date changes nothing. */
    private get isOfPeriod(): boolean {
        return this.state.mode === "difference_in_all";
    }

    private differenceOf(scenario: number, base: number, span: Span): { fields: Fields; scales: Scales } {
        const key = `${scenario} ${base} ${span}`;
        let known = this.differences.get(key);
        if (!known) {
            const of = (i: number) => (span === "steps" ? (this.all[i] as Fields) : fieldsOf(this.report, i, span));
            const fields = difference(of(scenario), of(base));
            known = { fields, scales: scalesOf(this.report, [fields], this.gates) };
            this.differences.set(key, known);
        }
        return known;
    }

    private showTip(map: CorridorMap, event: MouseEvent): void {
        if (!this.hovered) {
            this.tip.hidden = true;
            return;
        }
        this.hoveredMap = map;
        this.tip.replaceChildren(this.describe(this.hovered, map));
        this.tip.hidden = false;
        const width = this.tip.offsetWidth;
        const left = event.clientX + 16 + width > window.innerWidth ? event.clientX - width - 12 : event.clientX + 16;
        this.tip.style.left = `${Math.max(4, left)}px`;
        this.tip.style.top = `${Math.min(event.clientY + 12, window.innerHeight - this.tip.offsetHeight - 4)}px`;
    }

    private describe(target: Target, map: CorridorMap): HTMLElement {
        const detail = this.details.of(target, map.fields, this.isOfPeriod ? 0 : this.step, map.isDifference);
        return h(
            "div",
            { class: "described" },
            h("strong", { dir: "auto" }, detail.title),
            h("small", {}, detail.subtitle),
            h("dl", {}, ...detail.rows.flatMap(({ label, value }) => [h("dt", {}, label), h("dd", {}, value)])),
            h("small", {}, this.periodText()),
        );
    }

    private periodText(): string {
        const runs = Math.max(...this.report.header.scenarios.map((s) => s.runs.length));
        const [first, last] = this.isOfPeriod ? [0, this.report.steps - 1] : [this.step, this.step];
        const period = t("in_period", { from: date(this.report.stepStart(first)), to: date(this.report.dates[last] as Date) });
        return runs > 1 ? `${period} · ${t("mean_over", { n: whole(runs) })}` : period;
    }

    private fillDetails(): void {
        if (!this.state.target) return this.detailBox.replaceChildren();
        this.detailBox.replaceChildren(
            ...this.maps.map((map, i) =>
                h("div", {}, this.maps.length > 1 && h("p", { class: "which", dir: "auto" }, this.captions()[i] ?? ""), this.describe(this.state.target as Target, map)),
            ),
        );
    }

    private captions(): string[] {
        return [...this.stage.querySelectorAll("figcaption")].map((c) => c.textContent ?? "");
    }

    /** Crossings on every map that is shown, stretch by stretch. */
    private fillTable(): void {
        if (!this.tableBox.closest("details")?.open) return;
        const tables = this.maps.map((map) => this.details.table(map.fields, this.isOfPeriod ? 0 : this.step, map.isDifference));
        const several = tables.length > 1;
        const head = [
            several && h("tr", {}, h("td", { colspan: 2 }), ...this.captions().map((title) => h("th", { scope: "colgroup", colspan: 2, dir: "auto" }, title))),
            h("tr", {}, ...["border", "into"].map((key) => h("th", { scope: "col" }, t(key))), ...tables.flatMap(() => ["official", "irregular"].map((key) => h("th", { scope: "col", class: "number" }, t(key))))),
        ];
        const [first = []] = tables;
        const rows = first.map((row, i) =>
            h("tr", {}, h("th", { scope: "row" }, row.name), h("td", {}, row.into), ...tables.flatMap((table) => [table[i]?.official ?? "", table[i]?.irregular ?? ""].map((text) => h("td", { class: "number" }, text)))),
        );
        const caption = several ? this.periodText() : `${this.captions()[0] ?? ""} · ${this.periodText()}`;
        this.tableBox.replaceChildren(h("table", {}, h("caption", { dir: "auto" }, caption), h("thead", {}, ...head), h("tbody", {}, ...rows)));
    }

    lookAt(region: string): void {
        this.state.region = region;
        const choice = this.element.querySelector<HTMLSelectElement>("#map-region");
        if (choice) choice.value = region; // the keyboard came here too
        this.lookThere();
        this.redraw();
    }

    /** What the alternatives touch is seen among its neighbours, where people turn to. */
    private lookThere(): void {
        const { region } = this.state;
        const isIn = (gate: Gate) => (region === TOUCHED ? this.touchedPairs.has(gate.pair) : gate.pair === region);
        const places = this.gates.filter(isIn).flatMap((gate) => gate.places);
        if (places.length === 0) this.view.whole();
        else this.view.lookAt(places, region === TOUCHED ? AMONG_NEIGHBOURS : undefined);
    }

    zoom(factor: number): void {
        this.view.zoomBy(factor);
        this.redraw();
    }

    move(dx: number, dy: number): void {
        this.view.moveBy(dx, dy);
        this.redraw();
    }

    toggle(): void {
        if (this.isOfPeriod) return;
        this.state.isPlaying = !this.state.isPlaying;
        if (this.state.isPlaying && this.step >= this.report.steps - 1) this.state.position = 0;
        this.redraw();
    }

    seek(step: number): void {
        this.state.position = step;
        this.redraw();
    }

    redraw(): void {
        if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.tick(now));
    }

    /** At once, for paper does not wait for the next frame. */
    drawNow(isForPaper: boolean): void {
        for (const map of this.maps) map.isForPaper = isForPaper;
        this.resized();
        this.paint(0);
        this.showState();
    }

    themeChanged(): void {
        for (const map of this.maps) map.themeChanged();
        this.paint(0); // at once: paper does not wait for the next frame
    }

    private resized(): void {
        const canvas = this.maps[0]?.canvas;
        if (canvas && canvas.clientWidth > 0) {
            this.view.resize(canvas.clientWidth, canvas.clientHeight);
            if (!this.hasLooked) this.lookThere(); // once its size is known, and on paper before any picture
            this.hasLooked = true;
        }
        this.redraw();
    }

    private tick(now: number): void {
        this.frame = 0;
        if (this.isOfPeriod) this.state.isPlaying = false;
        const seconds = this.before > 0 ? Math.min((now - this.before) / 1000, 0.25) : 0;
        this.before = this.state.isPlaying ? now : 0;
        if (this.state.isPlaying) {
            this.state.position = Math.min(this.state.position + seconds * this.state.stepsPerSecond, this.report.steps - 1);
            if (this.state.position >= this.report.steps - 1) this.state.isPlaying = false;
        }
        this.paint(seconds);
        this.showState();
        if (this.state.isPlaying) this.redraw();
    }

    private paint(seconds: number): void {
        const isMoving = this.state.isPlaying && !this.isCalm;
        for (const map of this.maps) map.draw(this.isOfPeriod ? 0 : this.state.position, this.state.layers, isMoving ? seconds : 0, this.hovered ?? this.state.target);
    }

    private showState(): void {
        this.showLegend();
        this.playButton.disabled = this.slider.disabled = this.isOfPeriod;
        this.clock.classList.toggle("idle", this.isOfPeriod);
        const label = t(this.state.isPlaying ? "pause" : "play");
        if (this.playButton.getAttribute("aria-label") !== label) {
            this.playButton.setAttribute("aria-label", label);
            this.playButton.setAttribute("aria-pressed", String(this.state.isPlaying));
            this.playButton.textContent = this.state.isPlaying ? "❚❚" : "▶";
            this.playButton.title = label;
        }
        if (this.shownStep !== this.step) {
            this.shownStep = this.step;
            const day = this.report.dates[this.step] as Date;
            this.slider.value = String(this.step);
            this.slider.setAttribute("aria-valuetext", date(day));
            this.clock.textContent = date(day);
            this.clock.dataset.date = isoDate(day);
            if (this.hovered && this.hoveredMap) this.tip.replaceChildren(this.describe(this.hovered, this.hoveredMap));
            this.stepped(this.step);
        }
        if (!this.state.isPlaying || this.state.target) this.fillDetails();
        if (!this.state.isPlaying) this.fillTable();
    }

    /** Ends what would go on in the background after the page was drawn anew. */
    close(): void {
        if (this.frame !== 0) cancelAnimationFrame(this.frame);
        this.maps = [];
    }
}
