// How a report does in a reader's browser without a graphics card: node measure.mjs REPORT.html prints a line of JSON.
import fs from "node:fs";
import { dateShown, until, withReport } from "./browser.mjs";

const SECONDS = 6;
const file = process.argv[2];
if (!file) {
    console.error("usage: node measure.mjs REPORT.html");
    process.exit(2);
}

/** Pictures that the browser made while the maps play, by its own clock; a picture counts when the map was drawn anew. */
function countPictures(seconds) {
    return new Promise((done) => {
        const canvas = document.querySelector("canvas.map");
        const context = canvas.getContext("2d");
        const draw = context.drawImage.bind(context); // each picture of a map begins with its ground
        let drawn = 0;
        context.drawImage = (...args) => {
            drawn += 1;
            draw(...args);
        };
        const began = performance.now();
        const times = [];
        const look = (now) => {
            times.push(now);
            if (performance.now() - began < seconds * 1000) requestAnimationFrame(look);
            else done({ drawn: drawn / ((performance.now() - began) / 1000), gaps: times.slice(1).map((t, i) => t - times[i]) });
        };
        requestAnimationFrame(look);
    });
}

await withReport(file, async (page, { errors, requests, milliseconds }) => {
    await page.selectOption("#map-speed", "16");
    await page.evaluate(() => {
        const slider = document.getElementById("map-slider");
        slider.value = "260";
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const before = await dateShown(page);
    await page.click("button.play");
    await until(page, (date) => document.getElementById("map-date").dataset.date > date, before);
    const { drawn, gaps } = await page.evaluate(countPictures, SECONDS);
    gaps.sort((a, b) => a - b);
    const figures = {
        megabytes: fs.statSync(file).size / 1e6,
        first_picture_s: milliseconds / 1000,
        pictures_a_second: drawn,
        slowest_of_20_ms: gaps[Math.floor(gaps.length * 0.95)],
        maps: await page.locator("canvas.map").count(),
        errors: errors.length,
        requests: requests.length,
    };
    console.log(JSON.stringify(figures));
});
