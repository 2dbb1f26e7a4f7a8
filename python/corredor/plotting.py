"""Figures of results, in matplotlib."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corredor.arguments import within
from corredor.extras import from_extra
from corredor.flow_map import Legs, draw_outlines, name_places, show
from corredor.names import pairs_of_runs, unknown

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

MOST_LEGS = 300
MOST_NODES = 15
MOST_PERCENT = 110.0
MOST_COLOURS = 10
LONGEST_LINE = 70


class RunPlots:
    """
    Figures of one run. Each is drawn into the axes given, or into new ones, and gives them back.

    Called itself, it draws the first of them, :meth:`timeline`.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset = dataset

    def __call__(self, *, axes: Axes | None = None) -> Axes:
        """
        Draw how many people have settled in each country; the same as :meth:`timeline`.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return self.timeline(axes=axes)

    def timeline(self, status: str = "settled", *, axes: Axes | None = None) -> Axes:
        """
        Draw how many people there are in each country over time.

        Those who have ``settled`` are counted as in the headline table: with those who have ``exited``, who are settled
        in a country outside the modelled ones, such as Spain or the United States. Countries without anybody are left
        out.

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

        Examples
        --------
        >>> import corredor as cr
        >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01")
        >>> run.plot.timeline("waiting").get_ylabel()  # doctest: +SKIP
        'people waiting, thousands'
        """
        axes = _axes(axes)
        people = _people_by_country(self._dataset, status)
        times = self._dataset["time"].to_numpy()
        shown = sorted((c for c in people if people[c].any()), key=lambda country: -float(people[country][-1]))
        for number, country in enumerate(shown):
            axes.plot(times, people[country], label=country, linestyle=_line_style(number))
        _finish_timeline(axes, status, self._dataset.attrs["title"])
        return axes

    def flows_map(
        self,
        variable: str = "traversals",
        *,
        at_most: int = MOST_LEGS,
        widest: float | None = None,
        axes: Axes | None = None,
    ) -> Axes:
        """
        Draw a flow over the legs of the corridor, summed over the run, on a map.

        The width of a line is in proportion to the flow; the legend has three widths with their numbers. At a border,
        where legs are short, so is the area of a disc. Flights leave the map where their other end lies far off. The
        legend stands beside the map, and in axes that are given within it, where it covers nothing of their neighbours.

        Parameters
        ----------
        variable : str
            A flow by leg: ``"traversals"`` over all legs, ``"crossings"`` over those at borders alone,
            ``"irregular_entries"``, ``"interceptions"`` and so on.
        at_most : int
            The largest so many legs are drawn, 1 or more.
        widest : float, optional
            The flow that is drawn widest, the same for maps that are to be compared; left out: that of the largest leg.
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
            If it is not a flow by leg, no leg is to be drawn, or one has a larger flow than the widest.

        Examples
        --------
        >>> import corredor as cr
        >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01")
        >>> axes = run.plot.flows_map("crossings", at_most=20)  # doctest: +SKIP
        """
        at_most = within("at_most", at_most, 1, 10**9)
        flow = self._flow_by_leg(variable)
        legs = Legs(self._dataset, flow.sum("time").to_numpy(), at_most, widest)
        is_own = axes is None
        axes = _axes(axes, figsize=legs.size_of_a_figure())
        draw_outlines(axes, legs.frame())
        legs.draw(axes)
        name_places(axes, legs.places_by_flow(), legs.frame(), legs.far_names)
        show(axes, legs.frame())
        axes.set(title=f"{self._dataset.attrs['title']}:\n{flow.attrs.get('long_name', variable)}")
        if len(legs.drawn):
            beside: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
            within_map: dict[str, Any] = {"loc": "lower left", "fontsize": "small", "title_fontsize": "small"}
            legend = axes.legend(handles=legs.legend(), alignment="left", **(beside if is_own else within_map))
            legend.set_title(f"{flow.attrs.get('units', '')}, {_days_of(flow)}".removeprefix(", "))
        else:
            axes.text(0.5, 0.5, "nobody: the flow is 0 on every leg", transform=axes.transAxes, ha="center")
        return axes

    def _flow_by_leg(self, variable: str) -> xr.DataArray:
        flows = [
            name
            for name, values in self._dataset.items()
            if values.dims == ("time", "leg") and values.attrs.get("cell_methods") == "time: sum"
        ]
        if variable not in self._dataset:
            raise KeyError(unknown("flow by leg", variable, flows))
        flow = self._dataset[variable]
        if variable not in flows and flow.dims == ("time", "leg"):
            raise ValueError(f"{variable} is a stock at the end of each record, and a sum over records means nothing")
        if flow.dims != ("time", "leg"):
            own, known = ", ".join(map(str, flow.dims)), ", ".join(map(str, flows))
            raise ValueError(f"{variable} is by {own}, and a flow by leg is by time, leg; there are: {known}")
        return flow

    def control(self, organisation: str | None = None, *, axes: Axes | None = None) -> Axes:
        """
        Draw where an organisation is in control, over time: the places where it has most, with their share.

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
        places = f"the {len(order)} places with most" if len(order) < control.sizes["node"] else "all places"
        title = f"{self._dataset.attrs['title']}:\ncontrol by {_readable(organisation)}, {places}"
        axes.set(title=title)
        axes.figure.colorbar(image, ax=axes, label="control (share)")
        return axes


class EnsemblePlots:
    """Figures of many runs of one scenario. Called itself, it draws :meth:`timeline`."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset = dataset

    def __call__(self, *, axes: Axes | None = None) -> Axes:
        """
        Draw how many people have settled in each country; the same as :meth:`timeline`.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return self.timeline(axes=axes)

    def timeline(self, status: str = "settled", *, axes: Axes | None = None) -> Axes:
        """
        Draw how many people there are in each country over time: the median, and where nine runs in ten lie.

        Parameters
        ----------
        status : str
            Of the people counted, as for :meth:`RunPlots.timeline`: those who have settled outside the modelled
            countries, ``exited``, are among the ``settled``.
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
        people = _people_by_country(self._dataset, status)
        times = self._dataset["time"].to_numpy()
        shown = sorted((c for c in people if people[c].any()), key=lambda c: -float(people[c][:, -1].mean()))
        for number, country in enumerate(shown):
            low, median, high = np.quantile(people[country], [0.05, 0.5, 0.95], axis=0)
            (line,) = axes.plot(times, median, label=country, linestyle=_line_style(number))
            axes.fill_between(times, low, high, color=line.get_color(), alpha=0.25, linewidth=0)
        runs = self._dataset.sizes["replicate"]
        title = f"{self._dataset.attrs['title']}:\nmedian of {runs:,} runs, and where nine in ten of them lie"
        _finish_timeline(axes, status, title)
        return axes

    def flows_map(
        self,
        variable: str = "traversals",
        *,
        at_most: int = MOST_LEGS,
        widest: float | None = None,
        axes: Axes | None = None,
    ) -> Axes:
        """
        Draw a flow over the legs of the corridor on a map, as :meth:`RunPlots.flows_map`: the mean of the runs.

        Parameters
        ----------
        variable, at_most, widest, axes
            As there.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError, ValueError
            As there.
        """
        return self._mean_of(variable).flows_map(variable, at_most=at_most, widest=widest, axes=axes)

    def control(self, organisation: str | None = None, *, axes: Axes | None = None) -> Axes:
        """
        Draw where an organisation is in control, over time, as :meth:`RunPlots.control`: the mean of the runs.

        Parameters
        ----------
        organisation, axes
            As there.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        KeyError, ValueError
            As there.
        """
        return self._mean_of("control").control(organisation, axes=axes)

    def _mean_of(self, variable: str) -> RunPlots:
        """Take the mean of one variable over the runs, beside what a run has of the others."""
        runs = self._dataset.sizes["replicate"]
        one = self._dataset.isel(replicate=0)
        if variable in one and "replicate" in self._dataset[variable].dims:
            one = one.assign({variable: self._dataset[variable].mean("replicate", keep_attrs=True)})
        return RunPlots(one.assign_attrs(title=f"{one.attrs['title']}, mean of {runs:,} runs"))


class ComparisonPlots:
    """Figures of a comparison."""

    def __init__(self, measures: pd.DataFrame, replicates: int) -> None:
        self._measures = measures
        self._replicates = replicates

    def __call__(self, *, measures: str | Sequence[str] | None = None, axes: Axes | None = None) -> Axes:
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

    def effects(self, *, measures: str | Sequence[str] | None = None, axes: Axes | None = None) -> Axes:
        """
        Draw the effect on each headline number, relative to the base, with its 95 % interval.

        Numbers that are 0 in the base are left out: nothing is relative to them. What goes beyond doubling or nothing
        is an arrow at the edge, with its number; an interval that goes beyond ends in an arrow.

        Parameters
        ----------
        measures : str or sequence of str, optional
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
        frame = self._chosen([measures] if isinstance(measures, str) else measures)
        alternatives = list(dict.fromkeys(frame.index.get_level_values("alternative")))
        labels = list(dict.fromkeys(frame["label"]))
        axes = _axes(axes, figsize=(8.0, 1.6 + 0.3 * len(labels) * max(1, len(alternatives))))
        how = f"{pairs_of_runs(self._replicates)}, 95 % intervals"
        axes.set(
            xlabel="effect, % of the base",
            title="\n".join([*map(_wrapped, alternatives), how] if len(alternatives) == 1 else [how]),
        )
        if not len(frame):
            axes.set_yticks([])
            axes.text(
                0.5,
                0.5,
                "no effect to draw: none differs from 0, or all is 0 in the base",
                ha="center",
                transform=axes.transAxes,
            )
            return axes
        for number, alternative in enumerate(alternatives):
            shift = (number - (len(alternatives) - 1) / 2) * 0.8 / len(alternatives)
            own = frame[frame.index.get_level_values("alternative") == alternative]
            _draw_effects(axes, own, labels, shift, label=_wrapped(alternative))
        axes.axvline(0.0, color="grey", linewidth=0.8)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, -MOST_PERCENT), min(high, MOST_PERCENT))
        if len(alternatives) > 1:
            _put_legend_below(axes)
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


def _days_of(flow: xr.DataArray) -> str:
    times = flow["time"].to_numpy().astype("datetime64[D]")
    return f"records of {times[0]} to {times[-1]}" if len(times) > 1 else f"record of {times[0]}"


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


def _people_by_country(dataset: xr.Dataset, status: str) -> dict[str, npt.NDArray[Any]]:
    """Count people of a status by country; who is settled outside the modelled countries is settled too."""
    people = _chosen(dataset["persons"], "status", status)
    if status == "settled":
        people = people + _chosen(dataset["persons"], "status", "exited")
    countries = np.array([str(country) for country in dataset["node_country"].to_numpy()])
    values = people.transpose(..., "node").to_numpy()
    return {country: values[..., countries == country].sum(axis=-1) for country in sorted(set(countries))}


def _line_style(number: int) -> str:
    """Tell lines apart that have the same colour."""
    return "-" if number < MOST_COLOURS else "--"


def _finish_timeline(axes: Axes, status: str, title: str) -> None:
    _label_days(axes)
    axes.set_ylim(bottom=0.0)
    unit = _count_in_large_units(axes)
    axes.set(ylabel=f"people {status}{unit}", title=title)
    if axes.lines:
        axes.legend(ncols=2, frameon=False, title="country")
    else:
        axes.text(0.5, 0.5, f"nobody is {status}", transform=axes.transAxes, ha="center")


def _count_in_large_units(axes: Axes) -> str:
    """Write the numbers of the upright axis in millions or thousands, if they are such; say in which."""
    from matplotlib.ticker import FuncFormatter

    top = axes.get_ylim()[1]
    for size, unit in ((1e6, ", millions"), (1e3, ", thousands")):
        if top >= 1.5 * size:
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _, size=size: f"{value / size:g}"))
            return unit
    return ""


def _readable(name: str) -> str:
    """Write an id as a name: ``tren_de_aragua`` as Tren de Aragua, ``eln`` as ELN."""
    words = name.split("_")
    if len(words) == 1 and len(name) <= 3:
        return name.upper()
    return " ".join(word if word in {"de", "del", "y"} else word.capitalize() for word in words)


def _wrapped(name: Any) -> str:
    return "\n".join(textwrap.wrap(str(name), LONGEST_LINE))


def _put_legend_below(axes: Axes) -> None:
    """Put the legend under the axis with its numbers and words, where it takes no width."""
    from matplotlib.transforms import ScaledTranslation

    figure: Any = axes.figure
    below = axes.transAxes + ScaledTranslation(0.0, -0.55, figure.dpi_scale_trans)
    axes.legend(frameon=False, loc="upper right", bbox_to_anchor=(1.0, 0.0), bbox_transform=below)


# Effects -------------------------------------------------------------------------------------------------------------


def _draw_effects(axes: Axes, own: pd.DataFrame, labels: list[str], shift: float, *, label: str) -> None:
    """Draw the effects of one alternative, each at the height of its label."""
    heights = np.array([labels.index(each) + shift for each in own["label"]])
    percent = 100.0 * own["effect"].to_numpy() / own["base"].abs().to_numpy()
    half_width = np.nan_to_num(100.0 * own["half_width"].to_numpy() / own["base"].abs().to_numpy())
    is_far = np.abs(percent) > MOST_PERCENT
    near = ~is_far
    drawn = axes.errorbar(percent[near], heights[near], xerr=half_width[near], fmt="o", capsize=2, label=label)
    colour = drawn.lines[0].get_color()
    _mark_at_the_edge(axes, percent[is_far], heights[is_far], colour=colour)
    for side, marker in ((1.0, ">"), (-1.0, "<")):
        is_cut = near & (side * percent + half_width > MOST_PERCENT)
        if is_cut.any():
            edge = np.full(int(is_cut.sum()), side * MOST_PERCENT)
            axes.plot(edge, heights[is_cut], marker, markersize=4, linestyle="", color=colour, clip_on=False)


def _mark_at_the_edge(axes: Axes, percent: npt.NDArray[Any], heights: npt.NDArray[Any], *, colour: Any) -> None:
    for value, height in zip(percent, heights):
        edge, side = (MOST_PERCENT, "right") if value > 0 else (-MOST_PERCENT, "left")
        axes.plot(edge, height, ">" if value > 0 else "<", color=colour, clip_on=False)
        offset = (-8, 0) if value > 0 else (8, 0)
        axes.annotate(
            f"{value:+,.0f} %", (edge, height), xytext=offset, textcoords="offset points", ha=side, va="center"
        )
