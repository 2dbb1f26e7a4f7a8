// The reports that tests open, and what they must show: made by tests/viewer_reports.py, which reads the numbers from the
// result files with h5py. CORREDOR_REPORTS names its folder.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { until } from "./browser.mjs";

export const folder = process.env.CORREDOR_REPORTS;
if (!folder) throw new Error("CORREDOR_REPORTS names the folder that viewer_reports.py filled");
export const expected = JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8"));
export const report = (name) => path.join(folder, `${name}.html`);

export function nothingWrong({ errors, requests }) {
    assert.deepEqual(errors, []);
    assert.equal(requests.length, 1, `asked for ${requests}`);
    assert.match(requests[0], /^file:/);
}

/** Goes to a step as a reader does, with the slider. */
export async function seek(page, step) {
    await page.evaluate((to) => {
        const slider = document.getElementById("map-slider");
        slider.value = String(to);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, step);
    await until(page, (to) => document.getElementById("map-slider").value === String(to), step);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Where a place lies on a map of some size: Mercator between the edges that view.ts names, in the middle of the map. */
export function onMap(lon, lat, { width, height }) {
    const edges = Object.fromEntries(
        [...fs.readFileSync(new URL("../src/view.ts", import.meta.url), "utf8").matchAll(/^const (WEST|EAST|SOUTH|NORTH) = (.*);$/gm)].map((m) => [m[1], Number(m[2])]),
    );
    const y = (degrees) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360));
    const span = { x: ((edges.EAST - edges.WEST) * Math.PI) / 180, y: y(edges.NORTH) - y(edges.SOUTH) };
    const scale = Math.min(width / span.x, height / span.y);
    const middle = { x: (edges.EAST + edges.WEST) / 2, y: (y(edges.NORTH) + y(edges.SOUTH)) / 2 };
    return { x: width / 2 + ((lon - middle.x) * Math.PI * scale) / 180, y: height / 2 - (y(lat) - middle.y) * scale };
}

export const details = (page, root = ".detail") =>
    page.evaluate((where) => {
        const box = document.querySelector(where);
        const values = [...box.querySelectorAll("dd")].map((d) => d.textContent);
        return Object.fromEntries([...box.querySelectorAll("dt")].map((d, i) => [d.textContent, values[i]]));
    }, root);


/** Everything that a reader or a screen reader can meet on the page: text, titles of shapes, names. */
export const everythingSaid = (page, where) =>
    page.evaluate((selector) => {
        const root = document.querySelector(selector);
        const names = [...root.querySelectorAll("[aria-label]")].map((e) => e.getAttribute("aria-label"));
        return [...root.querySelectorAll("text.value, text:not(.tick), title, td:not(.source, .as-observed), th, p, li, dd")].map((e) => e.textContent).concat(names);
    }, where);

/** What a report embeds: its header, and packed numbers by where they lie. */
export function contentOf(name) {
    const html = fs.readFileSync(report(name), "utf8");
    const bytes = zlib.gunzipSync(Buffer.from(/id="report-data">([^<]*)</.exec(html)[1], "base64"));
    return JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32LE(0)).toString("utf8"));
}
