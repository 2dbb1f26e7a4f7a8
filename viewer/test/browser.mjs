// Opens a report in Debian's Chromium as a reader would: from disk, in a profile of its own, and watches what it does.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CORREDOR_CHROMIUM ?? "/usr/bin/chromium";

const FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** The same once a report has drawn itself. */
export async function withReport(file, work, options) {
    await withPage(
        file,
        async (page, seen) => {
            await until(page, () => document.getElementById("report")?.dataset.ready === "true");
            await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
            await work(page, { ...seen, milliseconds: performance.now() - seen.began });
        },
        options,
    );
}

/** Calls `work` with the page, what went wrong on it and what it asked for; then ends the browser. */
export async function withPage(file, work, { width = 1280, height = 900, locale = "en-GB", colorScheme = "light" } = {}) {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "corredor-browser-"));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: CHROMIUM, headless: true, viewport: { width, height }, locale, colorScheme, args: FLAGS,
    });
    try {
        const page = context.pages()[0] ?? (await context.newPage());
        const errors = [];
        const requests = [];
        page.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") errors.push(message.text()); });
        page.on("pageerror", (error) => errors.push(String(error)));
        page.on("request", (request) => requests.push(request.url()));
        const began = performance.now();
        await page.goto(pathToFileURL(path.resolve(file)).href);
        await work(page, { errors, requests, began });
    } finally {
        await context.close();
        fs.rmSync(profile, { recursive: true, force: true });
    }
}

/** Waits for something to hold on the page. Not waitForFunction: it needs eval, which the page's policy forbids. */
export async function until(page, holds, argument = undefined, seconds = 20) {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
        if (await page.evaluate(holds, argument)) return;
        await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`waited ${seconds} s for ${holds}`);
}

export const dateShown = (page) => page.evaluate(() => document.getElementById("map-date").dataset.date);
