// Names of places and countries on the map.

import type { Place, Report } from "./data";
import type { Fields } from "./fields";
import { countryName, placeName } from "./i18n";
import type { Palette } from "./map_colours";
import type { View } from "./view";

interface Box {
    x: number;
    y: number;
    w: number;
    h: number;
}

export class MapNames {
    constructor(
        private readonly report: Report,
        private readonly view: View,
        private readonly fields: () => Fields,
    ) {}

    /** Large cities always, all places when looked at closely; the first one wins where names would overlap. */
    draw(c: CanvasRenderingContext2D, colours: Palette): void {
        const size = Math.max(10, Math.min(12, (11.5 * this.view.width) / 600));
        c.font = `${size}px system-ui, "Liberation Sans", sans-serif`;
        c.textBaseline = "middle";
        const taken: Box[] = [];
        for (const node of this.namedNodes()) {
            const place = this.report.header.nodes[node] as Place;
            const at = this.view.onScreen(this.view.base(place));
            if (at.x < 0 || at.y < 0 || at.x > this.view.width || at.y > this.view.height) continue;
            const text = placeName(place);
            const w = c.measureText(text).width;
            const onLeft = at.x + w + 8 > this.view.width;
            const box = { x: onLeft ? at.x - w - 6 : at.x + 6, y: at.y - size / 2, w, h: size + 2 };
            if (taken.some((b) => b.x < box.x + box.w && box.x < b.x + b.w && b.y < box.y + box.h && box.y < b.y + b.h)) continue;
            taken.push(box);
            c.lineWidth = 3;
            c.lineJoin = "round";
            c.strokeStyle = colours.land;
            c.globalAlpha = 0.85;
            c.strokeText(text, box.x, at.y);
            c.globalAlpha = 1;
            c.fillStyle = colours.ink;
            c.fillText(text, box.x, at.y);
        }
        this.drawCountries(c, colours, taken, size);
    }

    /** Of countries, in spaced letters under those of places. */
    private drawCountries(c: CanvasRenderingContext2D, colours: Palette, taken: Box[], size: number): void {
        c.font = `600 ${size}px system-ui, "Liberation Sans", sans-serif`;
        c.fillStyle = colours.border;
        for (const { code, at } of this.view.countries) {
            const text = countryName(code).toLocaleUpperCase(document.documentElement.lang);
            const w = c.measureText(text).width;
            const point = this.view.onScreen(at);
            if (point.x < 0 || point.y < 0 || point.x > this.view.width || point.y > this.view.height) continue;
            const x = Math.min(Math.max(point.x - w / 2, 2), this.view.width - w - 2);
            if (taken.some((b) => b.x < x + w && x < b.x + b.w && b.y < point.y + size && point.y - size < b.y + b.h)) continue;
            c.fillText(text, x, point.y);
        }
    }

    private byPeople: number[] | null = null;
    private namedNodes(): number[] {
        const all = (this.byPeople ??= this.report.header.nodes
            .map((place, i) => ({ i, size: peak(this.fields().nodes.settled[i]) + peak(this.fields().nodes.exited[i]) + peak(this.fields().nodes.departures[i]) * 52, place }))
            .sort((a, b) => b.size - a.size)
            .map(({ i }) => i));
        if (this.view.zoom > 5) return all;
        const towns = all.filter((i) => this.report.header.nodes[i]?.kind !== "trocha");
        return this.view.zoom > 3 ? towns : towns.slice(0, this.view.zoom > 2 ? 45 : this.view.width < 450 ? 12 : 18);
    }
}

function peak(cell: Float64Array | null | undefined): number {
    let most = 0;
    if (cell) for (const value of cell) most = Math.max(most, Math.abs(value));
    return most;
}
