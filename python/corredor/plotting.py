"""Figures of results, in matplotlib. Outlines of countries are Natural Earth's, in the public domain."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corredor import _engine
from corredor.extras import from_extra
from corredor.names import unknown

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

MOST_LEGS = 60
MOST_NODES = 15
MOST_PERCENT = 110.0


class RunPlots:
    """Figures of one run. Each is drawn into the axes given, or into new ones, and gives them back."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset = dataset

    def timeline(self, *, status: str = "settled", axes: Axes | None = None) -> Axes:
        """
        Draw how many people there are in each country over time.

        Parameters
        ----------
        status : str
            Of the people counted, such as ``"settled"`` or ``"waiting"``.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError
            If there is no such status.
        """
        axes = _axes(axes)
        people = _by_country(_chosen(self._dataset["persons"], "status", status), self._dataset["node_country"])
        times = self._dataset["time"].to_numpy()
        for country, values in sorted(people.items(), key=lambda item: -float(item[1][-1])):
            if values.any():
                axes.plot(times, values, label=country)
        _label_days(axes)
        axes.set(ylabel=f"people {status}", title=self._dataset.attrs["title"])
        axes.legend(ncols=2, frameon=False, title="country")
        return axes

    def flows_map(self, *, variable: str = "traversals", at_most: int = MOST_LEGS, axes: Axes | None = None) -> Axes:
        """
        Draw a flow over the legs of the corridor, summed over the run, on a map.

        Parameters
        ----------
        variable : str
            A flow by leg: ``"traversals"`` over all legs, ``"crossings"`` over those at borders alone,
            ``"irregular_entries"``, ``"interceptions"`` and so on.
        at_most : int
            The largest so many legs are drawn; width of the line and area of the disc at its middle are in proportion
            to the flow.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError
            If the run did not record such a variable.
        ValueError
            If it is not a flow by leg.
        """
        flows = [name for name, values in self._dataset.items() if values.dims == ("time", "leg")]
        if variable not in self._dataset:
            raise KeyError(unknown("flow by leg", variable, flows))
        flow = self._dataset[variable]
        if flow.dims != ("time", "leg"):
            own, known = ", ".join(map(str, flow.dims)), ", ".join(map(str, flows))
            raise ValueError(f"{variable} is by {own}, and a flow by leg is by time, leg; there are: {known}")
        axes = _axes(axes, figsize=(6.0, 8.0))
        _draw_outlines(axes)
        totals = flow.sum("time").to_numpy()
        places = {str(node): row for row, node in enumerate(self._dataset["node"].to_numpy())}
        lon, lat = self._dataset["node_lon"].to_numpy(), self._dataset["node_lat"].to_numpy()
        ends = [
            (places[str(first)], places[str(last)])
            for first, last in zip(self._dataset["leg_from"].to_numpy(), self._dataset["leg_to"].to_numpy())
        ]
        kinds = [str(kind) for kind in self._dataset["leg_kind"].to_numpy()]
        colours = {kind: f"C{number}" for number, kind in enumerate(sorted(set(kinds)))}
        largest = float(totals.max()) or 1.0
        drawn = [int(leg) for leg in np.argsort(-totals, kind="stable")[:at_most] if totals[leg] > 0]
        for leg in reversed(drawn):
            first, last = ends[leg]
            x, y = _bent((lon[first], lat[first]), (lon[last], lat[last]))
            share = float(totals[leg]) / largest
            axes.plot(x, y, color=colours[kinds[leg]], linewidth=0.5 + 5.0 * share, alpha=0.7)
            # A trocha of some kilometres would not be seen on a map of a continent.
            middle = len(x) // 2
            axes.scatter(x[middle], y[middle], s=4 + 250 * share, color=colours[kinds[leg]], alpha=0.4, linewidths=0)
        touched = sorted({place for leg in drawn for place in ends[leg]})
        axes.scatter(lon[touched], lat[touched], s=6, color="black", zorder=3)
        on_land = sorted({place for leg in drawn if kinds[leg] != "flight" for place in ends[leg]}) or touched
        if on_land:  # flights leave the map
            axes.set(xlim=(lon[on_land].min() - 2, lon[on_land].max() + 2))
            axes.set(ylim=(lat[on_land].min() - 2, lat[on_land].max() + 2))
        from matplotlib.lines import Line2D

        legend = [Line2D([], [], color=colours[kind], label=kind) for kind in sorted({kinds[leg] for leg in drawn})]
        if legend:
            axes.legend(handles=legend, frameon=False, loc="lower left")
        axes.set(title=f"{self._dataset.attrs['title']}: {flow.attrs.get('long_name', variable)}")
        return axes

    def control(self, *, organisation: str | None = None, axes: Axes | None = None) -> Axes:
        """
        Draw where an organisation is in control, over time.

        Parameters
        ----------
        organisation : str, optional
            Its id; left out: the one with most control.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError
            If there is no such organisation.
        ValueError
            If the run has no organisations.
        """
        if "control" not in self._dataset:
            raise ValueError("the run has no organisations: it did not record control")
        control = self._dataset["control"]
        if organisation is None:
            organisation = str(
                control["organisation"].to_numpy()[int(np.argmax(control.sum(("time", "node")).to_numpy()))]
            )
        shares = _chosen(control, "organisation", organisation)
        order = np.argsort(-shares.sum("time").to_numpy(), kind="stable")[:MOST_NODES]
        axes = _axes(axes)
        names = [str(name) for name in self._dataset["node_name"].to_numpy()[order]]
        rows = np.arange(len(order))
        image = axes.pcolormesh(
            self._dataset["time"].to_numpy(),
            rows,
            shares.isel(node=order).transpose("node", "time").to_numpy(),
            vmin=0.0,
            vmax=1.0,
            cmap="magma_r",
            shading="nearest",
        )
        axes.set_yticks(rows, names)
        axes.invert_yaxis()
        _label_days(axes)
        axes.set(title=f"{self._dataset.attrs['title']}: control by {organisation}")
        axes.figure.colorbar(image, ax=axes, label="control [1]")
        return axes


class EnsemblePlots:
    """Figures of many runs of one scenario."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset = dataset

    def timeline(self, *, status: str = "settled", axes: Axes | None = None) -> Axes:
        """
        Draw how many people there are in each country over time: the median, and where nine runs in ten lie.

        Parameters
        ----------
        status : str
            Of the people counted.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes
        """
        axes = _axes(axes)
        people = _by_country(_chosen(self._dataset["persons"], "status", status), self._dataset["node_country"])
        times = self._dataset["time"].to_numpy()
        for country, values in sorted(people.items(), key=lambda item: -float(item[1][:, -1].mean())):
            if not values.any():
                continue
            low, median, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
            (line,) = axes.plot(times, median, label=country)
            axes.fill_between(times, low, high, color=line.get_color(), alpha=0.25, linewidth=0)
        _label_days(axes)
        axes.set(ylabel=f"people {status}", title=self._dataset.attrs["title"])
        axes.legend(ncols=2, frameon=False, title="country")
        return axes


class ComparisonPlots:
    """Figures of a comparison."""

    def __init__(self, measures: pd.DataFrame, replicates: int) -> None:
        self._measures = measures
        self._replicates = replicates

    def __call__(self, *, measures: Sequence[str] | None = None, axes: Axes | None = None) -> Axes:
        """
        Draw the effects; the same as :meth:`effects`.

        Parameters
        ----------
        measures : sequence of str, optional
            Keys of the headline numbers to draw.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return self.effects(measures=measures, axes=axes)

    def effects(self, *, measures: Sequence[str] | None = None, axes: Axes | None = None) -> Axes:
        """
        Draw the effect on each headline number, relative to the base, with its 95 % interval.

        Numbers that are 0 in the base are left out: nothing is relative to them. What goes beyond doubling or nothing
        is an arrow at the edge, with its number.

        Parameters
        ----------
        measures : sequence of str, optional
            Keys of the headline numbers to draw, in this order; left out: all on which there is an effect.
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError
            If there is no such measure.
        """
        frame = self._chosen(measures)
        alternatives = list(dict.fromkeys(frame.index.get_level_values("alternative")))
        labels = list(dict.fromkeys(frame["label"]))
        axes = _axes(axes, figsize=(7.0, 1.0 + 0.3 * len(labels) * max(1, len(alternatives))))
        rows = {label: row for row, label in enumerate(labels)}
        for number, alternative in enumerate(alternatives):
            own = frame.xs(alternative, level="alternative")
            shift = (number - (len(alternatives) - 1) / 2) * 0.8 / max(1, len(alternatives))
            heights = np.array([rows[label] + shift for label in own["label"]])
            percent = 100.0 * own["effect"].to_numpy() / own["base"].abs().to_numpy()
            half_width = np.nan_to_num(100.0 * own["half_width"].to_numpy() / own["base"].abs().to_numpy())
            is_far = np.abs(percent) > MOST_PERCENT
            drawn = axes.errorbar(
                percent[~is_far],
                heights[~is_far],
                xerr=half_width[~is_far],
                fmt="o",
                capsize=2,
                label=str(alternative),
            )
            _mark_at_the_edge(axes, percent[is_far], heights[is_far], colour=drawn.lines[0].get_color())
        axes.axvline(0.0, color="grey", linewidth=0.8)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, -MOST_PERCENT), min(high, MOST_PERCENT))
        how = f"{self._replicates} pairs of runs, 95 % intervals"
        axes.set(
            xlabel="effect, % of the base", title="\n".join([*alternatives, how] if len(alternatives) == 1 else [how])
        )
        if len(alternatives) > 1:
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return axes

    def _chosen(self, measures: Sequence[str] | None) -> pd.DataFrame:
        keys = self._measures.index.get_level_values("measure")
        if measures is None:
            acted = self._measures["effect"].abs().groupby(level="measure").max() > 0
            measures = [key for key in dict.fromkeys(keys) if acted[key]]
        absent = [key for key in measures if key not in set(keys)]
        if absent:
            raise KeyError(unknown("measure", absent[0], dict.fromkeys(keys)))
        frame = pd.concat([self._measures[keys == key] for key in measures] or [self._measures[:0]])
        return frame[frame["base"] != 0]


# Parts ---------------------------------------------------------------------------------------------------------------


def _axes(axes: Axes | None, *, figsize: tuple[float, float] = (8.0, 4.5)) -> Axes:
    if axes is not None:
        return axes
    with from_extra("plots"):
        import matplotlib.pyplot as plt

    _, new = plt.subplots(figsize=figsize, layout="constrained")
    return new


def _label_days(axes: Axes) -> None:
    """Write years once and months in between, as many as there is room for."""
    import matplotlib.dates

    dates: Any = matplotlib.dates  # it has no types
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))


def _chosen(values: xr.DataArray, dimension: str, name: str) -> xr.DataArray:
    known = [str(each) for each in values[dimension].to_numpy()]
    if name not in known:
        raise KeyError(unknown(dimension, name, known))
    return values.sel({dimension: name})


def _mark_at_the_edge(axes: Axes, percent: npt.NDArray[Any], heights: npt.NDArray[Any], *, colour: Any) -> None:
    for value, height in zip(percent, heights):
        edge, side = (MOST_PERCENT, "right") if value > 0 else (-MOST_PERCENT, "left")
        axes.plot(edge, height, ">" if value > 0 else "<", color=colour, clip_on=False)
        offset = (-8, 0) if value > 0 else (8, 0)
        axes.annotate(
            f"{value:+,.0f} %", (edge, height), xytext=offset, textcoords="offset points", ha=side, va="center"
        )


def _by_country(people: xr.DataArray, node_country: xr.DataArray) -> dict[str, npt.NDArray[Any]]:
    countries = np.array([str(country) for country in node_country.to_numpy()])
    values = people.transpose(..., "node").to_numpy()
    return {country: values[..., countries == country].sum(axis=-1) for country in sorted(set(countries))}


def _bent(first: tuple[float, float], last: tuple[float, float]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Give an arc that bends to its right, so that both directions of a way can be seen."""
    t = np.linspace(0.0, 1.0, 12)
    (x0, y0), (x1, y1) = first, last
    bend = 0.12 * 4.0 * t * (1.0 - t)
    return x0 + (x1 - x0) * t + (y1 - y0) * bend, y0 + (y1 - y0) * t - (x1 - x0) * bend


@functools.cache
def _outlines() -> list[npt.NDArray[Any]]:
    """Rings of the outlines of countries [degrees]: longitude and latitude."""
    own = os.environ.get("CORREDOR_SCENARIOS")
    module = Path(_engine.__file__ or "").resolve().parent
    folders = [Path(own)] if own else []
    folders += [module / "scenarios", *(above / "scenarios" for above in Path(__file__).resolve().parents)]
    file = next(path for folder in folders if (path := folder / "data/country_outlines.geojson").is_file())
    rings: list[npt.NDArray[Any]] = []
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings += [np.array(ring, dtype=float) for polygon in polygons for ring in polygon]
    return rings


def _draw_outlines(axes: Axes) -> None:
    from matplotlib.collections import LineCollection

    axes.add_collection(LineCollection(_outlines(), colors="0.7", linewidths=0.6))
    axes.set_aspect(1.0 / np.cos(np.radians(10.0)))  # a degree east is shorter than one north
    axes.set(xlabel="longitude [degrees]", ylabel="latitude [degrees]")
    axes.autoscale_view()
