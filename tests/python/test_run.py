"""Running scenarios from Python."""

import datetime
import gc
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import corredor as cr
from corredor import _engine

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"
# Busy for minutes, unless somebody ends it.
LONG: dict[str, Any] = {"overrides": {"departures.pool_people": 50_000_000, "run.end": "2060-01-01"}}


@pytest.fixture
def scenario(tmp_path) -> Path:
    """Copy the tiny scenario, to be spoilt."""
    shutil.copytree(TINY.parent, tmp_path / "tiny")
    return tmp_path / "tiny/tiny.yaml"


def scenario_of(run: cr.Run) -> str:
    with run.open() as dataset:
        return str(dataset["scenario_yaml"].item())


# Results -----------------------------------------------------------------------------------------------------------


def test_run_tells_what_it_did(tmp_path):
    run = cr.run(TINY, output=tmp_path / "out.h5", seed=5, threads=2)
    assert run.path == tmp_path / "out.h5"
    assert (run.scenario, run.seed, run.persons_per_agent) == ("Tiny", 5, 1)
    assert run.seconds > 0
    assert run.agent_days > 1000
    assert 0 <= run.state_hash < 2**64
    assert run.measures["people_departed"] > 0
    assert repr(run).startswith("<corredor.Run 'Tiny', seed 5, ") and str(run.path) in repr(run)
    assert list(tmp_path.iterdir()) == [run.path]


def test_file_holds_what_the_run_tells(tmp_path):
    run = cr.run(str(TINY), output=str(tmp_path / "out.h5"))
    dataset = run.to_xarray()
    assert int(dataset["state_hash"][-1]) == run.state_hash
    assert dataset["persons"].dims == ("time", "node", "status")
    assert dataset["time"].to_numpy()[-1] == np.datetime64("2019-01-01")
    assert dataset["departures"].sum() == run.measures["people_departed"]
    measures = run.to_xarray(group="measures")
    assert {str(name): float(value) for name, value in measures.items()} == run.measures
    with cr.open(run.path) as opened, run.open() as again:
        xr.testing.assert_identical(opened.load(), dataset)
        xr.testing.assert_identical(again.load(), dataset)


def test_result_is_that_of_the_program_byte_by_byte(program, tmp_path):
    options = [
        "--seed",
        "3",
        "--until",
        "2018-09-01",
        "--persons-per-agent",
        "2",
        "--set",
        "endowment.passport_share=0.25",
    ]
    command = [program, "run", TINY, "-o", "cli.h5", "--quiet", *options]
    subprocess.run(command, cwd=tmp_path, check=True)
    for threads in (1, 2):
        run = cr.run(
            TINY,
            output=tmp_path / f"{threads}.h5",
            seed=3,
            until=datetime.date(2018, 9, 1),
            persons_per_agent=2,
            overrides={"endowment.passport_share": 0.25},
            threads=threads,
        )
        assert run.path.read_bytes() == (tmp_path / "cli.h5").read_bytes()


def test_without_output_the_file_lives_as_long_as_the_run():
    run = cr.run(TINY)
    path = run.path
    assert path.is_file()
    assert "temporary" in repr(run)
    dataset = run.to_xarray()
    del run
    gc.collect()
    assert not path.exists() and not path.parent.exists()
    assert int(dataset["persons"][-1].sum()) > 0  # was read


def test_run_does_not_travel_but_its_file_does():
    with pytest.raises(TypeError, match="send its path"):
        pickle.dumps(cr.run(TINY, until="2018-02-01"))


def test_shipped_scenarios_are_found_by_name():
    run = cr.run("baseline", persons_per_agent=1000, until="2015-03-01")
    assert run.persons_per_agent == 1000
    assert run.measures["people_departed"] > 0


def test_installed_package_brings_the_scenarios():
    package = Path(cr.__file__).parent
    if package.parent.name != "site-packages":
        pytest.skip("the package is not installed")
    shipped = {path.relative_to(ROOT) for path in (ROOT / "scenarios").rglob("*") if path.is_file()}
    assert {path.relative_to(package) for path in (package / "scenarios").rglob("*") if path.is_file()} == shipped


# Overrides ---------------------------------------------------------------------------------------------------------


def test_overrides_are_written_as_the_scenario_would_have_them():
    run = cr.run(
        TINY,
        until="2018-03-01",
        overrides={
            "departures.pool_people": np.int64(5000),
            "departures.push_per_year": {datetime.date(2018, 1, 1): 0.3, "2018-06-01": np.float64(0.125)},
            "departures.party_size_share": np.array([0.5, 0.5]),
            "world.crossing_ends_the_day": False,
            "countries.BB.admits": ["passport"],
            "countries.AA.name": "no",
            "mechanisms.robbery.about": '"Löcher: 1"',
            "journey.retry_days": "2.5",
        },
    )
    text = scenario_of(run)
    for line in (
        "pool_people: 5000",
        "crossing_ends_the_day: false",
        "retry_days: 2.5",
        "2018-01-01: 0.3",
        "2018-06-01: 0.125",
        "Löcher: 1",
    ):
        assert line in text


def test_one_override_changes_the_result_and_none_does_not():
    usual = cr.run(TINY).state_hash
    assert cr.run(TINY, overrides={}).state_hash == usual
    assert cr.run(TINY, overrides={"endowment.passport_share": 0.5}).state_hash == usual
    assert cr.run(TINY, overrides={"endowment.passport_share": 0.25}).state_hash != usual
    assert cr.run(TINY, seed=2).state_hash != usual


# Errors ------------------------------------------------------------------------------------------------------------


def test_typo_is_a_scenario_error_with_its_place(scenario, tmp_path):
    good = scenario.read_text(encoding="utf-8")
    scenario.write_text(good.replace("passport_share", "pasport_share"), encoding="utf-8")
    with pytest.raises(cr.ScenarioError, match="did you mean 'passport_share'") as caught:
        cr.run(scenario, output=tmp_path / "out.h5", progress=True)
    assert caught.value.file == str(scenario)
    assert (caught.value.line, caught.value.column) == (good.split("passport_share")[0].count("\n") + 1, 3)
    assert not (tmp_path / "out.h5").exists()


def test_override_that_means_nothing_is_a_scenario_error():
    with pytest.raises(cr.ScenarioError, match="did you mean 'pool_people'"):
        cr.run(TINY, overrides={"departures.pool_poeple": 5})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"seed": -1}, "seed is -1, must be from 0"),
        ({"persons_per_agent": 0}, "persons_per_agent is 0, must be from 1"),
        ({"until": "2017-01-01"}, "until is 2017-01-01, must be after run.start"),
        ({"overrides": {"endowment.passport_share": 7}}, "endowment.passport_share is 7, must be from 0 to 1"),
        ({"overrides": {"endowment.passport_share": "[1, "}}, "endowment.passport_share: a key must be"),
    ],
)
def test_what_is_wrong_is_told_by_the_names_of_arguments(arguments, said):
    with pytest.raises(cr.ScenarioError) as caught:
        cr.run(TINY, **arguments)
    assert str(caught.value).startswith(said) and caught.value.file == "" and "--" not in str(caught.value)


def test_checkpoints_on_the_way_need_a_place():
    with pytest.raises(ValueError, match="checkpoint_every_days needs checkpoint"):
        cr.run(TINY, checkpoint_every_days=30)


def test_missing_scenario_is_a_scenario_error():
    with pytest.raises(cr.ScenarioError, match=r"nowhere\.yaml"):
        cr.run("nowhere.yaml")


def test_existing_output_is_kept_unless_forced(tmp_path):
    path = tmp_path / "out.h5"
    path.write_text("precious", encoding="utf-8")
    for study in (cr.run, lambda *given, **to: cr.ensemble(*given, replicates=1, **to)):
        with pytest.raises(cr.RunError, match=r"out\.h5: exists already; force=True replaces it"):
            study(TINY, output=path)
    assert path.read_text(encoding="utf-8") == "precious"
    assert cr.run(TINY, output=path, force=True).path.stat().st_size > 1000


def test_output_where_nothing_can_be_created_is_a_run_error(tmp_path):
    with pytest.raises(cr.RunError, match=r"out\.h5"):
        cr.run(TINY, output=tmp_path / "no/such/folder/out.h5")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"seed": "one"}, TypeError),
        ({"seed": 1.5}, TypeError),
        ({"seed": 2**70}, ValueError),
        ({"threads": -1}, ValueError),
        ({"threads": 5000}, ValueError),
        ({"until": "soon"}, ValueError),
        ({"until": datetime.datetime(2018, 3, 1, 12)}, ValueError),
        ({"until": 2018}, TypeError),
        ({"overrides": {"departures.pool_people": object()}}, TypeError),
        ({"overrides": {"departures.pool_people": None}}, TypeError),
        ({"speed": 2}, TypeError),
    ],
)
def test_bad_argument_is_the_usual_error(arguments, error):
    with pytest.raises(error) as caught:
        cr.run(TINY, **arguments)
    assert not isinstance(caught.value, cr.ScenarioError)


def test_scenario_must_be_text_or_path():
    with pytest.raises(TypeError):
        cr.run(b"tiny.yaml")  # type: ignore[arg-type]


# Long runs ---------------------------------------------------------------------------------------------------------


class Enough(Exception):  # noqa: N818
    pass


def test_progress_is_told_at_the_end():
    seen: list[cr.Progress] = []
    run = cr.run(TINY, until="2018-03-01", progress=seen.append)
    assert (seen[-1].tick, seen[-1].last_tick, seen[-1].date) == (59, 59, datetime.date(2018, 3, 1))
    assert seen[-1].agent_days == run.agent_days
    assert seen[-1].people_under_way == run.headline.loc["under_way", "value"]
    assert [now.tick for now in seen].count(59) == 1


def test_days_beyond_the_end_of_the_scenario_give_a_warning():
    with pytest.warns(UserWarning, match="until 2019-01-03 is later than the scenario's own end, 2019-01-01") as caught:
        cr.run(TINY, until="2019-01-03")
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="later than"):
        cr.Simulation(TINY, until="2019-01-03")
    cr.run(TINY, until="2019-01-03", overrides={"run.end": "2019-02-01"})


def test_arguments_of_another_type_are_told():
    with pytest.raises(TypeError, match=r"overrides must be a mapping such as \{'run.seed': 7\}, not a list"):
        cr.run(TINY, overrides=[("run.seed", 1)])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="progress must be True, False or a function, not 'x'"):
        cr.run(TINY, progress="x")  # type: ignore[arg-type]


def test_progress_is_told_and_what_it_raises_ends_the_run(tmp_path):
    seen: list[cr.Progress] = []

    def watch(now: cr.Progress):
        seen.append(now)
        if len(seen) == 4:
            raise Enough

    with pytest.raises(Enough):
        cr.run(TINY, output=tmp_path / "out.h5", progress=watch, **LONG)
    assert list(tmp_path.iterdir()) == []
    first, last = seen[0], seen[-1]
    assert (first.tick, first.date) == (0, datetime.date(2018, 1, 1))
    assert last.last_tick == (datetime.date(2060, 1, 1) - datetime.date(2018, 1, 1)).days
    assert last.date == first.date + datetime.timedelta(days=last.tick)
    assert last.tick > 0 and last.people_under_way > 0 and last.agent_days > 0
    assert all(b.seconds - a.seconds >= 0.05 for a, b in zip(seen, seen[1:]))


def test_other_threads_go_on_during_a_run():
    turns = 0
    done = threading.Event()

    def turn():
        nonlocal turns
        while not done.wait(0.001):
            turns += 1

    seen: list[int] = []

    def watch(_):
        seen.append(turns)
        if len(seen) == 6:
            raise Enough

    other = threading.Thread(target=turn)
    other.start()
    try:
        with pytest.raises(Enough):
            cr.run(TINY, progress=watch, **LONG)
    finally:
        done.set()
        other.join()
    assert seen[-1] > seen[0]


def test_ctrl_c_ends_a_run_soon_and_leaves_nothing(tmp_path):
    script = f"""
import sys, corredor as cr
def watch(now):
    if now.tick > 0: print("under way", flush=True)
try:
    cr.run({str(TINY)!r}, output="out.h5", progress=watch, **{LONG!r})
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(7)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stdout.readline() == "under way\n"
        sent = time.monotonic()
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=60)
        took = time.monotonic() - sent
    assert running.returncode == 7
    assert said.endswith("interrupted\n")
    assert took < 5.0  # half a second with nothing else to do; the rest is for a busy machine
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_a_checkpoint_when_asked_for_one(tmp_path):
    script = f"""
import sys, corredor as cr
def watch(now):
    if now.tick > 0: print("under way", flush=True)
try:
    cr.run({str(TINY)!r}, output="out.h5", checkpoint="left", progress=watch, **{LONG!r})
except KeyboardInterrupt as error:
    print(error.__notes__[0], flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stdout.readline() == "under way\n"
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=60)
    (left,) = tmp_path.iterdir()
    assert said.splitlines()[-1] == f"the run can go on from {left.name}"


def test_checkpoints_on_the_way_lead_to_the_same_result(tmp_path):
    usual = cr.run(TINY, checkpoint=tmp_path / "tiny", checkpoint_every_days=100)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["tiny.2018-04-11.chk", "tiny.2018-07-20.chk", "tiny.2018-10-28.chk"]
    again = cr.run(TINY, resume=tmp_path / left[1])
    assert again.state_hash == usual.state_hash
    assert again.path.read_bytes() == usual.path.read_bytes()


def test_import_is_quick():
    # Processor time: others on the machine disturb it less.
    script = "import time; begin = time.process_time(); import corredor; print(time.process_time() - begin)"
    took = [
        float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout)
        for _ in range(5)
    ]
    assert min(took) < 0.3


def test_runs_in_threads_give_what_they_give_alone(tmp_path):
    seeds = [1, 2, 3, 4]
    alone = [cr.run(TINY, seed=seed, threads=1, output=tmp_path / f"alone_{seed}.h5") for seed in seeds]
    with ThreadPoolExecutor(4) as pool:
        both = list(pool.map(lambda s: cr.run(TINY, seed=s, threads=2, output=tmp_path / f"both_{s}.h5"), seeds))
    assert len({run.state_hash for run in alone}) == 4
    for one, other in zip(alone, both):
        assert one.state_hash == other.state_hash
        assert one.path.read_bytes() == other.path.read_bytes()


def test_bar_is_drawn_when_asked_for_and_not_into_a_pipe(capfd):
    cr.run(TINY, progress=True)
    said = capfd.readouterr()
    assert "365/365 days" in said.err
    assert said.out == ""
    pytest.importorskip("ipykernel")  # that it is loaded does not make this a notebook
    cr.run(TINY)
    assert capfd.readouterr() == ("", "")


# The package -------------------------------------------------------------------------------------------------------


def public(thing) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def test_every_bound_name_is_called(tmp_path):
    classes = {"EnsembleReport", "ReadyScenario", "RunReport", "SteppedRun", "StudyReport"}
    functions = {"compare", "differences", "ensemble", "load", "report", "run", "validate_against", "version"}
    assert public(_engine) == classes | functions
    options: dict[str, Any] = {
        "text": "",
        "folder": None,
        "text_name": "",
        "layer": None,
        "overrides": [],
        "seed": None,
    }
    ready = _engine.load(str(TINY), persons_per_agent=None, until="2018-02-01", any_size=False, **options)
    names = {"name", "question", "start", "end", "seed", "persons_per_agent", "yaml", "sha256", "folder", "values"}
    assert public(ready) == names | {"in_vain"}
    assert all(getattr(ready, name) for name in names) and ready.values()["name"] == ready.name
    assert ready.in_vain(shortened=True) == "" != ready.in_vain(shortened=False)
    assert _engine.differences(ready, ready) == []

    rest: dict[str, Any] = {"checkpoint": None, "checkpoint_every_days": 0, "resume": None, "progress": None}
    report = _engine.run(ready, output=None, overwrite=False, threads=1, **rest)
    known = {"agent_days", "headline", "measures", "persons_per_agent", "scenario", "seconds", "seed", "state_hash"}
    assert public(report) == known and all(getattr(report, name) for name in known)

    of_study: dict[str, Any] = {"overwrite": False, "replicates": 1, "threads": 1, "progress": None}
    runs = _engine.ensemble(ready, output=str(tmp_path / "ensemble.h5"), **of_study)
    known = {"agent_days", "headline", "seconds", "seeds", "state_hashes"}
    assert public(runs) == known and all(getattr(runs, name) for name in known)
    until: dict[str, Any] = {"until_half_width": None, "most_replicates": 1, "attribute": False}
    compared = _engine.compare(ready, [ready], output=str(tmp_path / "comparison.h5"), **of_study, **until)
    assert public(compared) == {"agent_days", "narrow_enough", "replicates", "seconds"}
    assert (compared.replicates, compared.narrow_enough) == (1, False) and compared.agent_days and compared.seconds

    page = tmp_path / "page.html"
    made = _engine.run(ready, output=str(tmp_path / "run.h5"), overwrite=False, threads=1, **rest)
    of_report: dict[str, Any] = {"overwrite": False, "tables_folder": str(TINY.parent), "title": ""}
    assert _engine.report([str(tmp_path / "run.h5")], output=str(page), **of_report) is not None and page.is_file()
    assert made.state_hash == report.state_hash
    targets = ROOT / "scenarios/data/targets.csv"
    files = [str(tmp_path / "run.h5")]
    count, found = _engine.validate_against(str(targets), files, tables_folder=str(TINY.parent))
    assert count == 1 and found.startswith('{"rows"')

    stepped = _engine.SteppedRun(ready, threads=1, resume=None)
    stepped.step(10, None)
    stepped.take_scenario(ready)
    stepped.checkpoint(str(tmp_path / "state.chk"))
    assert (stepped.tick, stepped.last_tick, stepped.date) == (10, 31, "2018-01-11")
    methods = {"parties", "residents", "captives", "records", "today", "names"}
    assert all(getattr(stepped, name)() for name in methods)
    assert stepped.state_hash and stepped.agent_days
    numbers = {"tick", "last_tick", "date", "state_hash", "agent_days"}
    assert public(stepped) == methods | numbers | {"step", "take_scenario", "checkpoint"}

    assert _engine.version == cr.__version__
    assert all(hasattr(cr, name) for name in cr.__all__)


def test_import_is_light():
    heavy = ("numpy", "pandas", "xarray", "h5py", "tqdm")
    script = f"import sys, corredor; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_types_of_the_extension_module_are_those_of_its_stubs(tmp_path):
    pytest.importorskip("mypy")
    allowed = tmp_path / "allowed.txt"  # how pybind11 makes classes; a program has no use for it
    made = ("EnsembleReport", "ReadyScenario", "RunReport", "StudyReport")
    lines = [f"corredor._engine.{name}{of}" for name in made for of in ("", ".__init__")]
    lines.append("corredor._engine.SteppedRun")
    allowed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "--concise", "--allowlist", str(allowed), "corredor._engine"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
