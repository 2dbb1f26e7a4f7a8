"""Ensembles and comparisons."""

import json
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import corredor as cr

mpl.use("Agg")

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"


@pytest.fixture(scope="module")
def compared() -> cr.Comparison:
    shut = cr.Scenario(TINY).timeline.add(on="2018-08-01", close_border={"between": ["AA", "BB"]}).set("name", "Shut")
    return cr.compare(TINY, [shut, cr.Scenario(TINY).set("name", "Same")], replicates=4)


@pytest.fixture(scope="module")
def runs() -> cr.Ensemble:
    return cr.ensemble(TINY, replicates=3, seed=5)


def test_ensemble_is_that_of_the_program(runs: cr.Ensemble, program: Path, tmp_path: Path) -> None:
    path = tmp_path / "program.h5"
    subprocess.run([program, "run", TINY, "--seed", "5", "--replicates", "3", "-o", path, "--quiet"], check=True)
    assert path.read_bytes() == runs.path.read_bytes()


def test_each_replicate_is_a_run_of_its_own_seed(runs: cr.Ensemble) -> None:
    assert len(runs) == len(runs.seeds) == len(set(runs.seeds)) == 3
    dataset = runs.to_xarray()
    for replicate, seed in enumerate(runs.seeds):
        run = cr.run(TINY, seed=seed)
        assert runs.state_hashes[replicate] == run.state_hash
        np.testing.assert_array_equal(dataset["persons"][replicate], run.to_xarray()["persons"])
        assert runs.measures.loc[replicate].to_dict() == run.headline["value"].to_dict()


def test_ensemble_tells_middle_and_spread(runs: cr.Ensemble) -> None:
    headline = runs.headline
    assert (headline["low"] <= headline["median"]).all() and (headline["median"] <= headline["high"]).all()
    assert headline["median"].to_dict() == runs.measures.median().to_dict()
    assert runs.scenario == "Tiny" and runs.seconds > 0 and runs.agent_days > 1000
    assert "3 runs of a stochastic model" in runs._repr_html_() and repr(runs).startswith("<corredor.Ensemble 'Tiny'")
    axes = runs.plot.timeline()
    assert len(axes.lines) >= 1 and len(axes.collections) == len(axes.lines)
    with pytest.raises(TypeError, match="does not travel"):
        pickle.dumps(runs)


def test_comparison_is_that_of_the_program(compared: cr.Comparison, program: Path, tmp_path: Path) -> None:
    for name in ("nodes.csv", "legs.csv"):
        (tmp_path / name).write_bytes((TINY.parent / name).read_bytes())
    base = cr.Scenario(TINY).save(tmp_path / "base.yaml")
    shut = cr.Scenario(TINY).timeline.add(on="2018-08-01", close_border={"between": ["AA", "BB"]}).set("name", "Shut")
    shut.save(tmp_path / "shut.yaml")
    files = [str(program), "compare", str(base), str(tmp_path / "shut.yaml")]
    command = [*files, "--replicates", "4", "--json", "--quiet"]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    own = compared.measures.xs("Shut")
    for row in said["alternatives"][0]["measures"]:
        assert own.loc[row["key"], "effect"] == pytest.approx(row["effect"])
        assert own.loc[row["key"], "label"] == row["label"]


def test_effects_are_means_of_differences(compared: cr.Comparison) -> None:
    assert compared.scenarios == ("Tiny", "Shut", "Same") and compared.replicates == 4
    frame = compared.measures
    values = compared.to_xarray()["value"]
    difference = values.sel(scenario="Shut") - values.sel(scenario="Tiny")
    np.testing.assert_allclose(frame.xs("Shut")["effect"], difference.mean("replicate"))
    np.testing.assert_allclose(frame["high"] - frame["effect"], frame["half_width"])
    assert (frame.xs("Same")["effect"] == 0).all()
    assert frame.xs("Shut")["effect"].abs().max() > 0


def test_outcomes_count_everybody_once(compared: cr.Comparison) -> None:
    crossed = compared.outcomes("Shut")
    assert list(crossed.index) == list(crossed.columns)
    same = compared.outcomes("Same")
    assert np.asarray(same).sum() == pytest.approx(np.diag(same).sum())
    assert np.asarray(crossed).sum() - np.diag(crossed).sum() > 0
    assert compared.outcomes().equals(crossed)
    with pytest.raises(KeyError, match="no alternative is called 'Shot'"):
        compared.outcomes("Shot")


def test_displacement_is_by_place(compared: cr.Comparison) -> None:
    moved = compared.displaced("irregular_entries")
    assert moved.index.name == "leg"
    assert (moved["effect"].abs().diff().dropna() <= 0).all()
    assert (compared.displaced("irregular_entries", "Same")["effect"] == 0).all()
    with pytest.raises(KeyError, match="no variable is called 'entries'"):
        compared.displaced("entries")
    with pytest.raises(KeyError, match="no alternative is called"):
        compared.displaced("irregular_entries", "Shot")


def test_comparison_shows_itself(compared: cr.Comparison) -> None:
    assert (
        "4 pairs of runs" in compared._repr_html_() and "<strong>Shut</strong> against Tiny" in compared._repr_html_()
    )
    assert repr(compared) == "<corredor.Comparison of 'Shut', 'Same' with 'Tiny', 4 pairs of runs>"
    assert compared.seconds > 0 and compared.agent_days > 1000
    for axes in (compared.plot.effects(), compared.plot()):
        assert axes.get_xlabel() == "effect, % of the base"
        legend = axes.get_legend()
        assert legend is not None and [text.get_text() for text in legend.get_texts()] == ["Shut", "Same"]
    some = compared.plot.effects(measures=["irregular_entries", "people_departed"])
    labels = compared.measures.xs("Shut")["label"]
    assert [text.get_text() for text in some.get_yticklabels()] == [
        labels["irregular_entries"],
        labels["people_departed"],
    ]
    with pytest.raises(KeyError, match="no measure is called 'entries'"):
        compared.plot.effects(measures=["entries"])


def test_comparison_goes_on_until_the_interval_is_narrow(tmp_path: Path) -> None:
    more = cr.Scenario(TINY).timeline.add(on="2018-03-01", push={"factor": 1.2})
    wide = cr.compare(TINY, more, replicates=2, until_half_width=("people_departed", 1e9), output=tmp_path / "out.h5")
    assert wide.narrow_enough and wide.replicates == 2 and wide.path == tmp_path / "out.h5"
    never = cr.compare(TINY, more, replicates=2, until_half_width=("people_departed", 1e-9), most_replicates=3)
    assert not never.narrow_enough and never.replicates == 3
    shared = cr.compare(TINY, more, replicates=2, attribute=True)
    assert shared.to_xarray(group="attribution_0").sizes["intervention"] == 1
    with pytest.raises(ValueError, match="did you mean 'people_departed'"):
        cr.compare(TINY, more, replicates=2, until_half_width=("people_departd", 1.0))
    for wrong in ("irregular_entries", ("irregular_entries", -3.0), ("irregular_entries", float("nan"))):
        with pytest.raises(ValueError, match="until_half_width must be"):
            cr.compare(TINY, more, replicates=2, until_half_width=wrong)  # type: ignore[arg-type]
    with pytest.raises(cr.RunError, match=r"out\.h5"):
        cr.compare(TINY, more, replicates=2, output=tmp_path / "out.h5")


def names_of(base: cr.Scenario, *others: cr.Scenario) -> tuple[str, ...]:
    compared = cr.compare(base, others, replicates=1, until="2018-02-01")
    assert compared.to_xarray()["alternative"].to_index().is_unique and compared.measures.index.is_unique
    return compared.scenarios[1:]


def test_alternatives_without_a_name_of_their_own_are_told_apart_by_what_they_change() -> None:
    tiny = cr.Scenario(TINY)
    assert names_of(tiny, tiny.set("routes.refresh_days", 14), tiny.set("routes.refresh_days", 28)) == (
        "Tiny, routes.refresh_days = 14",
        "Tiny, routes.refresh_days = 28",
    )
    and_flights = {"between": ["AA", "BB"], "kinds": ["official_crossing", "flight"]}
    posts, flights = (
        tiny.timeline.add(on="2018-08-01", close_border=what) for what in ({"between": ["AA", "BB"]}, and_flights)
    )
    assert names_of(tiny, posts, tiny.extend({"drop": ["closure"]})) == (
        "Tiny + close_border 2018-08-01",
        "Tiny without closure",
    )
    # The same words for both would not do; an alternative that is the base is one of its copies.
    first, second, third = names_of(tiny, posts, flights, tiny)
    assert first.startswith("Tiny + close_border 2018-08-01 (between = [AA, BB], kinds = [official_crossing], ")
    assert second.startswith(
        "Tiny + close_border 2018-08-01 (between = [AA, BB], kinds = [official_crossing, flight], "
    )
    assert third == "Tiny (2)"


def test_what_tells_alternatives_apart_comes_first_in_their_names() -> None:
    tiny = cr.Scenario(TINY).set({"departures.pool_people": 900, "endowment.passport_share": 0.4})
    slow, slower = tiny.set("routes.refresh_days", 14), tiny.set("routes.refresh_days", 28)
    assert names_of(cr.Scenario(TINY), slow, slower, slow.set("name", "Own")) == (
        "Tiny, routes.refresh_days = 14, departures.pool_people = 900 and 1 more",
        "Tiny, routes.refresh_days = 28, departures.pool_people = 900 and 1 more",
        "Own",
    )


def test_alternatives_are_called_as_the_caller_says() -> None:
    given: dict[str, cr.Scenario | Path] = {
        "Closure #2: all": cr.Scenario(TINY).set("routes.refresh_days", 14),
        "again": TINY,
    }
    compared = cr.compare(TINY, given, replicates=1, until="2018-02-01")
    assert compared.scenarios == ("Tiny", "Closure #2: all", "again")
    with pytest.raises(ValueError, match="cannot be called 'Tiny': that is the name of the base"):
        cr.compare(TINY, {"Tiny": TINY}, replicates=1)


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(ValueError, match="must be the same in scenarios that are compared"):
        cr.compare(TINY, cr.Scenario(TINY).set("run.seed", 9), replicates=2)
    with pytest.raises(ValueError, match="no alternative"):
        cr.compare(TINY, [], replicates=2)
    with pytest.raises(ValueError, match="replicates must be from 1"):
        cr.ensemble(TINY, replicates=0)
    with pytest.raises(ValueError, match="replicates must be from 1"):
        cr.compare(TINY, TINY, replicates=0)


class Enough(Exception):  # noqa: N818
    pass


def test_progress_of_a_study_is_told_and_may_end_it(tmp_path: Path) -> None:
    seen: list[cr.StudyProgress] = []

    def watch(now: cr.StudyProgress) -> None:
        seen.append(now)
        if now.share_done > 0:
            raise Enough

    long: dict[str, Any] = {"overrides": {"departures.pool_people": 20_000_000, "run.end": "2060-01-01"}}
    for study in (
        lambda: cr.ensemble(TINY, replicates=3, progress=watch, output=tmp_path / "out.h5", **long),
        lambda: cr.compare(TINY, TINY, replicates=3, progress=watch, output=tmp_path / "out.h5", **long),
    ):
        seen.clear()
        with pytest.raises(Enough):
            study()
        assert (
            seen[-1].runs in (3, 6) and seen[-1].runs_done < 3 and 0 <= seen[-1].share_done < 1 and seen[-1].seconds > 0
        )
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_a_study_is_told() -> None:
    seen: list[cr.StudyProgress] = []
    short: dict[str, Any] = {"replicates": 3, "until": "2018-02-01", "progress": seen.append}
    runs = cr.ensemble(TINY, **short)
    assert (seen[-1].runs_done, seen[-1].runs, seen[-1].share_done) == (3, 3, 1.0)
    assert seen[-1].agent_days == runs.agent_days
    cr.compare(TINY, TINY, **short)
    assert (seen[-1].runs_done, seen[-1].runs, seen[-1].share_done) == (6, 6, 1.0)
    with pytest.raises(TypeError, match="progress must be True, False or a function, not 'x'"):
        cr.ensemble(TINY, replicates=2, progress="x")  # type: ignore[arg-type]


def test_days_beyond_the_end_of_a_scenario_give_a_warning() -> None:
    with pytest.warns(UserWarning, match="until 2019-01-03 is later than the scenario's own end, 2019-01-01"):
        cr.ensemble(TINY, replicates=1, until="2019-01-03")
    with pytest.warns(UserWarning, match="later than the scenario's own end"):
        cr.compare(TINY, TINY, replicates=1, until="2019-01-03")


def test_bar_of_a_study_is_drawn_when_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    cr.ensemble(TINY, replicates=4, progress=True, until="2018-12-01", overrides={"departures.pool_people": 200_000})
    assert "of 4 runs" in capfd.readouterr().err


def test_ctrl_c_ends_a_study_within_a_second(tmp_path: Path) -> None:
    script = f"""
import sys, corredor as cr
def watch(now):
    if now.share_done > 0: print("under way", flush=True)
try:
    cr.ensemble({str(TINY)!r}, replicates=8, output="out.h5", progress=watch,
                overrides={{"departures.pool_people": 5_000_000}}, until="2060-01-01")
except KeyboardInterrupt:
    sys.exit(7)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "under way\n"
        sent = time.monotonic()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
        took = time.monotonic() - sent
    assert running.returncode == 7
    assert took < 5.0  # a fraction of a second with nothing else to do; the rest is for a busy machine
    assert list(tmp_path.iterdir()) == []
