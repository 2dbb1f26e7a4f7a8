"""Figures of runs."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

import corredor as cr
from corredor.plotting import ComparisonPlots

mpl.use("Agg")

TINY = Path(__file__).resolve().parents[2] / "tests/scenario/tiny/tiny.yaml"


@pytest.fixture(scope="module")
def run() -> cr.Run:
    return cr.run("baseline", persons_per_agent=500, until="2019-01-01")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def overlaps_of_labels(axes: Axes) -> list[tuple[str, str]]:
    axes.get_figure().draw_without_rendering()  # type: ignore[union-attr]
    labels = [label for label in axes.get_xticklabels() if label.get_text()]
    assert len(labels) >= 3
    boxes = [label.get_window_extent() for label in labels]
    return [(a.get_text(), b.get_text()) for a, b, x, y in zip(labels, labels[1:], boxes, boxes[1:]) if x.overlaps(y)]


def test_timeline_draws_what_is_counted(run: cr.Run) -> None:
    axes = run.plot.timeline()
    dataset = run.to_xarray()
    settled = dataset["persons"].sel(status="settled", node=dataset["node_country"] == "CO").sum("node")
    lines = {line.get_label(): line for line in axes.lines}
    assert np.asarray(lines["CO"].get_ydata())[-1] == float(settled[-1]) > 0
    assert run.plot.timeline(status="waiting", axes=axes) is axes
    with pytest.raises(KeyError, match=r"no status is called 'setled'; did you mean 'settled'\? there are: .*waiting"):
        run.plot.timeline(status="setled")


def test_timeline_has_all_whom_the_headline_tells(run: cr.Run) -> None:
    drawn = {str(line.get_label()): float(np.asarray(line.get_ydata())[-1]) for line in run.plot.timeline().lines}
    told = run.headline["value"].filter(like="settled_").rename(lambda key: key.removeprefix("settled_"))
    assert drawn == told[told > 0].to_dict()
    assert drawn["US"] > 0  # outside the modelled countries


def test_people_are_counted_in_words(run: cr.Run) -> None:
    axes = run.plot()
    axes.get_figure().draw_without_rendering()  # type: ignore[union-attr]
    assert axes.get_ylabel() == "people settled, thousands"
    assert axes.yaxis.get_offset_text().get_text() == ""
    assert max(int(label.get_text()) for label in axes.get_yticklabels()) >= 1000
    assert "nobody is dead" in [
        text.get_text() for text in cr.run(TINY, until="2018-02-01").plot.timeline("dead").texts
    ]


def test_flows_map_tells_kinds_and_widths_outside_the_map(run: cr.Run) -> None:
    axes = run.plot.flows_map()
    legend = axes.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels[:-4] == ["roads", "flights", "posts", "trochas"]
    numbers = [int(label.replace(",", "")) for label in labels[-4:-1]]
    largest = float(run.to_xarray()["traversals"].sum("time").max())
    assert largest / 2.5 < numbers[0] <= largest and numbers[1:] == [numbers[0] // 2, numbers[0] // 10]
    *lines, disc = legend.get_lines()
    for line, number in zip(lines[-3:], numbers):
        assert line.get_linewidth() == pytest.approx(0.5 + 5.0 * number / largest)
    assert labels[-1] == f"{numbers[0]:,} at a border"
    assert disc.get_markersize() ** 2 == pytest.approx(4.0 + 250.0 * numbers[0] / largest)
    axes.get_figure().draw_without_rendering()  # type: ignore[union-attr]
    assert legend.get_window_extent().x0 >= axes.get_window_extent().x1
    wide = run.plot.flows_map(widest=3 * largest)
    assert max(line.get_linewidth() for line in wide.lines) == pytest.approx(0.5 + 5.0 / 3.0)
    with pytest.raises(ValueError, match="widest is 1, and a leg has a flow of"):
        run.plot.flows_map(widest=1)
    names = [text.get_text() for text in axes.texts]
    assert {"COLOMBIA", "to Europe (Madrid)", "Cúcuta"} <= set(names)
    with pytest.raises(ValueError, match="at_most must be from 1"):
        run.plot.flows_map(at_most=0)


def test_a_map_of_few_legs_fills_its_figure(run: cr.Run, caplog: pytest.LogCaptureFixture) -> None:
    import matplotlib.pyplot as plt

    alone = run.plot.flows_map("irregular_entries", at_most=1)
    _, pair = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for axes in (alone, run.plot.flows_map("irregular_entries", at_most=1, axes=pair[0])):
        figure = axes.get_figure()
        assert figure is not None
        figure.draw_without_rendering()  # type: ignore[union-attr]
        box = axes.get_position()
        assert box.height > 0.6 and axes.get_aspect() == pytest.approx(1.0154, abs=1e-3)
    assert "Ignoring" not in caplog.text


def test_flows_map_draws_the_largest_legs_over_outlines(run: cr.Run) -> None:
    used = int((run.to_xarray()["traversals"].sum("time") > 0).sum())
    assert len(run.plot.flows_map().lines) == used > 100  # the whole corridor, not its borders alone
    axes = run.plot.flows_map(at_most=10)
    assert len(axes.lines) == 10
    (outlines,) = (drawn for drawn in axes.collections if isinstance(drawn, LineCollection))
    assert len(outlines.get_segments()) > 10
    widths = [line.get_linewidth() for line in axes.lines]
    assert widths == sorted(widths) and widths[-1] == pytest.approx(5.5)
    assert "trocha" in run.plot.flows_map("irregular_entries").get_title()
    with pytest.raises(ValueError, match=r"departures is by time, node, and .* there are: .*crossings"):
        run.plot.flows_map(variable="departures")
    with pytest.raises(ValueError, match="persons_on_leg is a stock"):
        run.plot.flows_map("persons_on_leg")
    with pytest.raises(KeyError, match="no flow by leg is called 'crosings'; did you mean 'crossings'"):
        run.plot.flows_map(variable="crosings")


def test_control_draws_the_places_of_an_organisation(run: cr.Run) -> None:
    axes = run.plot.control()
    assert len(axes.get_yticklabels()) == 15
    assert overlaps_of_labels(axes) == []
    assert overlaps_of_labels(run.plot.timeline()) == []
    dataset = run.to_xarray()
    first = str(dataset["organisation"].to_numpy()[0])
    assert first == "clan_del_golfo"
    assert run.plot.control(first).get_title().endswith("control by Clan del Golfo, the 15 places with most")
    with pytest.raises(KeyError, match=f"no organisation is called '{first[:-1]}'; did you mean '{first}'"):
        run.plot.control(organisation=first[:-1])
    with pytest.raises(ValueError, match="no organisations"):
        cr.run(TINY, until="2018-02-01").plot.control()


def test_maps_and_control_of_many_runs_are_their_mean() -> None:
    many = cr.ensemble("baseline", replicates=2, persons_per_agent=2000, until="2016-01-01")
    flows = many.to_xarray()["crossings"].sum("time").mean("replicate")
    axes = many.plot.flows_map("crossings", at_most=5)
    assert "mean of 2 runs" in axes.get_title() and len(axes.lines) == 5
    legend = axes.get_legend()
    assert legend is not None
    top = int(legend.get_texts()[-4].get_text().replace(",", ""))
    assert float(flows.max()) / 2.5 < top <= float(flows.max())
    shares = many.to_xarray()["control"].mean("replicate").sum(("time", "node"))
    most = str(shares["organisation"].to_numpy()[int(np.argmax(shares.to_numpy()))])
    drawn = many.plot.control().collections[0].get_array()
    assert drawn is not None
    own = many.to_xarray()["control"].mean("replicate").sel(organisation=most).sum("time").max()
    assert float(np.asarray(drawn).sum(axis=-1).max()) == pytest.approx(float(own))
    with pytest.raises(KeyError, match="no flow by leg is called 'crosings'"):
        many.plot.flows_map("crosings")


def test_effects_beyond_the_edge_are_marked_there() -> None:
    keys = pd.MultiIndex.from_product([["Shut"], ["grew", "shrank", "stayed"]], names=["alternative", "measure"])
    parts = {"label": ["Grew", "Shrank", "Stayed"], "base": [10.0, -10.0, 10.0], "effect": [34.0, -20.0, 1.0]}
    axes = ComparisonPlots(pd.DataFrame(parts | {"half_width": [1.0] * 3}, index=keys), 5).effects()
    assert axes.get_title() == "Shut\n5 pairs of runs, 95 % intervals"
    assert [text.get_text() for text in axes.texts] == ["+340 %", "-200 %"]
    edges = {line.get_marker(): np.asarray(line.get_xdata()).tolist() for line in axes.lines}
    assert (edges[">"], edges["<"], edges["o"]) == ([110.0], [-110.0], [10.0])
    assert axes.get_xlim()[0] >= -110 and axes.get_xlim()[1] <= 110


def test_an_interval_that_is_cut_ends_in_an_arrow() -> None:
    keys = pd.MultiIndex.from_product([["Shut"], ["wide", "narrow"]], names=["alternative", "measure"])
    parts = {"label": ["Wide", "Narrow"], "base": [10.0, 10.0], "effect": [9.0, 1.0], "half_width": [50.0, 1.0]}
    axes = ComparisonPlots(pd.DataFrame(parts, index=keys), 1).effects()
    arrows = {line.get_marker(): np.asarray(line.get_xdata()).tolist() for line in axes.lines}
    assert (arrows[">"], arrows["<"]) == ([110.0], [-110.0]) and not list(axes.texts)
    assert axes.get_title().endswith("1 pair of runs, 95 % intervals")


def test_where_there_is_no_effect_this_is_said() -> None:
    keys = pd.MultiIndex.from_product([["Same", "Again"], ["stayed"]], names=["alternative", "measure"])
    parts = {"label": ["Stayed"] * 2, "base": [10.0] * 2, "effect": [0.0] * 2, "half_width": [0.0] * 2}
    axes = ComparisonPlots(pd.DataFrame(parts, index=keys), 5).effects()
    assert axes.texts[0].get_text().startswith("no effect to draw")


def test_the_names_of_alternatives_take_no_width_from_effects() -> None:
    names = ["The corridor as it was, routes.refresh_days = 14", "The corridor as it was + close_border 2018-01-01"]
    keys = pd.MultiIndex.from_product([names, ["a", "b"]], names=["alternative", "measure"])
    parts = {"label": ["irregular entries", "settled at the end in CL"] * 2, "base": [10.0] * 4, "effect": [1.0] * 4}
    axes = ComparisonPlots(pd.DataFrame(parts | {"half_width": [1.0] * 4}, index=keys), 5).effects()
    figure, legend = axes.get_figure(), axes.get_legend()
    assert figure is not None and legend is not None
    figure.draw_without_rendering()  # type: ignore[union-attr]
    assert axes.get_position().width > 0.6
    words = axes.xaxis.label.get_window_extent()
    assert legend.get_window_extent().y1 <= words.y0 + 1


def test_opened_files_have_the_figures_and_measures_of_what_made_them(tmp_path: Path) -> None:
    tiny = cr.run(TINY, output=tmp_path / "run.h5", until="2018-03-01")
    with cr.open(tiny.path) as opened:
        assert opened.corredor.measures == tiny.measures == tiny.to_xarray().corredor.measures
        drawn, same = opened.corredor.plot.timeline(), tiny.plot.timeline()
        assert drawn.get_title() == same.get_title() == "Tiny" and len(drawn.lines) == len(same.lines)
    shut = cr.Scenario(TINY).timeline.add(on="2018-02-01", push={"factor": 2}).set("name", "Pushed")
    compared = cr.compare(TINY, shut, replicates=2, until="2018-03-01", output=tmp_path / "comparison.h5")
    with cr.open(compared.path) as opened:
        pd.testing.assert_frame_equal(opened.corredor.measures, compared.measures)
        assert opened.corredor.plot.effects().get_title() == compared.plot.effects().get_title()
    many = cr.ensemble(TINY, replicates=2, until="2018-03-01", output=tmp_path / "ensemble.h5")
    with cr.open(many.path) as opened:
        assert opened.corredor.measures["people_departed"].tolist() == many.measures["people_departed"].tolist()
        second = opened.isel(replicate=1)
        assert second.corredor.measures["people_departed"] == many.measures["people_departed"][1]
        assert len(opened.corredor.plot.timeline().collections) == len(many.plot.timeline().collections) > 0
        with pytest.raises(ValueError, match=r"figures are over time, .* isel\(time=\[-1\]\)"):
            opened.isel(time=-1).corredor.plot.timeline()
    simulation = cr.Simulation(TINY)
    simulation.step(30)
    assert simulation.to_xarray().corredor.plot.timeline().get_title() == "Tiny"
    with pytest.raises(ValueError, match="measures are in a file"):
        simulation.to_xarray().corredor.measures  # noqa: B018


def test_a_run_shows_its_headline_table(run: cr.Run) -> None:
    shown = run._repr_html_()
    headline = run.headline
    assert list(headline.columns) == ["label", "value", "unit"] and len(headline) > 5
    assert all(label.split("<")[0] in shown for label in headline["label"])
    assert "500 people to an agent" in shown
