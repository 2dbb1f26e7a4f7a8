// What a report promises to its reader. The reports and the numbers they must show are made by tests/viewer_reports.py,
// which reads the numbers from the result files with h5py: node --test test/ with CORREDOR_REPORTS=<folder>.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { test } from "node:test";
import { dateShown, until, withPage, withReport } from "./browser.mjs";

const folder = process.env.CORREDOR_REPORTS;
if (!folder) throw new Error("CORREDOR_REPORTS names the folder that viewer_reports.py filled");
const expected = JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8"));
const report = (name) => path.join(folder, `${name}.html`);

function nothingWrong({ errors, requests }) {
    assert.deepEqual(errors, []);
    assert.equal(requests.length, 1, `asked for ${requests}`);
    assert.match(requests[0], /^file:/);
}

/** Goes to a step as a reader does, with the slider. */
async function seek(page, step) {
    await page.evaluate((to) => {
        const slider = document.getElementById("map-slider");
        slider.value = String(to);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, step);
    await until(page, (to) => document.getElementById("map-slider").value === String(to), step);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Where a place lies on the map, as parts of its width and height: Mercator between the edges that view.ts names. */
function onMap(lon, lat) {
    const edges = Object.fromEntries(
        [...fs.readFileSync(new URL("../src/view.ts", import.meta.url), "utf8").matchAll(/^const (WEST|EAST|SOUTH|NORTH) = (.*);$/gm)].map((m) => [m[1], Number(m[2])]),
    );
    const y = (degrees) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360));
    return { x: (lon - edges.WEST) / (edges.EAST - edges.WEST), y: (y(edges.NORTH) - y(lat)) / (y(edges.NORTH) - y(edges.SOUTH)) };
}

const details = (page, root = ".detail") =>
    page.evaluate((where) => {
        const box = document.querySelector(where);
        const values = [...box.querySelectorAll("dd")].map((d) => d.textContent);
        return Object.fromEntries([...box.querySelectorAll("dt")].map((d, i) => [d.textContent, values[i]]));
    }, root);

test("opens from disk without a request, an error or a long wait", async () => {
    await withReport(report("comparison"), async (page, seen) => {
        nothingWrong(seen);
        assert.equal(await page.locator("canvas.map").count(), 2);
        assert.equal(await page.locator(".findings li").count(), 5);
        const painted = await page.evaluate(() => {
            const canvas = document.querySelector("canvas.map");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set();
            for (let i = 0; i < data.length; i += 4) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
            return colours.size;
        });
        assert.ok(painted > 20, `the map has ${painted} colours`);
    });
});

test("playing moves the date on, and stopping stops it", async () => {
    await withReport(report("single"), async (page, seen) => {
        await seek(page, 0);
        const first = await dateShown(page);
        assert.equal(first, expected.single.first_date);
        await page.click("button.play");
        await until(page, (before) => document.getElementById("map-date").dataset.date > before, first);
        await page.click("button.play");
        const stopped = await dateShown(page);
        await page.waitForTimeout(400);
        assert.equal(await dateShown(page), stopped);
        nothingWrong(seen);
    });
});

test("the keyboard plays, moves in time and zooms", async () => {
    await withReport(report("single"), async (page) => {
        await seek(page, 0);
        await page.focus("#map-slider");
        await page.keyboard.press("ArrowRight");
        await until(page, () => document.getElementById("map-slider").value === "1");
        await page.focus("canvas.map");
        await page.keyboard.press(" ");
        await until(page, () => Number(document.getElementById("map-slider").value) > 1);
        await page.keyboard.press(" ");
        await page.keyboard.press("+");
    });
});

test("pointing at a place shows the numbers of the result file", async () => {
    await withReport(report("single"), async (page, seen) => {
        const { step, place, values } = expected.single;
        await seek(page, step);
        await page.selectOption("#map-place", { label: place });
        await page.waitForTimeout(100);
        const chosen = await details(page);
        for (const [label, value] of Object.entries(values)) assert.equal(chosen[label], value, label);
        // The same by pointing: where the chosen place is marked lies a canvas point that the tip describes.
        const canvas = page.locator("canvas.map").first();
        await canvas.scrollIntoViewIfNeeded();
        const box = await canvas.boundingBox();
        const at = onMap(...expected.single.lon_lat);
        await page.mouse.move(box.x + at.x * box.width, box.y + at.y * box.height);
        await until(page, () => !document.querySelector(".tip").hidden);
        const hovered = await details(page, ".tip");
        for (const [label, value] of Object.entries(values)) assert.equal(hovered[label], value, label);
        nothingWrong(seen);
    });
});

test("a border shows the crossings of the result file", async () => {
    await withReport(report("single"), async (page) => {
        const { step, border, border_values } = expected.single;
        await seek(page, step);
        await page.selectOption("#map-place", { label: border });
        await page.waitForTimeout(100);
        const shown = await details(page);
        for (const [label, value] of Object.entries(border_values)) assert.equal(shown[label], value, label);
    });
});

test("counts of fewer than five agents are not shown", async () => {
    await withReport(report("crime"), async (page) => {
        await seek(page, 0);
        await page.selectOption("#map-place", { label: expected.crime.place });
        await page.waitForTimeout(100);
        assert.match(Object.values(await details(page)).join("|"), /< 5 people/);
    });
});

/** Everything that a reader or a screen reader can meet on the page: text, titles of shapes, names. */
const everythingSaid = (page, where) =>
    page.evaluate((selector) => {
        const root = document.querySelector(selector);
        const names = [...root.querySelectorAll("[aria-label]")].map((e) => e.getAttribute("aria-label"));
        return [...root.querySelectorAll("text.value, text:not(.tick), title, td:not(.source, .as-observed), th, p, li, dd")].map((e) => e.textContent).concat(names);
    }, where);

test("no chart or table says a count of fewer than five agents", async () => {
    await withReport(report("single"), async (page) => {
        const { few, persons_per_agent } = expected.single;
        assert.ok(few.length > 0, "the result has no such count: there is nothing to hide");
        const said = (await everythingSaid(page, "#charts")).join("\n") + (await everythingSaid(page, "#findings")).join("\n");
        // Whole multiples of an agent below five of them, standing by themselves.
        for (let agents = 1; agents < 5; agents++) {
            const number = (agents * persons_per_agent).toLocaleString("en-GB");
            const bare = new RegExp(`(^|[^\\d.,–$<+−] ?)${number}( people|$)`, "m");
            const line = said.split("\n").find((text) => bare.test(text));
            assert.equal(line, undefined, `says ${number}`);
        }
    });
});

test("totals are those of the result file", async () => {
    await withReport(report("single"), async (page) => {
        const shown = await page.evaluate(() => {
            const card = [...document.querySelectorAll(".card")].find((c) => c.querySelector("h3")?.textContent === "What befalls people, by kind");
            return Object.fromEntries([...card.querySelectorAll("tbody tr")].map((r) => [r.children[0].textContent, r.children[1].textContent]));
        });
        for (const [kind, total] of Object.entries(expected.single.incidents)) assert.equal(shown[kind], total, kind);
    });
    await withReport(report("crime"), async (page) => {
        const text = await page.evaluate(() => [...document.querySelectorAll(".card")].find((c) => c.querySelector("h3")?.textContent === "People taken captive, by how").textContent);
        for (const total of expected.crime.captives) assert.ok(text.includes(total), total);
    });
});

/** What a report embeds: its header, and packed numbers by where they lie. */
function contentOf(name) {
    const html = fs.readFileSync(report(name), "utf8");
    const bytes = zlib.gunzipSync(Buffer.from(/id="report-data">([^<]*)</.exec(html)[1], "base64"));
    return JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32LE(0)).toString("utf8"));
}

test("bars of few are all alike, and no whisker tells them apart", async () => {
    await withReport(report("single"), async (page) => {
        const bars = await page.evaluate(() =>
            [...document.querySelectorAll("svg.bars g")]
                .filter((g) => /^< /.test(g.querySelector("text.value")?.textContent ?? ""))
                .map((g) => ({ chart: g.closest("svg").getAttribute("aria-label"), width: g.querySelector("rect").getAttribute("width"), whiskers: g.querySelectorAll("line").length })),
        );
        assert.ok(bars.length > 1, "there are bars of few");
        for (const chart of new Set(bars.map((bar) => bar.chart))) assert.equal(new Set(bars.filter((bar) => bar.chart === chart).map((bar) => bar.width)).size, 1, chart);
        assert.ok(bars.every((bar) => bar.whiskers === 0));
    });
});

test("no effect, share or loss is said of few", async () => {
    const { measures } = contentOf("comparison");
    const few = measures.filter((measure) => measure.of[1].is_few);
    assert.ok(few.length > 0, "there is something to hide");
    for (const measure of few) assert.deepEqual([measure.of[1].effect, measure.of[1].low, measure.of[1].high], [null, null, null], measure.key);
    for (const measure of measures.filter((m) => m.key.startsWith("losses_usd_"))) {
        const counted = measures.find((m) => m.key === measure.key.replace("losses_usd_", "incidents_"));
        measure.of.forEach((of, i) => {
            if (counted.of[i].mean > 0 && counted.of[i].mean < 5 * expected.single.persons_per_agent) assert.equal(of.mean, null, measure.key);
        });
    }
    await withReport(report("comparison"), async (page) => {
        assert.match(await page.evaluate(() => document.querySelector(".effects").innerText), /too few to say/);
        assert.doesNotMatch(await page.evaluate(() => document.getElementById("report").innerText), /[−+]0(\.0)?\s%/);
    });
});

test("the scenarios saved from the page and its commands make results and report again", async () => {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), "corredor-again-"));
    const script = path.join(place, "script");
    fs.mkdirSync(script);
    try {
        await withReport(report("again"), async (page) => {
            for (const button of await page.locator("button.save").all()) {
                const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
                const name = download.suggestedFilename();
                await download.saveAs(path.join(name.endsWith(".sh") ? script : place, name));
            }
            const shown = await page.locator(".yaml-sha256").allTextContents();
            const sums = shown.map((_, i) => createHash("sha256").update(fs.readFileSync(path.join(place, `scenario_${i + 1}.yaml`))).digest("hex"));
            assert.deepEqual(shown, sums, "the sum on the page is that of the file that is saved from it");
            fs.writeFileSync(path.join(place, "commands.txt"), await page.locator(".commands").textContent());
        });
        const bin = path.join(place, "bin");
        fs.mkdirSync(bin);
        fs.symlinkSync(expected.program, path.join(bin, "corredor"));
        const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
        const follow = (folder, file) => execFileSync("sh", ["-e", file], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
        follow(place, "commands.txt");
        follow(script, "run_again.sh");
        for (const folder of [place, script])
            for (const [file, sum] of Object.entries(expected.again)) assert.equal(createHash("sha256").update(fs.readFileSync(path.join(folder, file))).digest("hex"), sum, file);
    } finally {
        fs.rmSync(place, { recursive: true, force: true });
    }
});

test("what was changed is said in sentences, in both languages", async () => {
    await withReport(report("comparison"), async (page) => {
        const said = () => page.evaluate(() => document.querySelector(".changes .effect").textContent);
        assert.equal(await said(), "From 1 January 2018 until 1 January 2019: posts are closed, Rumichaca – Rumichaca; toll on the trochas there: × 2.".replace("Rumichaca – Rumichaca", expected.comparison.border));
        await page.selectOption("#language", "es");
        assert.equal(await said(), `Desde el 1 de enero de 2018 hasta el 1 de enero de 2019: se cierran los puestos, ${expected.comparison.border}; peaje en las trochas de allí: × 2.`);
        assert.match(await page.evaluate(() => document.querySelector("header").innerText), /como los escribió su autor/);
        assert.match(await page.evaluate(() => document.querySelector(".against").textContent), /El corredor tal como fue/);
    });
});

test("the model stands beside what was observed, with naive forecasts", async () => {
    const { targets } = contentOf("single");
    assert.ok(targets.rows.length > 10 && targets.series.length > 5);
    await withReport(report("single"), async (page) => {
        const rows = await page.locator(".target-series tbody tr").count();
        assert.equal(rows, targets.series.length);
        assert.match(await page.locator(".verdict").textContent(), /closer to the model than to the best forecast/);
    });
});

test("a telephone shows charts in letters that can be read, and nothing wider than itself", async () => {
    await withReport(
        report("comparison"),
        async (page) => {
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "scrolls sideways");
            const sizes = await page.evaluate(() =>
                [...document.querySelectorAll("svg.bars")].filter((s) => s.clientWidth > 0).map((s) => (11 * s.getBoundingClientRect().width) / s.viewBox.baseVal.width),
            );
            assert.ok(sizes.length > 3);
            for (const size of sizes) assert.ok(size >= 10, `letters of ${size} pixels`);
        },
        { width: 375, height: 800 },
    );
});

test("the table of crossings has every map that is shown", async () => {
    await withReport(report("comparison"), async (page) => {
        await page.evaluate(() => (document.querySelector(".details-part details").open = true));
        await until(page, () => document.querySelectorAll(".table-box tbody tr").length > 0);
        const head = await page.locator(".table-box thead th[scope=colgroup]").allTextContents();
        assert.deepEqual(head, await page.locator("figcaption").evaluateAll((all) => all.slice(0, 2).map((c) => c.textContent)));
    });
});

test("on paper both scenarios are there, each chart names its own, and pages are few", async () => {
    await withReport(report("comparison"), async (page) => {
        await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
        assert.equal(await page.locator("canvas.map").count(), 2);
        const nameless = await page.evaluate(() => {
            const titles = [...document.querySelectorAll(".stage figcaption")].map((c) => c.textContent);
            return [...document.querySelectorAll("#charts .card")].filter((card) => !titles.some((title) => card.textContent.includes(title))).map((card) => card.querySelector("h3").textContent);
        });
        assert.deepEqual(nameless, []);
        await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
        const pdf = (await page.pdf({ format: "A4", printBackground: true, preferCSSPageSize: true })).toString("latin1");
        const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
        assert.ok(pages <= 14, `${pages} pages`);
    });
});

test("what the tip says follows the date while it is shown", async () => {
    await withReport(report("single"), async (page) => {
        const { step, place, lon_lat } = expected.single;
        await seek(page, 0);
        await page.selectOption("#map-place", { label: place });
        const canvas = page.locator("canvas.map").first();
        await canvas.scrollIntoViewIfNeeded();
        const box = await canvas.boundingBox();
        const at = onMap(...lon_lat);
        await page.mouse.move(box.x + at.x * box.width, box.y + at.y * box.height);
        await until(page, () => !document.querySelector(".tip").hidden);
        await seek(page, step);
        assert.equal((await details(page, ".tip")).Settled, expected.single.values.Settled);
    });
});

test("of several alternatives each finding says which it is about", async () => {
    await withReport(report("three"), async (page, seen) => {
        const findings = await page.locator(".findings li").allTextContents();
        assert.equal(findings.length, 5);
        for (const title of expected.three.titles) assert.ok(findings.some((text) => text.startsWith(`${title}: `)), title);
        nothingWrong(seen);
    });
});

test("a notebook shows the report in its frame", async () => {
    await withPage(path.join(folder, "notebook.html"), async (page, { errors }) => {
        const frame = page.frames().find((f) => f !== page.mainFrame());
        assert.ok(frame, "there is a frame");
        for (let waited = 0; waited < 200 && !(await frame.evaluate(() => document.getElementById("report")?.dataset.ready)); waited++) await page.waitForTimeout(50);
        assert.equal(await frame.evaluate(() => document.getElementById("report").dataset.ready), "true");
        const before = await frame.evaluate(() => document.getElementById("map-date").dataset.date);
        await frame.evaluate(() => document.querySelector("button.play").click());
        await page.waitForTimeout(1500);
        assert.notEqual(await frame.evaluate(() => document.getElementById("map-date").dataset.date), before);
        assert.deepEqual(errors, []);
    });
});

test("both languages say everything in their own words", async () => {
    await withReport(report("comparison"), async (page, seen) => {
        const words = () => page.evaluate(() => document.getElementById("report").innerText);
        assert.match(await words(), /Findings/);
        await page.selectOption("#language", "es");
        const spanish = await words();
        assert.match(spanish, /Resultados/);
        assert.doesNotMatch(spanish, /Findings|Where the numbers come from|fall by|rise by/);
        assert.equal(await page.evaluate(() => document.documentElement.lang), "es");
        await page.selectOption("#language", "en");
        assert.match(await words(), /Where the numbers come from/);
        nothingWrong(seen);
    });
});

test("a layer that is switched off is no longer drawn", async () => {
    await withReport(report("single"), async (page) => {
        const picture = () => page.evaluate(() => document.querySelector("canvas.map").toDataURL());
        await seek(page, expected.single.step);
        const all = await picture();
        for (const layer of ["settled", "irregular", "on_the_way"]) {
            await page.uncheck(`#layer-${layer}`);
            await page.waitForTimeout(100);
            assert.notEqual(await picture(), all, layer);
            await page.check(`#layer-${layer}`);
            await page.waitForTimeout(100);
            assert.equal(await picture(), all, layer);
        }
    });
});

test("a difference of two scenarios is shown with its sign", async () => {
    await withReport(report("comparison"), async (page, seen) => {
        await page.selectOption("#map-mode", "difference");
        await seek(page, expected.comparison.step);
        await page.selectOption("#map-place", { label: expected.comparison.border });
        await page.waitForTimeout(100);
        const shown = await details(page);
        for (const [label, value] of Object.entries(expected.comparison.values)) assert.equal(shown[label], value, label);
        nothingWrong(seen);
    });
});

test("a hostile title is text in every place", async () => {
    await withReport(report("hostile"), async (page, seen) => {
        const { title } = expected.hostile;
        assert.equal(await page.evaluate(() => document.querySelector("h1").textContent), title);
        assert.equal(await page.title(), title.replaceAll(/[ \t\n]+/g, " ").trim());
        assert.equal(await page.evaluate(() => window.pwned), undefined);
        assert.equal(await page.locator("img").count(), 0);
        assert.equal(await page.locator("script").count(), 2);
        nothingWrong(seen);
    });
});

test("panels of organisations are there when their variables are, and only then", async () => {
    await withReport(report("crime"), async (page, seen) => {
        const text = await page.evaluate(() => document.getElementById("report").innerText);
        for (const title of ["Members of organisations", "Income of organisations by economy", "Homicides", "Command", "People taken captive"])
            assert.match(text, new RegExp(title));
        for (const layer of ["held", "control", "homicides"]) assert.equal(await page.locator(`#layer-${layer}`).count(), 1, layer);
        nothingWrong(seen);
    });
    await withReport(report("peaceful"), async (page) => {
        const text = await page.evaluate(() => document.getElementById("charts").innerText);
        for (const title of ["Members of organisations", "Income of organisations by economy", "Command"])
            assert.doesNotMatch(text, new RegExp(title));
        for (const layer of ["control", "homicides"]) assert.equal(await page.locator(`#layer-${layer}`).count(), 0, layer);
    });
});

test("who fared differently is drawn when a comparison is given", async () => {
    await withReport(report("crossed"), async (page, seen) => {
        const text = await page.evaluate(() => document.getElementById("charts").innerText);
        assert.match(text, /Who fared differently/);
        nothingWrong(seen);
    });
});

test("controls have names, and the picture has words beside it", async () => {
    await withReport(report("comparison"), async (page) => {
        const nameless = await page.evaluate(() =>
            [...document.querySelectorAll("button, select, input, canvas.map, [role=img]")]
                .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length))
                .map((e) => e.outerHTML.slice(0, 80)),
        );
        assert.deepEqual(nameless, []);
        const headings = await page.evaluate(() => [...document.querySelectorAll("h1, h2")].map((e) => e.tagName));
        assert.equal(headings.filter((tag) => tag === "H1").length, 1);
        await page.evaluate(() => (document.querySelector(".details-part details").open = true));
        await until(page, () => document.querySelectorAll(".table-box tbody tr").length > 0);
    });
});

test("prints on white paper without its controls", async () => {
    await withReport(
        report("comparison"),
        async (page) => {
            await page.emulateMedia({ media: "print", colorScheme: "light" });
            assert.equal(await page.locator("#theme").isVisible(), false);
            assert.equal(await page.locator("canvas.map").first().isVisible(), true);
            await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
            const brightness = await page.evaluate(() => {
                const canvas = document.querySelector("canvas.map");
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                let sum = 0;
                for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
                return sum / (data.length * 0.75) / 255;
            });
            assert.ok(brightness > 0.8, `a map for paper is light at once, not ${brightness}`);
            const pdf = await page.pdf({ format: "A4", printBackground: true });
            assert.ok(pdf.length > 50_000, `${pdf.length} bytes`);
        },
        { colorScheme: "dark" },
    );
});
