// Puts the report together from the data that the page holds.

import { loadReport, type Report } from "./data";
import { setNarrow } from "./bars";
import { charts } from "./charts";
import { h, option } from "./dom";
import { findingsPart } from "./findings";
import { gatesOf } from "./gates";
import { contents, header } from "./head";
import { caveats, provenance } from "./provenance";
import { language, nameBorders, type Language, preferredLanguage, setLanguage, t } from "./i18n";
import { firstState, MapPanel, type MapState } from "./map_panel";
import type { TimeChart } from "./series";

type Theme = "auto" | "light" | "dark";

const PRINTED_CARD = 312; // pixels inside a card on A4 paper in two columns, as style.css sets it
const PHONE = window.matchMedia("(max-width: 640px)");

class Page {
    private theme: Theme = "auto";
    private readonly mapState: MapState;
    private panel: MapPanel | null = null;
    private isPrinting = false;
    private timeCharts: TimeChart[] = [];

    constructor(
        private readonly root: HTMLElement,
        private readonly report: Report,
    ) {
        this.mapState = firstState(report);
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.themeChanged());
        PHONE.addEventListener("change", () => this.render());
        window.addEventListener("beforeprint", () => this.forPrint(true));
        window.addEventListener("afterprint", () => this.forPrint(false));
    }

    render(): void {
        nameBorders(Object.fromEntries(gatesOf(this.report).map((gate) => [gate.pair, gate.name])));
        setNarrow(this.isPrinting ? PRINTED_CARD : PHONE.matches ? Math.max(window.innerWidth - 62, 240) : null, this.isPrinting);
        this.panel?.close();
        for (const chart of this.timeCharts) chart.close();
        this.timeCharts = [];
        this.panel = new MapPanel(this.report, this.mapState, (step) => this.timeCharts.forEach((chart) => chart.mark(step)));
        this.root.replaceChildren(
            h("a", { class: "skip", href: "#findings" }, t("skip")),
            this.bar(),
            header(this.report),
            contents(this.report),
            h(
                "main",
                {},
                findingsPart(this.report),
                this.panel.element,
                charts(this.report, this.timeCharts),
                caveats(this.report),
                provenance(this.report),
            ),
        );
        for (const chart of this.timeCharts) chart.mark(this.panel.step);
    }

    private bar(): HTMLElement {
        const languages = h(
            "select",
            {
                id: "language",
                "aria-label": t("language"),
                change: () => {
                    setLanguage(languages.value as Language);
                    this.render();
                    document.getElementById("language")?.focus();
                },
            },
            option("en", "English", language() === "en"),
            option("es", "Español", language() === "es"),
        );
        const themes = h(
            "select",
            {
                id: "theme",
                "aria-label": t("theme"),
                change: () => {
                    this.theme = themes.value as Theme;
                    if (this.theme === "auto") delete document.documentElement.dataset.theme;
                    else document.documentElement.dataset.theme = this.theme;
                    this.themeChanged();
                },
            },
            ...(["auto", "light", "dark"] as const).map((theme) => option(theme, t(`theme_${theme}`), theme === this.theme)),
        );
        return h(
            "div",
            { class: "bar" },
            h("span", { class: "brand" }, t("brand")),
            h("span", { class: "bar-tools" }, languages, themes, h("button", { type: "button", click: () => window.print() }, t("print"))),
        );
    }

    private themeChanged(): void {
        this.panel?.themeChanged();
        for (const chart of this.timeCharts) chart.draw();
    }

    /** Paper is light, whatever the screen is. */
    private forPrint(isPrinting: boolean): void {
        this.isPrinting = isPrinting;
        this.root.classList.toggle("printing", isPrinting);
        if (isPrinting) document.documentElement.dataset.theme = "light";
        else if (this.theme === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = this.theme;
        this.render(); // charts in two columns, maps as sharp as paper is
        this.panel?.drawNow(isPrinting);
        for (const chart of this.timeCharts) chart.draw();
    }
}

async function start(): Promise<void> {
    const root = document.getElementById("report") as HTMLElement;
    setLanguage(preferredLanguage());
    try {
        const report = await loadReport(document.getElementById("report-data") as HTMLElement);
        new Page(root, report).render();
        root.dataset.ready = "true";
    } catch (error) {
        root.append(h("p", { class: "broken", role: "alert" }, `${t("broken")} ${String(error)}`));
        throw error;
    }
}

void start();
