// How to make the results and the report again: commands that can be followed as they stand, in an empty folder.

import type { Report } from "./data";
import { h } from "./dom";
import { t } from "./i18n";

/** What a scenario is called once it is saved from the page. */
export function scenarioFile(index: number): string {
    return `scenario_${index + 1}.yaml`;
}

function quoted(word: string): string {
    if (word.startsWith("-")) return quoted(`./${word}`);
    return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Names of files as the report knows them; counted where two are the same. */
function outputs(report: Report): string[] {
    const seen = new Map<string, number>();
    return report.header.recipes.map(({ file, is_comparison }, i) => {
        if (is_comparison) return `comparison_${i + 1}/comparison.h5`;
        const before = seen.get(file) ?? 0;
        seen.set(file, before + 1);
        return before === 0 ? file : `${i + 1}_${file}`;
    });
}

/** Sums that the saved scenarios, and tables that do not come with the program, must have. */
function sums(report: Report): string {
    const lines = report.header.scenarios.flatMap((scenario, i) => [
        `${scenario.yaml_sha256}  ${scenarioFile(i)}`,
        ...scenario.tables.filter((table) => !table.is_shipped).map((table) => `${table.sha256}  ${table.name}`),
    ]);
    return ["sha256sum --check <<'END'", ...new Set(lines), "END"].join("\n");
}

export function commands(report: Report): string {
    const { recipes, title } = report.header;
    const files = outputs(report);
    const lines = recipes.map(({ scenarios, seed, replicates, is_comparison }, i) => {
        const named = scenarios.map(scenarioFile).join(" ");
        if (is_comparison && scenarios.length < 2) return `# ${t("recipe_lacks", { file: files[i] ?? "" })}`;
        if (is_comparison) return `corredor compare ${named} --seed ${seed} --replicates ${replicates} --quiet -o comparison_${i + 1}`;
        return `corredor run ${named} --seed ${seed}${replicates > 0 ? ` --replicates ${replicates}` : ""} --quiet -o ${quoted(files[i] ?? "")}`;
    });
    const name = title ? ` --title ${quoted(title)}` : "";
    return [sums(report), ...lines, `corredor report ${files.map(quoted).join(" ")}${name} -o report.html`].join("\n");
}

/** The same with the scenarios inside, for a shell. */
export function script(report: Report): string {
    const { scenarios } = report.header;
    const saved = scenarios.map((scenario, i) => {
        const end = `END_OF_SCENARIO_${i + 1}`;
        const text = scenario.yaml.endsWith("\n") ? scenario.yaml : `${scenario.yaml}\n`;
        return `cat > ${scenarioFile(i)} <<'${end}'\n${text}${end}`;
    });
    return ["#!/bin/sh", `# ${report.header.writer}: ${t("script_about")}`, "set -e", ...saved, commands(report), ""].join("\n");
}

export function saveButton(label: string, name: string, text: () => string): HTMLElement {
    const save = () => {
        const url = URL.createObjectURL(new Blob([text()], { type: "text/plain;charset=utf-8" }));
        const link = h("a", { href: url, download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 1000);
    };
    return h("button", { type: "button", class: "save", click: save }, label);
}
