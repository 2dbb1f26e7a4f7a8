// Colours that stand for different things beside each other are told apart with any colour vision, in light and in dark.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

const css = fs.readFileSync(new URL("../src/style.css", import.meta.url), "utf8");

// How dichromats see linear sRGB: Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of
// Color Vision Deficiency", IEEE TVCG 15(6), table of severity 1.0.
const VISIONS = {
    full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const times = (m, [a, b, c]) => [0, 3, 6].map((i) => m[i] * a + m[i + 1] * b + m[i + 2] * c);

function linear(hex) {
    return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
}

/** CIELAB under D65. */
function lab(rgb) {
    const xyz = times([0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041], rgb.map((v) => Math.min(Math.max(v, 0), 1)));
    const [x, y, z] = xyz.map((v, i) => v / [0.95047, 1, 1.08883][i]).map((v) => (v > 216 / 24389 ? Math.cbrt(v) : ((24389 / 27) * v + 16) / 116));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000: Sharma, Wu and Dalal 2005. */
function difference([l1, a1, b1], [l2, a2, b2]) {
    const degrees = (radians) => ((radians * 180) / Math.PI + 360) % 360;
    const cos = (angle) => Math.cos((angle * Math.PI) / 180);
    const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
    const g = 1 + 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
    const [c1, c2] = [Math.hypot(g * a1, b1), Math.hypot(g * a2, b2)];
    const [h1, h2] = [degrees(Math.atan2(b1, g * a1)), degrees(Math.atan2(b2, g * a2))];
    const grey = c1 * c2 === 0;
    const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
    const hue = grey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 < 360 ? h1 + h2 + 360 : h1 + h2 - 360) / 2;
    const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
    const t = 1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63);
    const [dl, dc, dh] = [(l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2)), (c2 - c1) / (1 + 0.045 * c), (2 * Math.sqrt(c1 * c2) * Math.sin((turn * Math.PI) / 360)) / (1 + 0.015 * c * t)];
    const rotation = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin((60 * Math.exp(-(((hue - 275) / 25) ** 2)) * Math.PI) / 180);
    return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}

const block = (start, end) => Object.fromEntries([...css.slice(css.indexOf(start), css.indexOf(end)).matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
const THEMES = { light: block(":root {", ':root[data-theme="dark"]'), dark: block(':root[data-theme="dark"]', "@media (prefers-color-scheme: dark)") };
const numbered = (name, count) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
// The least CIEDE2000 of any two; from about 10 on colours are told apart at a glance.
const TOGETHER = {
    scenarios: [numbered("scenario", 6), 15],
    "the map": [["way", "official", "irregular", "settled", "waiting", "incidents", "held", "homicides"], 13],
    organisations: [numbered("organisation", 9), 13],
    difference: [["more", "less"], 25],
    layers: [numbered("layer", 12), 13],
};

test("the measure of colours gives the values of its authors' test data", () => {
    // Sharma, Wu and Dalal 2005, table 1, pairs 1, 7 and 25.
    assert.ok(Math.abs(difference([50, 2.6772, -79.7751], [50, 0, -82.7485]) - 2.0425) < 1e-4);
    assert.ok(Math.abs(difference([50, 0, 0], [50, -1, 2]) - 2.3669) < 1e-4);
    assert.ok(Math.abs(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387]) - 1.2644) < 1e-4);
});

for (const [theme, colours] of Object.entries(THEMES))
    for (const [what, [names, least]] of Object.entries(TOGETHER))
        test(`colours of ${what} are told apart with any colour vision, ${theme}`, () => {
            for (const [vision, matrix] of Object.entries(VISIONS))
                names.forEach((a, i) => {
                    for (const b of names.slice(i + 1)) {
                        const d = difference(lab(times(matrix, linear(colours[a]))), lab(times(matrix, linear(colours[b]))));
                        assert.ok(d >= least, `${a} ${colours[a]} and ${b} ${colours[b]} are ${d.toFixed(1)} apart with ${vision}, must be ${least}`);
                    }
                });
        });

test("the dark theme is one whether the reader or the system asks for it", () => {
    assert.deepEqual(block("@media (prefers-color-scheme: dark)", "* { box-sizing"), THEMES.dark);
});
