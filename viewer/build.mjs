// Bundles src/ into one HTML file that holds everything but the data: node build.mjs OUT.html
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) {
    console.error("usage: node build.mjs OUT.html");
    process.exit(2);
}

async function bundle(entry) {
    const result = await esbuild.build({
        absWorkingDir: here,
        entryPoints: [entry],
        bundle: true,
        minify: true,
        format: "iife",
        target: ["chrome103", "firefox113", "safari16.4"], // all have DecompressionStream
        charset: "ascii",
        loader: { ".geojson": "json" },
        legalComments: "inline",
        write: false,
        logLevel: "warning",
    });
    return result.outputFiles[0].text.trim();
}

// Neither may end the element that holds it; the hashes below are of the text as it stands in the page.
const script = (await bundle("src/main.ts")).replaceAll(/<\/(?=script)/gi, "<\\/");
const style = (await bundle("src/style.css")).replaceAll(/<\/(?=style)/gi, "<\\/");
const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

const places = {
    POLICY: policy,
    STYLE: style,
    SCRIPT: script,
};
const page = fs
    .readFileSync(path.join(here, "src/page.html"), "utf8")
    .replaceAll(/%(POLICY|STYLE|SCRIPT)%/g, (_, name) => places[name]);
for (const place of ["%CORREDOR_TITLE%", "%CORREDOR_DATA%"])
    if (page.split(place).length !== 2) throw new Error(`${place} must stand once in the page`);
fs.mkdirSync(path.dirname(path.resolve(output)), { recursive: true });
fs.writeFileSync(output, page);
