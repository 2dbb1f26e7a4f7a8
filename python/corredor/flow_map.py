"""The map of flows. Outlines of countries are Natural Earth's, in the public domain."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corredor import _engine

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

MOST_NAMES = 8
NAMED_COUNTRY_DEGREES = 3.0

KINDS = {
    "road": ("roads", "#7f7f7f"),
    "flight": ("flights", "#56b4e9"),
    "official_crossing": ("posts", "#0072b2"),
    "trocha": ("trochas", "#d55e00"),
}
"""Kinds of legs as the legend calls them, with colours that the colour-blind tell apart; later ones lie on top."""

OF_A_BORDER = ("official_crossing", "trocha")


class Frame(NamedTuple):
    """Part of the world [degrees]."""

    west: float
    east: float
    south: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies in it."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Legs:
    """The legs with the largest flow, as they are drawn."""

    def __init__(
        self, dataset: xr.Dataset, totals: npt.NDArray[Any], at_most: int, widest: float | None = None
    ) -> None:
        rows = {str(node): row for row, node in enumerate(dataset["node"].to_numpy())}
        self._names = [str(name) for name in dataset["node_name"].to_numpy()]
        self._lon, self._lat = dataset["node_lon"].to_numpy(), dataset["node_lat"].to_numpy()
        pairs = zip(dataset["leg_from"].to_numpy(), dataset["leg_to"].to_numpy())
        self._ends = [(rows[str(first)], rows[str(last)]) for first, last in pairs]
        self._kinds = [str(kind) for kind in dataset["leg_kind"].to_numpy()]
        self._totals = totals
        self.drawn = [int(leg) for leg in np.argsort(-totals, kind="stable")[:at_most] if totals[leg] > 0]
        largest = float(totals[self.drawn[0]]) if self.drawn else 0.0
        if widest is not None and not widest >= largest:
            raise ValueError(f"widest is {widest:,}, and a leg has a flow of {largest:,.0f}")
        self.far_names: list[tuple[float, float]] = []  # where names of far ends stand, once they are drawn
        self._widest = largest if widest is None else float(widest)

    def frame(self) -> Frame:
        """Frame what is on land, no narrower than a country."""
        on_land = [leg for leg in self.drawn if self._kinds[leg] != "flight"] or self.drawn
        rows = sorted({row for leg in on_land for row in self._ends[leg]}) or list(range(len(self._lon)))
        edges = []
        for degrees in (self._lon[rows], self._lat[rows]):
            middle = (degrees.min() + degrees.max()) / 2.0
            half = max((degrees.max() - degrees.min()) / 2.0 + 2.0, 5.0)
            edges += [float(middle - half), float(middle + half)]
        return Frame(*edges)

    def size_of_a_figure(self) -> tuple[float, float]:
        """Give width and height [inches] that the map fills, with the legend at its right."""
        frame = self.frame()
        tall = (frame.north - frame.south) / (frame.east - frame.west)
        height = float(np.clip(5.5 * tall, 4.0, 8.5))
        return height / tall + 2.2, height

    def draw(self, axes: Axes) -> None:
        """Draw the smallest first; names at the edge tell where flights go that leave the map."""
        order = list(KINDS)
        for leg in sorted(self.drawn, key=lambda leg: self._totals[leg]):
            kind = self._kinds[leg]
            first, last = self._ends[leg]
            x, y = _bent((self._lon[first], self._lat[first]), (self._lon[last], self._lat[last]))
            share = self._totals[leg] / self._widest
            above = 2.0 + 0.1 * (order.index(kind) if kind in order else 0)
            axes.plot(x, y, color=_colour_of(kind), linewidth=_width_of(share), alpha=0.7, zorder=above)
            if kind in OF_A_BORDER:  # some kilometres would not be seen on a map of a continent
                x, y = x[len(x) // 2], y[len(y) // 2]
                axes.scatter(x, y, s=_area_of(share), color=_colour_of(kind), alpha=0.4, linewidths=0, zorder=above)
        self._name_far_ends(axes)
        touched = sorted({row for leg in self.drawn for row in self._ends[leg]})
        axes.scatter(self._lon[touched], self._lat[touched], s=6, color="black", zorder=3)

    def _name_far_ends(self, axes: Axes) -> None:
        frame = self.frame()
        tall = frame.north - frame.south
        flow_to: dict[int, float] = {}
        for leg in self.drawn:
            last = self._ends[leg][1]
            flow_to[last] = flow_to.get(last, 0.0) + float(self._totals[leg])
        for row in sorted(flow_to, key=lambda row: -flow_to[row]):
            lon, lat = float(self._lon[row]), float(self._lat[row])
            if frame.holds(lon, lat):
                continue
            first = max((leg for leg in self.drawn if self._ends[leg][1] == row), key=lambda leg: self._totals[leg])
            x, y = _bent((self._lon[self._ends[first][0]], self._lat[self._ends[first][0]]), (lon, lat), points=200)
            inside = [number for number in range(len(x)) if frame.holds(float(x[number]), float(y[number]))]
            if inside:
                at = (float(x[inside[-1]]), float(y[inside[-1]]))
                while any(
                    abs(lat - at[1]) < 0.025 * tall and abs(lon - at[0]) < 0.5 * tall for lon, lat in self.far_names
                ):
                    at = (at[0], at[1] - 0.0125 * tall)  # flights from one place leave the map at one point
                self.far_names.append(at)
                side = "right" if at[0] > (frame.west + frame.east) / 2.0 else "left"
                axes.annotate(f"to {self._names[row]}", at, fontsize=7, style="italic", ha=side, va="center", zorder=4)

    def places_by_flow(self) -> list[tuple[str, float, float]]:
        """Name the ends of legs with where they are, those with the largest flow first."""
        at: dict[int, float] = {}
        for leg in self.drawn:
            for row in self._ends[leg]:
                at[row] = at.get(row, 0.0) + float(self._totals[leg])
        rows = sorted(at, key=lambda row: -at[row])
        return [(self._names[row], float(self._lon[row]), float(self._lat[row])) for row in rows]

    def legend(self) -> list[Any]:
        """Make a line for each kind, three of the widths with their numbers, and a disc with its number."""
        from matplotlib.lines import Line2D

        present = {self._kinds[leg] for leg in self.drawn}
        kinds = [kind for kind in KINDS if kind in present] + sorted(present - set(KINDS))
        lines = [Line2D([], [], color=_colour_of(kind), linewidth=3, label=_label_of(kind)) for kind in kinds]
        lines += [
            Line2D([], [], color="black", linewidth=_width_of(number / self._widest), label=f"{number:,.0f}")
            for number in _round_numbers(self._widest)
        ]
        if present & set(OF_A_BORDER):
            top = _round_numbers(self._widest)[0]
            size = float(np.sqrt(_area_of(top / self._widest)))
            disc: dict[str, Any] = {
                "marker": "o",
                "markersize": size,
                "color": "black",
                "alpha": 0.4,
                "markeredgewidth": 0,
            }
            lines.append(Line2D([], [], linestyle="", label=f"{top:,.0f} at a border", **disc))
        return lines


def _label_of(kind: str) -> str:
    return KINDS[kind][0] if kind in KINDS else kind


def _colour_of(kind: str) -> str:
    return KINDS[kind][1] if kind in KINDS else "black"


def _width_of(share: float) -> float:
    return 0.5 + 5.0 * float(share)


def _area_of(share: float) -> float:
    """Give the area of a disc [square points]."""
    return 4.0 + 250.0 * float(share)


def _round_numbers(largest: float) -> list[float]:
    """Give a round number below the largest, its half or so, and a tenth of it."""
    power = 10.0 ** np.floor(np.log10(largest))
    top = float(max(step for step in (1.0, 2.0, 5.0) if step * power <= largest) * power)
    return [number for number in (top, top / 2.0, top / 10.0) if number >= 1.0]


def show(axes: Axes, frame: Frame) -> None:
    """Show this part of the world; axes of another shape show what lies around it too, instead of nothing."""
    axes.set_xlim(frame.west, frame.east, auto=True)
    axes.set_ylim(frame.south, frame.north, auto=True)


def name_places(
    axes: Axes, places: list[tuple[str, float, float]], frame: Frame, taken: list[tuple[float, float]]
) -> None:
    """Name the first few places that lie on the map, and neither on one another nor on other names."""
    from matplotlib.patheffects import withStroke

    width, height = frame.east - frame.west, frame.north - frame.south
    named: list[tuple[float, float]] = []
    for name, lon, lat in places:
        if not frame.holds(lon, lat) or len(named) >= MOST_NAMES:
            continue
        if any(abs(lat - y) < 0.04 * height and abs(lon - x) < 0.3 * width for x, y in [*taken, *named]):
            continue
        named.append((lon, lat))
        is_right = lon > (frame.west + frame.east) / 2.0
        axes.annotate(
            name,
            (lon, lat),
            xytext=(-4 if is_right else 4, 4),
            textcoords="offset points",
            ha="right" if is_right else "left",
            fontsize=8,
            zorder=4,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )


def _bent(
    first: tuple[float, float], last: tuple[float, float], *, points: int = 12
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Give an arc that bends to its right, so that both directions of a way can be seen."""
    t = np.linspace(0.0, 1.0, points)
    (x0, y0), (x1, y1) = first, last
    bend = 0.12 * 4.0 * t * (1.0 - t)
    return x0 + (x1 - x0) * t + (y1 - y0) * bend, y0 + (y1 - y0) * t - (x1 - x0) * bend


@functools.cache
def _outlines() -> list[tuple[str, list[npt.NDArray[Any]]]]:
    """Countries with the rings of their outlines [degrees]: longitude and latitude, the largest first."""
    own = os.environ.get("CORREDOR_SCENARIOS")
    module = Path(_engine.__file__ or "").resolve().parent
    folders = [Path(own)] if own else []
    folders += [module / "scenarios", *(above / "scenarios" for above in Path(__file__).resolve().parents)]
    file = next(path for folder in folders if (path := folder / "data/country_outlines.geojson").is_file())
    countries = []
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = [np.array(ring, dtype=float) for polygon in polygons for ring in polygon]
        countries.append((str(feature["properties"]["name"]), sorted(rings, key=len, reverse=True)))
    return countries


def draw_outlines(axes: Axes, frame: Frame) -> None:
    """Draw the borders of countries, with the names of those that are large on the map."""
    from matplotlib.collections import LineCollection
    from matplotlib.path import Path as Outline

    rings = [ring for _, own in _outlines() for ring in own]
    axes.add_collection(LineCollection(rings, colors="0.7", linewidths=0.6))
    for name, own in _outlines():
        low = np.maximum(own[0].min(axis=0), (frame.west, frame.south))
        high = np.minimum(own[0].max(axis=0), (frame.east, frame.north))
        middle = (low + high) / 2.0  # of what is seen of it
        if (high - low).min() > NAMED_COUNTRY_DEGREES and Outline(own[0]).contains_point(middle):
            axes.text(middle[0], middle[1], name.upper(), color="0.6", fontsize=7, ha="center", va="center")
    # A degree east is shorter than one north. A map that is given more room shows more of the continent.
    axes.set_aspect(1.0 / np.cos(np.radians(10.0)), adjustable="datalim")
    axes.set(xlabel="longitude [degrees]", ylabel="latitude [degrees]")
