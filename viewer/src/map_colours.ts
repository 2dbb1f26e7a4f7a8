// The colours of the map under the theme in force.

import { colour } from "./dom";

export const ORGANISATION_COLOURS = 9;

export interface Palette {
    sea: string;
    land: string;
    landOutside: string;
    border: string;
    ink: string;
    way: string;
    official: string;
    irregular: string;
    settled: string;
    waiting: string;
    incidents: string;
    held: string;
    homicides: string;
    more: string;
    less: string;
    organisations: string[];
}

export function palette(): Palette {
    return {
        sea: colour("sea"),
        land: colour("land"),
        landOutside: colour("land-outside"),
        border: colour("land-border"),
        ink: colour("ink"),
        way: colour("way"),
        official: colour("official"),
        irregular: colour("irregular"),
        settled: colour("settled"),
        waiting: colour("waiting"),
        incidents: colour("incidents"),
        held: colour("held"),
        homicides: colour("homicides"),
        more: colour("more"),
        less: colour("less"),
        organisations: Array.from({ length: ORGANISATION_COLOURS }, (_, i) => colour(`organisation-${i + 1}`)),
    };
}
