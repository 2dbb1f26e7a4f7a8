// The map with its controls: play, date, speed, layers, scenarios, details.

import type { Report } from "./data";
import { Details } from "./details";
import { h, option } from "./dom";
import { difference, type Fields, fieldsOf } from "./fields";
import { date, isoDate, whole } from "./format";
import { type Gate, gatesOf } from "./gates";
import { countryName, t } from "./i18n";
import { legend } from "./legend";
import { CorridorMap, type Layer, LAYERS, type Scales, scalesOf, type Target } from "./map";
import { ASPECT, View } from "./view";

export type Mode = "one" | "side_by_side" | "difference";

/** What a reader has chosen; kept when the page is drawn anew in the other language. */
export interface MapState {
    position: number;
    isPlaying: boolean;
    stepsPerSecond: number;
    mode: Mode;
    scenario: number;
    layers: Set<Layer>;
    target: Target | null;
}

export function firstState(report: Report): MapState {
    return {
        position: firstBusyStep(report),
        isPlaying: false,
        stepsPerSecond: 8,
        mode: report.isComparison ? "side_by_side" : "one",
        scenario: report.isComparison ? 1 : 0,
        layers: new Set(["on_the_way", "official", "irregular", "settled", "waiting", "held", "control", "homicides"]),
        target: null,
    };
}

/** A date on which there is something to see before anyone plays: where the most people enter irregularly. */
function firstBusyStep(report: Report): number {
    const line = report.line(report.isComparison ? 1 : 0, "irregular_entries") ?? report.line(0, "departures");
    if (!line) return 0;
    let best = 0;
    line.median.forEach((value, step) => {
        if (value > (line.median[best] ?? 0)) best = step;
    });
    return best;
}

export class MapPanel {
    readonly element = h("section", { id: "map", class: "map-section", "aria-labelledby": "map-title" });
    private readonly all: Fields[];
    private readonly gates: Gate[];
    private readonly scales: Scales;
    private differenceScales: Scales | null = null;
    private readonly differences = new Map<number, Fields>();
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
    private readonly tableBox = h("div", { class: "table-box" });
    private readonly legendBox = h("div", { class: "legend-box" });
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
        this.view = new View(entered);
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
            h("p", { class: "lead" }, t("map_about", { step: t(...this.stepWords()) })),
            this.controls(),
            h("div", { class: "map-body" }, this.stage, this.side()),
            this.tip,
        );
        this.arrange();
        this.element.addEventListener("keydown", (event) => this.key(event));
        window.addEventListener("resize", () => this.resized());
        requestAnimationFrame(() => this.resized());
    }

    private stepWords(): [string, Record<string, string | number>] {
        const [first, second] = [this.report.header.days[0] ?? 0, this.report.header.days[1] ?? 0];
        const days = Math.round(second - first);
        return days === 7 ? ["step_week", {}] : days === 1 ? ["step_day", {}] : ["step_days", { n: days }];
    }

    private controls(): HTMLElement {
        const speed = h(
            "select",
            { id: "map-speed", change: () => (this.state.stepsPerSecond = Number(speed.value)) },
            ...[2, 4, 8, 16, 32].map((n) => option(String(n), t("speed_value", { n }), n === this.state.stepsPerSecond)),
        );
        const region = h(
            "select",
            { id: "map-region", change: () => this.lookAt(region.value) },
            option("", t("whole_corridor")),
            ...this.gates.map((gate) => option(gate.pair, gate.name)),
        );
        return h(
            "div",
            { class: "controls" },
            this.playButton,
            h("div", { class: "scrub" }, this.slider, this.clock),
            h("label", {}, t("speed"), speed),
            this.report.isComparison && this.modes(),
            h("label", {}, t("look_at"), region),
            h(
                "div",
                { class: "zoom", role: "group" },
                h("button", { type: "button", "aria-label": t("zoom_out"), title: t("zoom_out"), click: () => this.zoom(1 / 1.6) }, "−"),
                h("button", { type: "button", "aria-label": t("zoom_in"), title: t("zoom_in"), click: () => this.zoom(1.6) }, "+"),
            ),
        );
    }

    private modes(): HTMLElement {
        const mode = h(
            "select",
            {
                id: "map-mode",
                change: () => {
                    this.state.mode = mode.value as Mode;
                    this.arrange();
                    this.resized();
                },
            },
            option("side_by_side", t("side_by_side"), this.state.mode === "side_by_side"),
            option("difference", t("difference_mode"), this.state.mode === "difference"),
            option("one", t("one_scenario"), this.state.mode === "one"),
        );
        const which = h(
            "select",
            {
                id: "map-scenario",
                change: () => {
                    this.state.scenario = Number(which.value);
                    this.arrange();
                    this.resized();
                },
            },
            ...this.report.header.scenarios.map((s, i) => option(String(i), s.title, i === this.state.scenario)),
        );
        return h("span", { class: "modes" }, h("label", {}, t("show"), mode), h("label", {}, t("which"), which));
    }

    private side(): HTMLElement {
        return h("div", { class: "map-side" }, this.layerBoxes(), this.legendBox, this.detailsPart(), h("p", { class: "hint" }, t("map_keys")));
    }

    private layerBoxes(): HTMLElement {
        const present: Record<Layer, boolean> = {
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
        const boxes = LAYERS.filter((layer) => present[layer]).map((layer) => {
            const box = h("input", {
                type: "checkbox",
                id: `layer-${layer}`,
                checked: this.state.layers.has(layer),
                change: () => {
                    if (box.checked) this.state.layers.add(layer);
                    else this.state.layers.delete(layer);
                    this.redraw();
                },
            });
            return h("label", { class: `layer ${layer}` }, box, h("span", { class: "swatch", "aria-hidden": "true" }), t(`layer_${layer}`));
        });
        return h("fieldset", { class: "layers" }, h("legend", {}, t("layers")), ...boxes);
    }

    private any(field: Parameters<Fields["has"]>[0]): boolean {
        return this.all.some((fields) => fields.has(field));
    }

    private detailsPart(): HTMLElement {
        const key = (target: Target | null) => (target ? `${target.kind} ${target.index}` : "");
        const chosen = key(this.state.target);
        const places = this.report.header.nodes
            .map((place, index) => ({ place, index }))
            .filter(({ place }) => place.kind !== "trocha")
            .sort((a, b) => a.place.name.localeCompare(b.place.name));
        const select = h(
            "select",
            {
                id: "map-place",
                "aria-label": t("choose_place"),
                change: () => {
                    const [kind, index] = select.value.split(" ");
                    this.state.target = kind === "node" || kind === "gate" ? { kind, index: Number(index) } : null;
                    this.redraw();
                },
            },
            option("", t("choose_place"), chosen === ""),
            h("optgroup", { label: t("borders") }, ...this.gates.map((gate, i) => option(`gate ${i}`, gate.name, chosen === `gate ${i}`))),
            h("optgroup", { label: t("places") }, ...places.map(({ place, index }) => option(`node ${index}`, `${place.name} (${countryName(place.country)})`, chosen === `node ${index}`))),
        );
        return h(
            "div",
            { class: "details-part" },
            h("h3", {}, t("details_of")),
            h("p", { class: "hint" }, t("details_hint")),
            select,
            this.detailBox,
            h("details", { toggle: () => this.fillTable() }, h("summary", {}, t("border_table")), this.tableBox),
        );
    }

    /** Makes the canvases for what is to be shown. */
    private arrange(): void {
        const { scenarios } = this.report.header;
        const { mode, scenario } = this.state;
        const shown: { title: string; fields: Fields; isDifference: boolean }[] = [];
        const other = scenario > 0 ? scenario : 1;
        if (mode === "difference") {
            const [here, base] = [scenarios[other]?.title ?? "", scenarios[0]?.title ?? ""];
            shown.push({ title: t("difference_title", { here, base }), fields: this.differenceOf(other), isDifference: true });
        } else if (mode === "side_by_side") {
            for (const i of [0, other]) shown.push({ title: scenarios[i]?.title ?? "", fields: this.all[i] as Fields, isDifference: false });
        } else shown.push({ title: scenarios[scenario]?.title ?? "", fields: this.all[scenario] as Fields, isDifference: false });

        this.stage.replaceChildren();
        this.stage.classList.toggle("two", shown.length > 1);
        this.maps = shown.map(({ title, fields, isDifference }) => {
            const canvas = h("canvas", { class: "map", tabindex: 0, role: "img", "aria-label": t("map_of", { scenario: title }) });
            canvas.style.aspectRatio = String(ASPECT);
            const map = new CorridorMap(canvas, this.report, fields, isDifference ? this.scalesOfDifference(fields) : this.scales, this.gates, this.view, isDifference);
            this.listen(canvas, map);
            this.stage.append(h("figure", {}, h("figcaption", { dir: "auto" }, title), canvas));
            return map;
        });
        this.legendBox.replaceChildren(legend(this.report, this.maps[0] as CorridorMap, t(...this.stepWords())));
    }

    private differenceOf(scenario: number): Fields {
        let fields = this.differences.get(scenario);
        if (!fields) {
            fields = difference(this.all[scenario] as Fields, this.all[0] as Fields);
            this.differences.set(scenario, fields);
        }
        return fields;
    }

    private scalesOfDifference(fields: Fields): Scales {
        return (this.differenceScales ??= scalesOf(this.report, [fields], this.gates));
    }

    private listen(canvas: HTMLCanvasElement, map: CorridorMap): void {
        let grip: { x: number; y: number } | null = null;
        const at = (event: MouseEvent) => {
            const box = canvas.getBoundingClientRect();
            return { x: ((event.clientX - box.left) * this.view.width) / box.width, y: ((event.clientY - box.top) * this.view.height) / box.height };
        };
        canvas.addEventListener("pointerdown", (event) => {
            grip = at(event);
            canvas.setPointerCapture(event.pointerId);
        });
        canvas.addEventListener("pointermove", (event) => {
            const point = at(event);
            if (grip && event.buttons > 0 && this.view.zoom > 1) {
                this.view.moveBy(point.x - grip.x, point.y - grip.y);
                grip = point;
                this.redraw();
                return;
            }
            this.hovered = map.targetAt(point);
            this.showTip(map, event);
            this.redraw();
        });
        canvas.addEventListener("pointerup", () => (grip = null));
        canvas.addEventListener("pointerleave", () => {
            this.hovered = null;
            this.tip.hidden = true;
            this.redraw();
        });
        canvas.addEventListener("click", (event) => {
            this.state.target = map.targetAt(at(event));
            this.redraw();
        });
        canvas.addEventListener(
            "wheel",
            (event) => {
                if (!event.ctrlKey) return;
                event.preventDefault();
                this.view.zoomBy(Math.exp(-event.deltaY / 200), at(event));
                this.redraw();
            },
            { passive: false },
        );
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
        const detail = this.details.of(target, map.fields, this.step, map.isDifference);
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
        const period = t("in_period", { from: date(this.report.stepStart(this.step)), to: date(this.report.dates[this.step] as Date) });
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

    private fillTable(): void {
        const map = this.maps[this.maps.length - 1];
        if (!map || !this.tableBox.closest("details")?.open) return;
        const rows = this.details.table(map.fields, this.step, map.isDifference);
        this.tableBox.replaceChildren(
            h(
                "table",
                {},
                h("caption", { dir: "auto" }, `${this.captions().at(-1) ?? ""} · ${this.periodText()}`),
                h("thead", {}, h("tr", {}, ...["border", "into", "official", "irregular"].map((key) => h("th", { scope: "col" }, t(key))))),
                h("tbody", {}, ...rows.map((r) => h("tr", {}, h("th", { scope: "row" }, r.name), h("td", {}, r.into), h("td", { class: "number" }, r.official), h("td", { class: "number" }, r.irregular)))),
            ),
        );
    }

    private lookAt(pair: string): void {
        const gate = this.gates.find((g) => g.pair === pair);
        if (gate) this.view.lookAt(gate.places);
        else this.view.whole();
        this.redraw();
    }

    private zoom(factor: number): void {
        this.view.zoomBy(factor);
        this.redraw();
    }

    private key(event: KeyboardEvent): void {
        if (!(event.target instanceof HTMLCanvasElement)) return;
        const keys: Record<string, () => void> = {
            " ": () => this.toggle(),
            "+": () => this.zoom(1.6),
            "-": () => this.zoom(1 / 1.6),
            ArrowLeft: () => this.move(40, 0),
            ArrowRight: () => this.move(-40, 0),
            ArrowUp: () => this.move(0, 40),
            ArrowDown: () => this.move(0, -40),
            Home: () => this.lookAt(""),
        };
        const action = keys[event.key];
        if (!action) return;
        event.preventDefault();
        action();
    }

    private move(dx: number, dy: number): void {
        this.view.moveBy(dx, dy);
        this.redraw();
    }

    toggle(): void {
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

    themeChanged(): void {
        for (const map of this.maps) map.themeChanged();
        this.paint(0); // at once: paper does not wait for the next frame
    }

    private resized(): void {
        const canvas = this.maps[0]?.canvas;
        if (canvas && canvas.clientWidth > 0) this.view.resize(canvas.clientWidth);
        this.redraw();
    }

    private tick(now: number): void {
        this.frame = 0;
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
        for (const map of this.maps) map.draw(this.state.position, this.state.layers, isMoving ? seconds : 0, this.hovered ?? this.state.target);
    }

    private showState(): void {
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
