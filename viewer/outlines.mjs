// Makes ../scenarios/data/country_outlines.geojson from Natural Earth (public domain), as the npm package world-atlas
// carries it. Only for renewing the file; the build does not need it:
//   npm install --no-save world-atlas@2.0.2 topojson-client@3.1.0 topojson-simplify@3.0.3 && node outlines.mjs
import fs from "node:fs";
import { feature } from "topojson-client";
import { presimplify, quantile, simplify } from "topojson-simplify";

const shown = [-93, -57, -33, 20]; // west, south, east, north [degrees]: what the map can show
const codes = { // ISO 3166: numbers in the source, two letters in our files
    "032": "AR", "068": "BO", "076": "BR", "084": "BZ", "152": "CL", "170": "CO", "188": "CR", "214": "DO", "218": "EC",
    "222": "SV", "238": "FK", "250": "FR", "320": "GT", "328": "GY", "332": "HT", "340": "HN", "388": "JM", "484": "MX",
    "531": "CW", "533": "AW", "558": "NI", "591": "PA", "600": "PY", "604": "PE", "630": "PR", "740": "SR", "780": "TT",
    "858": "UY", "862": "VE",
};
const smallest = 0.02; // [square degrees]: islets below it are left out

const topology = JSON.parse(fs.readFileSync("node_modules/world-atlas/countries-10m.json", "utf8"));
const objects = topology.objects.countries.geometries.filter((g) => g.id in codes);
topology.objects = { countries: { type: "GeometryCollection", geometries: objects } };
const weighed = presimplify(topology);
const simple = simplify(weighed, quantile(weighed, 0.1)); // neighbours keep the border that they share

const area = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0) / 2;
const rounded = (ring) => {
    const points = ring.map(([x, y]) => [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000]);
    return points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
};
const isShown = (ring) => {
    const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
    return Math.max(...xs) > shown[0] && Math.min(...xs) < shown[2] && Math.max(...ys) > shown[1] && Math.min(...ys) < shown[3];
};
// RFC 7946: outer rings run counter-clockwise, holes clockwise.
const wound = (ring, outer) => (area(ring) > 0 === outer ? ring : [...ring].reverse());

const features = [];
for (const geometry of objects) {
    const { geometry: shape } = feature(simple, simple.objects.countries.geometries.find((g) => g.id === geometry.id));
    const parts = (shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates)
        .filter(([outer]) => isShown(outer) && Math.abs(area(outer)) > smallest)
        .map((rings) => rings.map((ring, i) => wound(rounded(ring), i === 0)).filter((ring) => ring.length > 3));
    if (parts.length === 0) continue;
    features.push({
        type: "Feature",
        properties: { country: codes[geometry.id], name: geometry.properties.name },
        geometry: { type: "MultiPolygon", coordinates: parts },
    });
}
features.sort((a, b) => (a.properties.country < b.properties.country ? -1 : 1));
const lines = features.map((f) => JSON.stringify(f)).join(",\n");
fs.writeFileSync("../scenarios/data/country_outlines.geojson", `{"type": "FeatureCollection", "features": [\n${lines}\n]}\n`);
