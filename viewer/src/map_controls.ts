// What a reader handles to move the map: time, speed, scenarios, layers, places, pointer and keyboard.

import type { Report } from "./data";
import { h, option } from "./dom";
import type { Gate } from "./gates";
import { countryName, placeName, t, titleOf } from "./i18n";
import { type CorridorMap, type Layer, LAYERS, type Target } from "./map";
import type { MapState, Mode } from "./map_panel";
import type { Point, View } from "./view";

/** The region that holds what the alternatives touch; other regions are stretches of border, or all of it. */
export const TOUCHED = "touched";

/** What handling the map does. */
export interface MapActions {
    toggle(): void;
    zoom(factor: number): void;
    move(dx: number, dy: number): void;
    lookAt(region: string): void;
    /** Other scenarios are to be shown. */
    arrange(): void;
    /** What is shown looks another way. */
    redraw(): void;
}

/** Time, speed, scenarios and zoom. */
export function controlBar(report: Report, state: MapState, gates: Gate[], hasTouched: boolean, actions: MapActions, playButton: HTMLElement, time: HTMLElement): HTMLElement {
    const speed = h(
        "select",
        { id: "map-speed", change: () => (state.stepsPerSecond = Number(speed.value)) },
        ...[2, 4, 8, 16, 32].map((n) => option(String(n), t("speed_value", { n }), n === state.stepsPerSecond)),
    );
    const region = h(
        "select",
        { id: "map-region", change: () => actions.lookAt(region.value) },
        option("", t("whole_corridor"), state.region === ""),
        ...(hasTouched ? [option(TOUCHED, t("touched_borders"), state.region === TOUCHED)] : []),
        ...gates.map((gate) => option(gate.pair, gate.name, state.region === gate.pair)),
    );
    return h(
        "div",
        { class: "controls" },
        playButton,
        time,
        h("label", {}, t("speed"), speed),
        report.isComparison && modes(report, state, actions),
        h("label", {}, t("look_at"), region),
        h(
            "div",
            { class: "zoom", role: "group", "aria-label": t("zoom") },
            h("button", { type: "button", "aria-label": t("zoom_out"), title: t("zoom_out"), click: () => actions.zoom(1 / 1.6) }, "−"),
            h("button", { type: "button", "aria-label": t("zoom_in"), title: t("zoom_in"), click: () => actions.zoom(1.6) }, "+"),
        ),
    );
}

/** Which scenarios are shown, and how. */
function modes(report: Report, state: MapState, actions: MapActions): HTMLElement {
    const mode = h(
        "select",
        {
            id: "map-mode",
            change: () => {
                state.mode = mode.value as Mode;
                actions.arrange();
            },
        },
        option("side_by_side", t("side_by_side"), state.mode === "side_by_side"),
        option("difference", t("difference_mode"), state.mode === "difference"),
        option("difference_in_all", t("difference_in_all_mode"), state.mode === "difference_in_all"),
        option("one", t("one_scenario"), state.mode === "one"),
    );
    const which = h(
        "select",
        {
            id: "map-scenario",
            change: () => {
                state.scenario = Number(which.value);
                actions.arrange();
            },
        },
        ...report.header.scenarios.map((s, i) => option(String(i), titleOf(s), i === state.scenario)),
    );
    const base = h(
        "select",
        {
            id: "map-base",
            change: () => {
                state.base = Number(base.value);
                actions.arrange();
            },
        },
        ...report.header.scenarios.map((s, i) => option(String(i), titleOf(s), i === state.base)),
    );
    const several = report.header.scenarios.length > 2;
    return h("span", { class: "modes" }, h("label", {}, t("show"), mode), h("label", {}, t("which"), which), several && h("label", {}, t("beside"), base));
}

/** Switches for the layers that the data have. */
export function layerBoxes(state: MapState, present: Record<Layer, boolean>, actions: MapActions): HTMLElement {
    const boxes = LAYERS.filter((layer) => present[layer]).map((layer) => {
        const box = h("input", {
            type: "checkbox",
            id: `layer-${layer}`,
            checked: state.layers.has(layer),
            change: () => {
                if (box.checked) state.layers.add(layer);
                else state.layers.delete(layer);
                actions.redraw();
            },
        });
        return h("label", { class: `layer ${layer}` }, box, h("span", { class: "swatch", "aria-hidden": "true" }), t(`layer_${layer}`));
    });
    return h("fieldset", { class: "layers" }, h("legend", {}, t("layers")), ...boxes);
}

/** A list of borders and places, for those who do not point at them. */
export function placeChoice(report: Report, state: MapState, gates: Gate[], actions: MapActions): HTMLElement {
    const chosen = state.target ? `${state.target.kind} ${state.target.index}` : "";
    const places = report.header.nodes
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
                state.target = kind === "node" || kind === "gate" ? { kind, index: Number(index) } : null;
                actions.redraw();
            },
        },
        option("", t("choose_place"), chosen === ""),
        h("optgroup", { label: t("borders") }, ...gates.map((gate, i) => option(`gate ${i}`, gate.name, chosen === `gate ${i}`))),
        h("optgroup", { label: t("places") }, ...places.map(({ place, index }) => option(`node ${index}`, `${placeName(place)} (${countryName(place.country)})`, chosen === `node ${index}`))),
    );
    return select;
}

/** What a pointer over a map does: `hover` is told what lies under it, `choose` what was clicked. */
export function listenToPointer(map: CorridorMap, view: View, actions: MapActions, hover: (target: Target | null, event: MouseEvent) => void, choose: (target: Target | null) => void): void {
    const { canvas } = map;
    let grip: Point | null = null;
    const at = (event: MouseEvent): Point => {
        const box = canvas.getBoundingClientRect();
        return { x: ((event.clientX - box.left) * view.width) / box.width, y: ((event.clientY - box.top) * view.height) / box.height };
    };
    canvas.addEventListener("pointerdown", (event) => {
        grip = at(event);
        canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
        const point = at(event);
        if (grip && event.buttons > 0 && view.zoom > 1) {
            actions.move(point.x - grip.x, point.y - grip.y);
            grip = point;
            return;
        }
        hover(map.targetAt(point), event);
    });
    canvas.addEventListener("pointerup", () => (grip = null));
    canvas.addEventListener("pointerleave", (event) => hover(null, event));
    canvas.addEventListener("click", (event) => choose(map.targetAt(at(event))));
    canvas.addEventListener(
        "wheel",
        (event) => {
            if (!event.ctrlKey) return;
            event.preventDefault();
            view.zoomBy(Math.exp(-event.deltaY / 200), at(event));
            actions.redraw();
        },
        { passive: false },
    );
}

/** The keyboard, while a map has the focus. */
export function onKey(event: KeyboardEvent, actions: MapActions): void {
    if (!(event.target instanceof HTMLCanvasElement)) return;
    const keys: Record<string, () => void> = {
        " ": () => actions.toggle(),
        "+": () => actions.zoom(1.6),
        "-": () => actions.zoom(1 / 1.6),
        ArrowLeft: () => actions.move(40, 0),
        ArrowRight: () => actions.move(-40, 0),
        ArrowUp: () => actions.move(0, 40),
        ArrowDown: () => actions.move(0, -40),
        Home: () => actions.lookAt(""),
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
}
