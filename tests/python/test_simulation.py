"""Stepping a run from Python."""

import copy
import datetime
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import corredor as cr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"


@pytest.fixture
def sim() -> cr.Simulation:
    simulation = cr.Simulation(TINY, threads=1)
    simulation.step(120)
    return simulation


def test_stepping_comes_to_what_a_run_comes_to() -> None:
    run = cr.run(TINY, seed=3)
    simulation = cr.Simulation(TINY, seed=3, threads=2)
    assert (simulation.date, simulation.days_passed, simulation.days_left) == (datetime.date(2018, 1, 1), 0, 365)
    simulation.step()
    assert simulation.date == datetime.date(2018, 1, 2)
    simulation.step(100)
    simulation.finish()
    assert simulation.days_left == 0
    assert (simulation.state_hash, simulation.agent_days) == (run.state_hash, run.agent_days)
    of_file = run.to_xarray()
    for name in ("corredor_format", "complete"):  # said of files only
        del of_file.attrs[name]
    xr.testing.assert_identical(simulation.to_xarray(), of_file)
    with pytest.raises(ValueError, match="ends after 0 more days"):
        simulation.step()


def test_columns_are_copies_that_are_safe_to_keep(sim: cr.Simulation) -> None:
    kept = sim.parties["node"]
    before = kept.copy()
    kept_view = sim.parties.view("node").copy()
    sim.step(30)
    np.testing.assert_array_equal(kept, before)
    np.testing.assert_array_equal(kept_view, before)
    kept[:] = 0
    assert kept.flags.owndata and kept.flags.writeable
    assert sim.parties["node"].any()


def test_views_share_one_memory_and_end_with_the_day(sim: cr.Simulation) -> None:
    view = sim.parties.view("cash_cents")
    array = np.asarray(view)
    assert not array.flags.owndata and not array.flags.writeable
    assert np.shares_memory(array, np.asarray(sim.parties.view("cash_cents")))
    first, second = np.asarray(sim.parties.view("id")), array
    assert 0 < abs(first.ctypes.data - second.ctypes.data) < first.strides[0] == second.strides[0]  # of one row
    assert not np.shares_memory(array, sim.parties["cash_cents"])
    np.testing.assert_array_equal(view, sim.parties["cash_cents"])
    assert len(view) == len(array) and view.shape == array.shape and view.dtype == np.int32
    assert int(np.sum(np.asarray(view))) == int((view + 0).sum()) and view[0] == array[0]
    assert (view > 0).dtype == bool
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    with pytest.raises(ValueError, match="needs a copy"):
        view.__array__(np.float64, copy=False)
    assert view.__array__(np.float64).dtype == np.float64
    assert "rows of int32" in repr(view)
    sim.step(0)
    assert len(view)  # no day has passed
    sim.step()
    for use in (len, np.asarray, lambda v: v[0], lambda v: v + 1, lambda v: v.copy(), lambda v: v.dtype):
        with pytest.raises(RuntimeError, match="'cash_cents' is of a day that is over"):
            use(view)
    assert repr(view) == "<corredor.ColumnView of 'cash_cents', of a day that is over>"


def test_a_view_does_what_an_array_does(sim: cr.Simulation) -> None:
    view, array = sim.parties.view("size"), sim.parties["size"]
    assert view.sum() == np.sum(view) == array.sum() and view.mean(dtype=float) == array.mean()
    assert (view.ndim, view.size, view.astype(float).dtype) == (1, array.size, np.float64)
    assert list(view) == array.tolist() and array[0] in view and 99 not in view
    np.testing.assert_array_equal(view[sim.parties.view("status") == 0], array[sim.parties["status"] == 0])
    np.testing.assert_array_equal(np.concatenate([view, view[:2]]), np.concatenate([array, array[:2]]))
    np.testing.assert_array_equal(np.unique(view, return_counts=True)[1], np.unique(array, return_counts=True)[1])
    pd.testing.assert_series_equal(pd.Series(view), pd.Series(array))
    pd.testing.assert_frame_equal(pd.DataFrame({"size": view}), pd.DataFrame({"size": array}))
    for kept in (copy.copy(view), copy.deepcopy(view), pickle.loads(pickle.dumps(view))):
        assert type(kept) is np.ndarray and kept.flags.writeable
        np.testing.assert_array_equal(kept, array)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(view)
    with pytest.raises(AttributeError, match="has no 'data'"):
        view.data  # noqa: B018
    with pytest.raises(AttributeError, match="median"):
        view.median()


def test_a_view_is_never_written_to(sim: cr.Simulation) -> None:
    view: Any = sim.parties.view("cash_cents")  # for types it is no array that could be written to
    before = sim.parties["cash_cents"]

    def in_place() -> None:
        other = view
        other += 1

    for write in (
        in_place,
        lambda: np.add(view, 1, out=view),
        lambda: np.add(before, 1, out=view[:]),
        lambda: np.add.at(view, [0], 1),
        lambda: np.cumsum(before, out=view),
        lambda: np.take(before, [0], out=view[:1]),
        lambda: view.__setitem__(0, 1),
        lambda: view.sort(),
        lambda: view[:3].fill(0),
        lambda: view.setflags(write=True),
    ):
        with pytest.raises(ValueError, match="a view of 'cash_cents' is read-only"):
            write()
    with pytest.raises(ValueError, match="read-only"):
        np.copyto(view, 0)
    np.testing.assert_array_equal(view, before)


def test_parts_of_a_view_end_with_its_day(sim: cr.Simulation) -> None:
    view = sim.parties.view("id")
    mean, rows = view.mean, iter(view)
    parts = [view[:3], view[::2][1:], view.reshape(-1, 1), view.T, view.view(), np.atleast_2d(view)]
    parts += [np.broadcast_to(view, (2, len(view))), *np.array_split(view, 2)]
    assert all(np.shares_memory(part, view) and len(part) for part in parts)
    free = [view[[0, 1]], view + 0, view[view > 0], view.astype(np.int64), np.sort(view)]
    assert all(type(part) is np.ndarray for part in free)
    sim.step()
    for part in parts:
        for use in (np.asarray, len, lambda p: p[0], lambda p: p.sum(), lambda p: p + 1, np.sum, pd.Series):
            with pytest.raises(RuntimeError, match="of a day that is over"):
                use(part)
    for late in (mean, lambda: next(rows)):
        with pytest.raises(RuntimeError, match="of a day that is over"):
            late()


def test_tables_agree_with_what_is_counted(sim: cr.Simulation) -> None:
    today = sim.today()
    status = {name: code for code, name in enumerate(sim.parties.names("status"))}
    parties = sim.parties
    for name in ("travelling", "waiting"):
        of_table = parties["size"][parties["status"] == status[name]].sum()
        assert of_table == int(today["persons"].sel(status=name).sum()) > 0
    assert sim.residents["size"].sum() == int(today["persons"].sel(status="settled").sum()) > 0
    assert len(sim.captives["id"]) == 0  # the tiny scenario knows robbery only
    assert today["persons"].dims == ("node", "status")
    assert sim.parties.names("node") == tuple(today["node"].to_numpy())
    assert sim.parties.names("cash_cents") == ()
    frame = sim.parties.to_pandas()
    assert len(frame) == len(parties["id"])
    assert set(frame["status"]) <= {"travelling", "waiting"}
    by_name = frame.groupby("status", observed=True)["size"].sum()
    assert by_name["waiting"] == int(today["persons"].sel(status="waiting").sum())
    assert set(sim.residents.to_pandas()["place"].dropna()) <= set(sim.parties.names("node"))
    assert list(parties) == list(frame.columns) and len(parties) == len(frame.columns)
    assert "parties before 2018-05-01" in repr(parties)
    with pytest.raises(KeyError, match="parties have no column 'money'"):
        parties["money"]


def test_captives_are_a_table() -> None:
    simulation = cr.Simulation("baseline", persons_per_agent=50, until="2019-06-01")
    simulation.step(1400)
    captives = simulation.captives
    held = int(simulation.today()["persons"].sel(status=["kidnapped", "debt_bondage", "trafficked"]).sum())
    names = captives.names("status")
    of_table = sum(
        int(size)
        for size, code in zip(captives["size"], captives["status"])
        if names[code] in ("kidnapped", "debt_bondage", "trafficked")
    )
    assert of_table * 50 == held > 0
    assert {"fate", "mechanism", "debt_cents"} <= set(captives)


def test_an_intervention_applied_is_one_that_was_always_scheduled(sim: cr.Simulation) -> None:
    view = sim.parties.view("node")
    sim.apply(until="2018-08-01", id="shut", about="now", close_border={"between": ["AA", "BB"]})
    with pytest.raises(
        RuntimeError, match="from before the scenario was changed: rows may have moved since; take a new"
    ):
        view[0]
    assert repr(view).endswith("from before the scenario was changed>")
    assert sim.scenario["timeline.shut.on"] == sim.date == datetime.date(2018, 5, 1)
    sim.step(20)
    sim.set("journey.reattempt_share", 0.8)
    sim.finish()
    scheduled = (
        cr.Scenario(TINY)
        .timeline.add(
            on="2018-05-01", until="2018-08-01", id="shut", about="now", close_border={"between": ["AA", "BB"]}
        )
        .timeline.add(on="2018-05-21", set={"path": "journey.reattempt_share", "value": 0.8})
    )
    assert sim.scenario == scheduled
    assert sim.state_hash == cr.run(scheduled).state_hash != cr.run(TINY).state_hash


def test_a_callback_is_told_of_the_last_day_of_a_step() -> None:
    seen: list[cr.Progress] = []
    simulation = cr.Simulation(TINY)
    simulation.step(3, progress=seen.append)
    assert (seen[-1].tick, seen[-1].last_tick, seen[-1].date) == (3, 365, datetime.date(2018, 1, 4))
    simulation.finish(progress=seen.append)
    assert seen[-1].tick == seen[-1].last_tick == 365 and seen[-1].seconds >= 0
    today = simulation.today()["persons"].sel(status=["travelling", "waiting"])
    assert seen[-1].people_under_way == int(today.sum())


def test_it_shows_itself_in_a_notebook() -> None:
    simulation = cr.Simulation(TINY, until="2018-03-01")
    simulation.step(10)
    shown = simulation._repr_html_()
    assert "<strong>Tiny</strong>" in shown and "<td>2018-01-11</td>" in shown and "<td>10, 49</td>" in shown
    assert f"<td>rows of parties</td><td>{len(simulation.parties['id']):,}</td>" in shown


def test_an_intervention_that_is_wrong_leaves_the_simulation_as_it_was(sim: cr.Simulation) -> None:
    before = sim.state_hash
    with pytest.raises(cr.ScenarioError, match="between"):
        sim.apply(close_border={"between": ["AA", "QQ"]})
    with pytest.raises(cr.ScenarioError, match="would change what was before 2018-05-01") as caught:
        sim.apply(on="2018-02-01", push={"factor": 2})
    assert caught.value.file == "" and "chk" not in str(caught.value)
    with pytest.raises(cr.ScenarioError, match="did you mean 'reattempt_share'") as caught:
        sim.set("journey.reatempt_share", 0.9)
    assert caught.value.file == "Simulation.set"
    with pytest.raises(cr.ScenarioError, match="fixed before the first day"):
        sim.set("departures.pool_people", 5)
    assert sim.state_hash == before and sim.scenario == cr.Scenario(TINY)
    sim.finish()
    assert sim.state_hash == cr.run(TINY).state_hash
    with pytest.raises(cr.ScenarioError, match="has ended: there is no day left to change"):
        sim.apply(push={"factor": 2})


def test_a_checkpoint_goes_on_as_if_nothing_had_been(sim: cr.Simulation, tmp_path: Path) -> None:
    path = sim.checkpoint(tmp_path / "may.chk")
    resumed = cr.Simulation(TINY, resume=path, threads=3)
    assert resumed.date == sim.date and resumed.state_hash == sim.state_hash
    resumed.finish()
    assert resumed.state_hash == cr.run(TINY).state_hash == cr.run(TINY, resume=path).state_hash
    xr.testing.assert_equal(resumed.to_xarray()["crossings"], cr.run(TINY).to_xarray()["crossings"])
    with pytest.raises(cr.ScenarioError, match="; seed=1 goes on with it"):
        cr.Simulation(TINY, seed=2, resume=path)
    with pytest.raises(cr.ScenarioError, match="; persons_per_agent=1 goes on with it"):
        cr.run(TINY, persons_per_agent=2, resume=path)
    with pytest.raises(cr.RunError, match="nothing left"):
        resumed.checkpoint(tmp_path / "end.chk")
    with pytest.raises(cr.RunError, match=r"none\.chk"):
        cr.Simulation(TINY, resume=tmp_path / "none.chk")


def test_several_live_side_by_side_and_in_threads() -> None:
    seeds = [1, 2, 3, 4]
    alone = [cr.run(TINY, seed=seed, threads=1).state_hash for seed in seeds]
    side_by_side = [cr.Simulation(TINY, seed=seed, threads=1) for seed in seeds]
    for _ in range(5):
        for simulation in side_by_side:
            simulation.step(73)
    assert [simulation.state_hash for simulation in side_by_side] == alone

    def whole(seed: int) -> int:
        simulation = cr.Simulation(TINY, seed=seed, threads=1)
        while simulation.days_left:
            simulation.step(min(50, simulation.days_left))
            simulation.parties["node"]
        return simulation.state_hash

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(whole, seeds)) == alone


def test_two_threads_at_one_simulation_are_told_so() -> None:
    simulation = cr.Simulation(
        TINY, overrides={"departures.pool_people": 3_000_000, "run.end": "2040-01-01"}, threads=1
    )
    errors: list[str] = []
    seen = threading.Event()

    def watch(_: cr.Progress) -> None:
        if not seen.is_set():
            seen.set()
            other.join()
            raise StopIteration

    def disturb() -> None:
        seen.wait(60)
        try:
            simulation.parties["node"]
        except RuntimeError as error:
            errors.append(str(error))

    other = threading.Thread(target=disturb)
    other.start()
    with pytest.raises(StopIteration):
        simulation.step(2000, progress=watch)
    assert errors == ["another thread is at work on this simulation; give each thread its own"]
    days = simulation.days_passed
    assert 0 < days < 2000
    simulation.step()  # what ended the step left the simulation between two days
    assert simulation.days_passed == days + 1


def test_ctrl_c_ends_a_step_between_two_days(tmp_path: Path) -> None:
    script = f"""
import corredor as cr
sim = cr.Simulation({str(TINY)!r}, overrides={{"departures.pool_people": 50_000_000}}, until="2060-01-01")
told = lambda now: print("under way", flush=True)
try:
    sim.finish(progress=told)
except KeyboardInterrupt:
    print(sim.days_passed > 0, sim.checkpoint("left.chk").name, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "under way\n"
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=60)
    assert said.splitlines()[-1] == "True left.chk"


def test_it_stays_where_it_is(sim: cr.Simulation) -> None:
    assert repr(sim) == "<corredor.Simulation 'Tiny' before 2018-05-01, 245 days left>"
    with pytest.raises(TypeError, match="does not travel"):
        pickle.dumps(sim)
