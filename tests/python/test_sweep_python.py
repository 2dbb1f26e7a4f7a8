"""Sweeps from Python on several executors; designs and what they say of a known function."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import corredor as cr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"


def check(runs):
    assert list(runs["status"].values) == ["done", "failed", "done"]
    assert "pool_people" in str(runs["message"].values[1])
    assert np.isnan(runs["people_departed"].values).tolist() == [False, True, False]


DESIGN = {"seed": [1, 2, 3], "departures.pool_people": [1000, -1, 2000]}


def test_a_sweep_runs_on_a_pool_of_processes_and_tells_how_far_it_is():
    told = []
    runs = cr.sweep(TINY, DESIGN, progress=lambda done, rows: told.append((done, rows)))
    check(runs)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_sweep_runs_on_dask():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        check(cr.sweep(TINY, DESIGN, executor=executor, progress=False))
        check(cr.sweep(TINY, DESIGN, executor=client, progress=False))


def test_a_sweep_runs_on_threads():
    with ThreadPoolExecutor(2) as executor:
        runs = cr.sweep(TINY, DESIGN, executor=executor, variables=["departures"], progress=False)
        check(runs)
        assert runs["departures"].isel(run=1).isnull().all() and runs["departures"].isel(run=2).sum() > 0
        runs = cr.sweep(TINY, {"seed": ["1", "x", 2.0], "run.end": ["2018-02-01"] * 3}, executor=executor)
    assert list(runs["status"].values) == ["done", "failed", "done"]
    assert str(runs["message"].values[1]) == "seed must be a whole number of 0 or more"


def test_a_row_gives_what_the_same_run_alone_gives():
    design = pd.DataFrame({"seed": [1, 2], "departures.pool_people": [np.nan, 2000]})
    runs = cr.sweep(TINY, design, until="2018-03-01", variables=["departures"])
    alone = cr.run(TINY, seed=2, until="2018-03-01", overrides={"departures.pool_people": 2000})
    assert runs["run_state_hash"].values[1] == f"{alone.state_hash:016x}"
    assert {name: float(runs[name][1]) for name in alone.measures} == alone.measures
    assert runs["departures"].dims == ("run", "time", "node")
    np.testing.assert_array_equal(runs["departures"][1], alone.to_xarray()["departures"])


def test_what_is_no_executor_or_no_variable_is_told():
    with pytest.raises(TypeError, match=r"executor must be one of concurrent\.futures, not int"):
        cr.sweep(TINY, {"seed": [1]}, executor=4)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as executor:
        one = cr.sweep(TINY, {"seed": [1]}, executor=executor, variables="departures", progress=False)
        assert one["departures"].dims == ("run", "time", "node")
        with pytest.warns(
            UserWarning, match="no variable of a result is called 'departure'; did you mean 'departures'"
        ):
            cr.sweep(TINY, {"seed": [1]}, executor=executor, variables=["departure"], progress=False)


def test_a_script_without_a_guard_is_told_so_and_one_with_it_runs(tmp_path):
    call = f'cr.sweep({str(TINY)!r}, {{"seed": [1, 2]}}, until="2018-02-01")'
    script = tmp_path / "script.py"
    script.write_text(f"import corredor as cr\n{call}\n", encoding="utf-8")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    said = 'in a script, corredor.sweep must stand under `if __name__ == "__main__":`'
    assert f"corredor: {said}" in ended.stderr and f"BrokenProcessPool: the pool lost a process: {said}" in ended.stderr
    assert "bootstrapping" not in ended.stderr
    guarded = f'import corredor as cr\nif __name__ == "__main__":\n    print({call}.sizes["run"])\n'
    script.write_text(guarded, encoding="utf-8")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (0, "2\n")


def is_at_work(process: str) -> bool:
    """Tell whether a process goes on; one that has ended may wait for somebody to ask how."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_control_c_ends_runs_under_way(tmp_path):
    script = tmp_path / "sweep.py"
    script.write_text(
        "import corredor as cr\n"
        'if __name__ == "__main__":\n'
        '    cr.sweep("baseline", {"seed": [1, 2, 3]}, persons_per_agent=5)\n',  # a minute and more each
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, script], stderr=subprocess.PIPE, text=True) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        until = time.monotonic() + 60
        while len(children.read_text().split()) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        workers = children.read_text().split()
        time.sleep(3)  # the engine is loaded and at work
        running.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in running.communicate(timeout=20)[1]
    until = time.monotonic() + 10
    while any(map(is_at_work, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(workers) >= 2 and not any(map(is_at_work, workers))


def test_a_design_without_rows_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        cr.sweep(TINY, {})
    with pytest.raises(ValueError, match="length"):
        cr.sweep(TINY, {"seed": [1], "departures.pool_people": [1, 2]})
    with pytest.raises(ValueError, match="seed"):
        cr.sweep(TINY, {"replicate": [1]})


def test_a_column_that_no_scenario_has_is_refused_before_anything_runs():
    told = []
    with pytest.raises(cr.ScenarioError, match=r"routes\.refresh_dys is not a known key; did you mean 'refresh_days'"):
        cr.sweep(TINY, {"routes.refresh_dys": ["", 7]}, progress=lambda *now: told.append(now))
    with pytest.raises(cr.ScenarioError, match="did you mean 'baseline'"):
        cr.sweep("basline", {"seed": [1]}, progress=lambda *now: told.append(now))
    assert told == []


def test_if_every_row_fails_there_is_a_warning():
    with ThreadPoolExecutor(1) as executor, pytest.warns(UserWarning, match="all 2 rows failed.*pool_people is -1"):
        runs = cr.sweep(TINY, {"departures.pool_people": [-1, -2]}, executor=executor)
    assert list(runs["status"].values) == ["failed", "failed"]


# Designs -------------------------------------------------------------------------------------------------------------

PARAMETERS = pd.DataFrame({"name": ["a", "b", "c"], "low": [0.0, -1.0, 0.0], "high": [1.0, 1.0, 10.0]})


def test_designs_stay_in_their_ranges_and_have_the_rows_they_say():
    for design, rows in [
        (cr.designs.latin_hypercube(PARAMETERS, 50), 50),
        (cr.designs.morris(PARAMETERS, 10), 10 * 4),
        (cr.designs.sobol(PARAMETERS, 16), 16 * 5),
    ]:
        assert design.shape == (rows, 3)
        assert (design >= PARAMETERS["low"].to_numpy()).to_numpy().all()
        assert (design <= PARAMETERS["high"].to_numpy()).to_numpy().all()
    assert len(cr.designs.grid({"x": [1, 2], "y": ["u", "v", "w"]})) == 6
    # One run in each fiftieth of each range.
    strata = np.sort(np.floor(cr.designs.latin_hypercube(PARAMETERS, 50)["a"] * 50))
    assert strata.tolist() == list(range(50))


def test_morris_and_sobol_find_what_is_in_a_known_function():
    # y = 3 a + b: moving a over its range changes y by 3, b by 2, c by nothing; variances 9/12 and 4/12.
    def y(design):
        return 3 * design["a"] + design["b"]

    design = cr.designs.morris(PARAMETERS, 20)
    effects = cr.designs.analyse_morris(PARAMETERS, design, y(design)).set_index("name")
    np.testing.assert_allclose(effects.loc[["a", "b", "c"], "mu_star"], [3, 2, 0], atol=1e-9)
    design = cr.designs.sobol(PARAMETERS, 1024)
    shares = cr.designs.analyse_sobol(PARAMETERS, y(design)).set_index("name")
    np.testing.assert_allclose(shares.loc[["a", "b", "c"], "total"], [9 / 13, 4 / 13, 0], atol=0.03)
    np.testing.assert_allclose(shares.loc[["a", "b", "c"], "first"], [9 / 13, 4 / 13, 0], atol=0.03)
    assert cr.designs.plot_effects(shares.reset_index()).get_xlabel()
    with pytest.raises(ValueError, match="no result"):
        cr.designs.analyse_sobol(PARAMETERS, y(design).where(design["a"] > 0.5))


def test_a_table_of_parameters_is_read_and_checked(tmp_path):
    PARAMETERS.to_csv(tmp_path / "parameters.csv", index=False)
    pd.testing.assert_frame_equal(cr.designs.read_parameters(tmp_path / "parameters.csv"), PARAMETERS)
    with pytest.raises(ValueError, match="low must be below high"):
        cr.designs.latin_hypercube(PARAMETERS.assign(low=20.0), 3)
    with pytest.raises(ValueError, match="columns high"):
        cr.designs.problem(PARAMETERS.drop(columns="high"))
    with pytest.raises(ValueError, match=r"a parameter may be named once: a$"):
        cr.designs.latin_hypercube(pd.concat([PARAMETERS, PARAMETERS[:1]]), 3)
    with pytest.raises(TypeError, match="with the columns name, low and high, not a dict"):
        cr.designs.morris({"name": ["a"], "low": [0.0], "high": [1.0]}, 2)  # type: ignore[arg-type]
