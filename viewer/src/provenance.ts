import type { Report } from "./data";
import { h } from "./dom";

export function caveats(_report: Report): HTMLElement {
    return h("section", {});
}
export function provenance(_report: Report): HTMLElement {
    return h("section", {});
}
