// How a report opens, is handled and is read: on a screen, a telephone and paper, with and without eyes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { dateShown, until, withPage, withReport } from "./browser.mjs";
import { details, expected, folder, nothingWrong, report, seek } from "./samples.mjs";

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

test("of several scenarios any two are set beside each other, or one taken from the other", async () => {
    await withReport(report("three"), async (page, seen) => {
        const [first, second] = expected.three.titles;
        await page.selectOption("#map-scenario", { label: second });
        await page.selectOption("#map-base", { label: first });
        assert.deepEqual(await page.locator(".stage figcaption").allTextContents(), [first, second]);
        await page.selectOption("#map-mode", "difference");
        assert.deepEqual(await page.locator(".stage figcaption").allTextContents(), [`${second} minus ${first}`]);
        nothingWrong(seen);
    });
});

test("all of a map is in the window, and the legend says what its marks are", async () => {
    await withReport(
        report("crime"),
        async (page) => {
            const box = await page.locator("canvas.map").first().boundingBox();
            assert.ok(box.height <= 600, `the map is ${box.height} high`);
            const legend = await page.locator(".legend").innerText();
            for (const words of [/homicides per/, /controls; a full ring/, /Held against their will/]) assert.match(legend, words);
        },
        { width: 1400, height: 600 },
    );
});

test("the map opens at the borders in question, and its legend follows the layers and the zoom", async () => {
    await withReport(report("comparison"), async (page, seen) => {
        assert.equal(await page.inputValue("#map-region"), "touched");
        assert.equal(await page.locator("#map-region option:checked").innerText(), "The borders in question");
        const picture = () => page.locator("canvas.map").first().evaluate((canvas) => canvas.toDataURL());
        const legend = () => page.locator(".legend").innerHTML();
        const settle = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const [near, ofNear] = [await picture(), await legend()];
        await page.selectOption("#map-region", "");
        await settle();
        assert.ok((await picture()) !== near, "the whole corridor is another picture");
        assert.ok((await legend()) !== ofNear, "marks are smaller on the whole corridor");
        await page.selectOption("#map-region", "touched");
        await settle();
        assert.ok((await legend()) === ofNear, "back at the borders marks are as large as at first");
        await page.locator("canvas.map").first().focus();
        await page.keyboard.press("Home");
        assert.equal(await page.inputValue("#map-region"), "");
        assert.match(await page.locator(".legend").innerText(), /Settled/);
        await page.uncheck("#layer-settled");
        await settle();
        assert.doesNotMatch(await page.locator(".legend").innerText(), /Settled/);
        nothingWrong(seen);
    });
    await withReport(report("crime"), async (page) => assert.equal(await page.inputValue("#map-region"), ""));
});

test("drawn effects have an axis", async () => {
    await withReport(report("comparison"), async (page) => {
        assert.equal(await page.locator(".forest-axis").first().textContent(), "−50 %0+50 %");
    });
});

test("in Spanish places and countries have their Spanish names", async () => {
    await withReport(report("comparison"), async (page) => {
        await page.selectOption("#language", "es");
        const places = (await page.locator("#map-place option").allTextContents()).join("\n");
        for (const name of ["Ciudad de México", "Estados Unidos (El Paso)", "Penal de Tocorón", "(Perú)", "(Brasil)", "Lima"]) assert.ok(places.includes(name), name);
        const said = await page.evaluate(() => {
            const words = document.createTreeWalker(document.getElementById("report"), NodeFilter.SHOW_TEXT);
            const all = [];
            while (words.nextNode()) if (!words.currentNode.parentElement.closest("[lang=en], pre, code")) all.push(words.currentNode.textContent);
            return all.join("\n");
        });
        assert.doesNotMatch(said, /\b(Mexico City|United States|Panama City|Brazil|bridge|prison|Spain)\b/);
    });
});

test("every table, group and button has a name of its own, and every heading of a table says what it heads", async () => {
    await withReport(report("crossed"), async (page) => {
        const found = await page.evaluate(() => {
            const named = (e) => e.getAttribute("aria-label") || e.querySelector(":scope > caption, :scope > legend")?.textContent.trim();
            const nameOf = (e) => e.getAttribute("aria-label") || e.textContent.trim();
            const buttons = [...document.querySelectorAll("button, summary")].map(nameOf);
            return {
                nameless: [...document.querySelectorAll("table, details, fieldset, [role=group], [role=img]")].filter((e) => !named(e) && !e.closest("[aria-hidden=true]")).map((e) => e.outerHTML.slice(0, 100)),
                scopeless: [...document.querySelectorAll("th:not([scope])")].map((e) => e.outerHTML.slice(0, 100)),
                empty: [...document.querySelectorAll("th[scope=col]")].filter((e) => e.textContent === "" && e.closest("table").querySelector("th[scope=row]") === null).length,
                twice: buttons.filter((name, i) => buttons.indexOf(name) !== i),
            };
        });
        assert.deepEqual(found, { nameless: [], scopeless: [], empty: 0, twice: [] });
    });
});

test("a telephone shows each effect beside its number", async () => {
    await withReport(
        report("pairs"),
        async (page) => {
            const beyond = await page.evaluate(() => [...document.querySelectorAll(".effects td, .effects th, caption, figcaption")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 0.5).map((e) => e.textContent));
            assert.deepEqual(beyond, []);
        },
        { width: 375, height: 800 },
    );
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

test("every key that a scenario may change has words in both languages", () => {
    const page = fs.readFileSync(new URL("../../docs/reference/scenario-keys.md", import.meta.url), "utf8");
    // Organisations, their businesses and the courts are not changed by those who ask about borders.
    const asked = /^## `(run|world|countries|departures|endowment|destinations|settlement|routes|modes|journey|beliefs|observation|crime|captivity|mechanisms|outputs)\b/;
    const parts = page.split(/^(?=## )/m);
    const keysOf = (part) => [...part.matchAll(/^\| `(\w+)` \|/gm)].map((m) => m[1]);
    const sections = keysOf(parts.find((part) => part.startsWith("## Top level"))).filter((key) => !/^(schema_version|name|question)/.test(key));
    const keys = new Set([...sections, ...parts.filter((part) => asked.test(part)).flatMap(keysOf)]);
    assert.ok(keys.size > 150, `${keys.size} keys`);
    for (const language of ["en", "es"]) {
        const words = fs.readFileSync(new URL(`../src/words_${language}.ts`, import.meta.url), "utf8");
        assert.deepEqual([...keys].filter((key) => !words.includes(`    "param.${key}": "`)), [], language);
    }
});

test("in Spanish a key that was changed has Spanish words", async () => {
    await withReport(report("sparse_pair"), async (page) => {
        await page.selectOption("#language", "es");
        assert.match(await page.locator(".changes").innerText(), /^rutas: días entre dos revisiones de lo aprendido: 14 en lugar de 7/);
    });
});

test("a single map takes the width that there is, and all of it is in the window", async () => {
    await withReport(
        report("single"),
        async (page) => {
            const [map, stage] = await page.evaluate(() => ["canvas.map", ".stage"].map((where) => document.querySelector(where).getBoundingClientRect()));
            assert.ok(map.width > 0.97 * stage.width, `${map.width} of ${stage.width}`);
            assert.ok(map.height <= 900);
        },
        { width: 1400, height: 900 },
    );
});

test("contents lead to every part, by keyboard too, and are not printed", async () => {
    await withReport(
        report("comparison"),
        async (page) => {
            const links = page.locator("nav.contents a");
            assert.ok((await links.count()) >= 6);
            for (const link of await links.all()) {
                const target = page.locator((await link.getAttribute("href")) ?? "");
                assert.equal(await target.count(), 1);
                await link.focus();
                await page.keyboard.press("Enter");
                await until(page, (id) => Math.abs(document.querySelector(id).getBoundingClientRect().top) < window.innerHeight, await link.getAttribute("href"));
            }
            await page.emulateMedia({ media: "print" });
            assert.equal(await page.locator("nav.contents").isVisible(), false);
        },
        { width: 390, height: 800 },
    );
});

test("the table of crossings says of what dates it is", async () => {
    await withReport(report("comparison"), async (page) => {
        const title = page.locator(".details-part summary");
        assert.equal(await title.textContent(), "Crossings on this date, as a table");
        await page.selectOption("#map-mode", "difference_in_all");
        assert.equal(await title.textContent(), "Crossings over the whole period, as a table");
    });
});
