// Where the map looks: a Mercator projection of the corridor, zoomed and moved.

import { geoMercator, geoPath, type GeoProjection } from "d3-geo";
import outlines from "../../scenarios/data/country_outlines.geojson";
import type { Place } from "./data";

type Ring = [number, number][];
interface Feature {
    type: "Feature";
    properties: { country: string; name: string };
    geometry: { type: "MultiPolygon"; coordinates: Ring[][] };
}

// What the map shows at least before anyone zooms [degrees]; a wide one shows more on both sides. Places beyond stand at
// the edge.
const WEST = -82.6;
const EAST = -54.5;
const SOUTH = -38.2;
const NORTH = 13.3;

/** Width that the corridor takes for each pixel of its height. */
export const ASPECT = (() => {
    const y = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
    return ((EAST - WEST) * Math.PI) / 180 / (y(NORTH) - y(SOUTH));
})();

// d3 takes what is on the left of a ring for its outside; RFC 7946 says the opposite.
const features = (outlines as unknown as { features: Feature[] }).features.map((f) => ({
    ...f,
    geometry: { ...f.geometry, coordinates: f.geometry.coordinates.map((rings) => rings.map((ring) => [...ring].reverse())) },
}));

export interface Point {
    x: number;
    y: number;
}

export class View {
    zoom = 1;
    private shift: Point = { x: 0, y: 0 };
    private projection: GeoProjection = geoMercator();
    private outside = new Path2D();
    private inside = new Path2D();
    private labels: { code: string; at: Point }[] = [];
    width = 1;
    height = 1;

    constructor(private readonly corridor: ReadonlySet<string>) {
        this.resize(600, Math.round(600 / ASPECT));
    }

    /** Takes another size and goes on looking at the same place. */
    resize(width: number, height: number): void {
        if (width === this.width && height === this.height) return;
        const looksAt = this.zoom > 1 ? this.middle() : null;
        this.width = width;
        this.height = height;
        this.project();
        if (!looksAt) return this.whole();
        const [x, y] = this.projection(looksAt) ?? [0, 0];
        this.shift = { x: this.width / 2 - x * this.zoom, y: this.height / 2 - y * this.zoom };
        this.keepInside();
    }

    /** Width of the corridor itself before anyone zooms, whatever stands beside it. */
    get corridorWidth(): number {
        return Math.min(this.width, this.height * ASPECT);
    }

    /** Longitude and latitude of the middle of the map. */
    private middle(): [number, number] {
        const base: [number, number] = [(this.width / 2 - this.shift.x) / this.zoom, (this.height / 2 - this.shift.y) / this.zoom];
        return this.projection.invert?.(base) ?? [(WEST + EAST) / 2, (SOUTH + NORTH) / 2];
    }

    private project(): void {
        this.projection = geoMercator().fitSize([this.width, this.height], {
            type: "MultiPoint",
            coordinates: [
                [WEST, NORTH],
                [EAST, SOUTH],
            ],
        });
        const drawn = (isInside: boolean) =>
            new Path2D(features.filter((f) => this.corridor.has(f.properties.country) === isInside).map((f) => geoPath(this.projection)(f) ?? "").join(""));
        this.outside = drawn(false);
        this.inside = drawn(true);
        this.labels = features.filter((f) => this.corridor.has(f.properties.country)).map((f) => this.label(f));
    }

    /** Paths of the countries of the corridor and of others, in coordinates before zoom. */
    get paths(): { inside: Path2D; outside: Path2D } {
        return { inside: this.inside, outside: this.outside };
    }

    /** Where the name of a country of the corridor stands, in coordinates before zoom: in the middle of its largest part. */
    get countries(): { code: string; at: Point }[] {
        return this.labels;
    }

    private label({ properties, geometry }: Feature): { code: string; at: Point } {
        const path = geoPath(this.projection);
        const parts = geometry.coordinates.map((rings) => ({ type: "Polygon" as const, coordinates: rings }));
        const [x, y] = path.centroid(parts.reduce((a, b) => (path.area(b) > path.area(a) ? b : a)));
        return { code: properties.country, at: { x, y } };
    }

    /** Before zoom; places beyond the map stand at its edge in their direction. */
    base(place: Place): Point {
        const margin = this.corridorWidth * 0.035;
        const [x, y] = this.projection([place.lon, place.lat]) ?? [0, 0];
        if (x >= 0 && x <= this.width && y >= 0 && y <= this.height) return { x, y };
        return {
            x: Math.min(Math.max(x, margin), this.width - margin),
            y: Math.min(Math.max(y, margin), this.height - margin),
        };
    }

    onScreen(base: Point): Point {
        return { x: base.x * this.zoom + this.shift.x, y: base.y * this.zoom + this.shift.y };
    }

    transform(context: CanvasRenderingContext2D, pixelRatio: number): void {
        const k = this.zoom * pixelRatio;
        context.setTransform(k, 0, 0, k, this.shift.x * pixelRatio, this.shift.y * pixelRatio);
    }

    zoomBy(factor: number, around: Point = { x: this.width / 2, y: this.height / 2 }): void {
        const zoom = Math.min(Math.max(this.zoom * factor, 1), 400);
        const k = zoom / this.zoom;
        this.shift = { x: around.x - (around.x - this.shift.x) * k, y: around.y - (around.y - this.shift.y) * k };
        this.zoom = zoom;
        this.keepInside();
    }

    moveBy(dx: number, dy: number): void {
        this.shift = { x: this.shift.x + dx, y: this.shift.y + dy };
        this.keepInside();
    }

    whole(): void {
        this.zoom = 1;
        this.shift = { x: 0, y: 0 };
    }

    /** Looks at some places so that they fill the map, but no nearer than `nearest` times. */
    lookAt(places: Place[], nearest = 400): void {
        const points = places.map((p) => this.base(p));
        const xs = points.map((p) => p.x);
        const ys = points.map((p) => p.y);
        const span = Math.max((Math.max(...xs) - Math.min(...xs)) / this.width, (Math.max(...ys) - Math.min(...ys)) / this.height, 1e-6);
        this.zoom = Math.min(Math.max(0.5 / span, 1), nearest);
        const x = (Math.max(...xs) + Math.min(...xs)) / 2;
        const y = (Math.max(...ys) + Math.min(...ys)) / 2;
        this.shift = { x: this.width / 2 - x * this.zoom, y: this.height / 2 - y * this.zoom };
        this.keepInside();
    }

    private keepInside(): void {
        this.shift.x = Math.min(0, Math.max(this.shift.x, this.width * (1 - this.zoom)));
        this.shift.y = Math.min(0, Math.max(this.shift.y, this.height * (1 - this.zoom)));
    }
}
