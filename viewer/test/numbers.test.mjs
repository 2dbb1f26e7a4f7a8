// What a report says: the numbers of the result files, findings, and nothing of few.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dateShown, until, withReport } from "./browser.mjs";
import { contentOf, details, everythingSaid, expected, nothingWrong, onMap, report, seek } from "./samples.mjs";

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
        const at = onMap(...expected.single.lon_lat, box);
        await page.mouse.move(box.x + at.x, box.y + at.y);
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

test("money is told of five agents and more, wherever it falls in time, and sums are of what is told", async () => {
    const { money } = expected.single;
    const { scenarios, measures } = contentOf("single");
    const { series } = scenarios[0];
    const [told, hidden] = [true, false].map((is) => Object.keys(money).filter((mechanism) => money[mechanism].is_told === is));
    assert.ok(told.length > 0 && hidden.length > 0, "some money is told and some hidden");
    for (const mechanism of told) assert.equal(Math.round(series[`losses_usd_${mechanism}`].total.median), money[mechanism].usd, mechanism);
    for (const mechanism of hidden) {
        assert.equal(series[`losses_usd_${mechanism}`], undefined, mechanism);
        assert.equal(measures.find((m) => m.key === `losses_usd_${mechanism}`)?.of[0].mean, null, mechanism);
    }
    const sum = told.reduce((all, mechanism) => all + money[mechanism].usd, 0);
    assert.ok(Math.abs(series.losses_usd.total.median - sum) < told.length);
    assert.equal(series.losses_usd.is_about, true);
    await withReport(report("single"), async (page) => {
        const said = await page.evaluate(() => document.getElementById("report").innerText);
        assert.match(said, /≈ [\d.,]+ million USD|≈ [\d,]+/, "a sum that differs from the result file is marked");
        assert.match(said, /only where at least 5 agents are behind them/);
        for (const mechanism of hidden) assert.ok(!said.includes(money[mechanism].usd.toLocaleString("en-GB")), mechanism);
    });
});

test("findings answer the question of the scenario, people harmed before money, each with its interval", async () => {
    await withReport(report("pairs"), async (page) => {
        const findings = await page.locator(".findings li").allTextContents();
        assert.equal(findings.length, 5);
        assert.ok(findings[0].includes(expected.comparison.border), findings[0]);
        for (const text of findings) assert.match(text, /95\s% interval|too few|too little|too small/, text);
        const [harm, money] = [/harm/i, /^Money|money taken/].map((words) => findings.findIndex((text) => words.test(text)));
        assert.ok(harm > 0 && (money < 0 || harm < money), findings.join("\n"));
    });
});

test("of one run or one pair it is said why there is no interval, and nothing is told of what cannot be", async () => {
    await withReport(report("single"), async (page) => {
        assert.match(await page.locator("#findings").textContent(), /no number here has an interval, since a single run cannot tell/);
    });
    await withReport(report("comparison"), async (page) => {
        const said = await page.locator("#findings").textContent();
        assert.match(said, /no difference here has an interval, since a single pair cannot tell/);
        const findings = await page.locator(".findings li").allTextContents();
        for (const text of findings) assert.doesNotMatch(text, /< [\d,]+ (less|fewer|more)|[ −+]0(\.0)? (days|people|USD)/, text);
    });
});

test("what was changed is said in sentences, in both languages", async () => {
    await withReport(report("comparison"), async (page) => {
        const said = () => page.evaluate(() => document.querySelector(".changes .effect").textContent);
        assert.equal(await said(), "From 1 January 2018 until 1 January 2019: posts are closed, the crossing of Rumichaca bridge and Tulcán; toll on the trochas there: × 2.");
        await page.selectOption("#language", "es");
        assert.equal(await said(), "Desde el 1 de enero de 2018 hasta el 1 de enero de 2019: se cierran los puestos, el paso de Puente de Rumichaca y Tulcán; peaje en las trochas de allí: × 2.");
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

test("of observed values nothing is told where few agents are behind the model's", async () => {
    const { targets } = contentOf("single");
    const few = targets.rows.filter((row) => row.is_few);
    assert.ok(few.length > 0, "there is something to hide");
    for (const row of few) assert.deepEqual(Object.values(row.simulated), [null, null, null]);
    const days = (row) => (Date.parse(row.until) - Date.parse(row.from)) / 86_400_000;
    for (const { unit, simulated, ...row } of targets.rows.filter((r) => !r.is_few && r.unit === "people_per_day")) {
        const people = simulated.median * days(row);
        assert.ok(people === 0 || people >= 5 * expected.single.persons_per_agent - 1e-6, `${row.quantity}: ${people} ${unit}`);
    }
    await withReport(report("single"), async (page) => {
        const said = await page.evaluate(() => [...document.querySelectorAll(".target-rows tbody tr")].map((r) => [...r.children].map((c) => c.textContent)));
        assert.equal(said.filter((cells) => cells[4] === "few agents").length, few.length);
        for (const cells of said.filter((c) => c[4] === "few agents")) assert.deepEqual(cells.slice(5, 7), ["–", "–"]);
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
        const at = onMap(...lon_lat, box);
        await page.mouse.move(box.x + at.x, box.y + at.y);
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

test("a difference over the whole period is that of the sums of the result files", async () => {
    await withReport(report("comparison"), async (page, seen) => {
        await page.selectOption("#map-mode", "difference_in_all");
        await page.selectOption("#map-place", { label: expected.comparison.border });
        await page.waitForTimeout(100);
        const said = (await details(page))["Irregularly into Ecuador"];
        assert.equal(said.replace("≈ ", ""), expected.comparison.in_all);
        const { format: _, ...rest } = contentOf("comparison");
        const [last] = rest.days.slice(-1);
        const end = new Date(Date.parse(`${rest.start}T00:00:00Z`) + (last - 1) * 86_400_000);
        const small = await page.locator(".detail small").last().textContent();
        assert.ok(small.includes(String(end.getUTCFullYear())), small);
        nothingWrong(seen);
    });
});

test("scenarios of one name are told apart", async () => {
    await withReport(report("again"), async (page) => {
        const titles = await page.locator(".effects").first().locator("thead th").allTextContents();
        const scenarios = titles.slice(1, -2);
        assert.ok(scenarios.length > 2);
        assert.equal(new Set(scenarios).size, scenarios.length, scenarios.join(" | "));
        assert.ok(scenarios.some((title) => /routes\.scale = 2/.test(title)), scenarios.join(" | "));
    });
});

test("headline numbers stand under headings, people harmed first, and say nothing twice", async () => {
    await withReport(report("single"), async (page) => {
        const groups = await page.locator(".effects").first().locator("tr.group").allTextContents();
        assert.equal(groups[0], "People harmed");
        assert.equal(groups.at(-1), "Money");
        const names = await page.locator(".effects tbody th[scope=row]").allTextContents();
        for (const name of names) assert.doesNotMatch(name, /incidents$|people$/);
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

test("what a shut border sends elsewhere is told, not what falls there too", async () => {
    await withReport(report("comparison"), async (page) => {
        const elsewhere = (await page.locator(".findings li").allTextContents()).find((text) => text.startsWith("Largest rises at other borders: "));
        const [more] = elsewhere.split(" Largest falls there: ");
        const number = (text) => Number(text?.replaceAll(",", ""));
        const rises = more.split("; ").map((item) => {
            const [, few, told] = /from < ([\d,]+) to ([\d,]+)/.exec(item) ?? [];
            return few ? number(told) - number(few) : number(/(?<= )(?:≈ )?([−+][\d.,]+)/.exec(item)?.[1]);
        });
        assert.ok(rises.length > 1 && rises.every((rise) => rise > 0), elsewhere);
        assert.deepEqual(rises, rises.toSorted((a, b) => b - a), "the largest first, of those from few what they are at least");
        assert.match(more, /from < [\d,]+ to [\d,]+/, "one of a border where few had entered");
        assert.match(more, /San Miguel/, "the other post of the same two countries");
    });
});

test("sums of counts and money are those of the results, however few some of their parts are", async () => {
    const { measures } = contentOf("comparison");
    const mean = (key, scenario) => measures.find((m) => m.key === key).of[scenario].mean;
    for (const scenario of [0, 1]) {
        const into = measures.filter((m) => /^irregular_entries_[A-Z]{2}$/.test(m.key)).map((m) => m.of[scenario].mean);
        assert.ok(into.filter((people) => people > 0).length > 1);
        // Of few the same stand-in is told in their own row.
        const fewest = 5 * Math.max(...contentOf("comparison").scenarios.map((s) => s.persons_per_agent));
        const few = into.filter((people) => people > 0 && people < fewest).length;
        assert.ok(Math.abs(mean("irregular_entries", scenario) - into.reduce((a, b) => a + b, 0)) <= (few * fewest) / 2);
        assert.ok(into.every((people) => people < fewest || people <= mean("irregular_entries", scenario)), "no part is more than the whole");
    }
    await withReport(report("comparison"), async (page) => {
        const cells = await page.locator(".effects td").allTextContents();
        assert.ok(cells.length > 50 && cells.every((text) => !text.startsWith("≈")), cells.filter((text) => text.startsWith("≈")).join("\n"));
    });
});

test("there are five findings however few agents there are, and plain words where nothing can be told", async () => {
    for (const name of ["single", "sparse", "sparse_pair", "peaceful", "crime", "comparison", "crossed"])
        await withReport(report(name), async (page) => {
            for (const language of ["en", "es"]) {
                await page.selectOption("#language", language);
                const findings = await page.locator(".findings li").allTextContents();
                assert.equal(findings.length, 5, `${name}: ${findings.join("\n")}`);
                for (const text of findings) assert.doesNotMatch(text, /(^|[^\d.,])0 (USD|leave|salen)|most is \d+: <|entradas es \d+, con <|\(0,?.?0\s%|finding_|\{\w+\}/, `${name}: ${text}`);
            }
        });
});

test("the first picture is not before the change", async () => {
    await withReport(report("late"), async (page) => {
        assert.equal(contentOf("late").scenarios[1].changed_on, expected.late.changed_on);
        assert.ok((await dateShown(page)) >= expected.late.changed_on, await dateShown(page));
    });
});
