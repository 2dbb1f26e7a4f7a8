// What a scenario changes against the base: entries of the timeline one by one, then single values.

import type { Difference, Report } from "./data";
import { h } from "./dom";
import { t } from "./i18n";

const MOST = 40;

export function changes(report: Report): HTMLElement {
    const [base, ...others] = report.header.scenarios;
    if (others.length === 0) return h("p", {}, t("no_base"));
    return h(
        "div",
        {},
        h("p", { class: "hint" }, t("changed_from", { base: base?.title ?? "" })),
        ...others.map((scenario) =>
            h("div", { class: "card" }, others.length > 1 && h("h3", { dir: "auto" }, scenario.title), of(scenario.differences.filter((d) => d.path !== "name" && d.path !== "question"))),
        ),
    );
}

function of(differences: Difference[]): HTMLElement {
    if (differences.length === 0) return h("p", {}, t("no_differences"));
    const entries = new Map<string, Difference[]>();
    const values: Difference[] = [];
    for (const d of differences) {
        const found = /^timeline\.([^.]+)\.?(.*)$/.exec(d.path);
        if (found) entries.set(found[1] ?? "", [...(entries.get(found[1] ?? "") ?? []), { ...d, path: found[2] ?? "" }]);
        else values.push(d);
    }
    return h("ul", { class: "changes" }, ...[...entries].map(([id, parts]) => entry(id, parts)), ...values.slice(0, MOST).map(value), values.length > MOST && h("li", {}, t("and_more", { n: values.length - MOST })));
}

function plain(text: string): string {
    return text.replace(/^"(.*)"$/s, "$1");
}

/** An entry that was added or taken away as a sentence; one that was changed value by value. */
function entry(id: string, parts: Difference[]): HTMLElement {
    const isAdded = parts.every((d) => d.base === "");
    const isRemoved = parts.every((d) => d.here === "");
    if (!isAdded && !isRemoved) return h("li", {}, h("code", {}, `timeline.${id}`), h("ul", {}, ...parts.map(value)));
    const say = (path: string) => plain(parts.find((d) => d.path === path)?.[isAdded ? "here" : "base"] ?? "");
    const [from, until, about] = [say("on"), say("until"), say("about")];
    const when = until ? t("from_until", { from, until }) : t("from_on", { from });
    const effects = parts.filter((d) => !["id", "on", "until", "about", "source"].includes(d.path));
    return h(
        "li",
        {},
        h("strong", { dir: "auto" }, about || id),
        ` (${t(isAdded ? "entry_added" : "entry_removed")}, ${when}) `,
        ...effects.map((d) => h("code", { class: "chip" }, `${d.path} = ${plain(isAdded ? d.here : d.base)}`)),
    );
}

function value(d: Difference): HTMLElement {
    return h("li", {}, h("code", {}, d.path), ": ", h("b", {}, d.here === "" ? t("entry_removed") : plain(d.here)), d.base === "" ? ` (${t("entry_added")})` : ` (${t("was")} ${plain(d.base)})`);
}
