"""Studies of many runs on the command line: ensembles and comparisons."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"

TROOPS = """extends: tiny.yaml
name: Tiny with troops
timeline:
  - id: troops
    on: 2018-08-01
    militarise: {entering: BB, interception_share: 0.9, irregular_cost: 2}
"""


@pytest.fixture
def troops(tmp_path) -> Path:
    """The tiny scenario with an intervention of its own."""
    for file in TINY.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "troops.yaml").write_text(TROOPS, encoding="utf-8")
    return tmp_path / "troops.yaml"


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_an_ensemble_opens_in_xarray_with_quantiles_over_replicates(corredor, tmp_path, engine):
    corredor("run", TINY, "--replicates", 5, "-o", "ensemble.h5", "--quiet")
    file = tmp_path / "ensemble.h5"
    with (
        xr.open_dataset(file, engine=engine) as runs,
        xr.open_dataset(file, engine=engine, group="mean") as mean,
        xr.open_dataset(file, engine=engine, group="quantiles") as quantiles,
        xr.open_dataset(file, engine=engine, group="measures") as measures,
        xr.open_dataset(file, engine=engine, group="quantiles/measures") as of_measures,
    ):
        assert runs.sizes["replicate"] == 5
        assert runs["persons"].dims == ("replicate", "time", "node", "status")
        assert len(set(runs["replicate_seed"].values)) == 5
        assert len(set(runs["state_hash"].isel(time=-1).values)) == 5
        np.testing.assert_allclose(mean["crossings"], runs["crossings"].mean("replicate"))
        for share in (0.05, 0.25, 0.5, 0.75, 0.95):
            np.testing.assert_allclose(
                quantiles["persons"].sel(quantile=share), runs["persons"].quantile(share, "replicate")
            )
        np.testing.assert_array_equal(measures["irregular_entries"], runs["irregular_entries"].sum(("time", "leg")))
        np.testing.assert_allclose(of_measures["refusals"].isel(quantile=2), measures["refusals"].median())


def test_an_ensembles_replicate_is_the_run_with_its_seed(corredor):
    ensemble = json.loads(corredor("run", TINY, "--replicates", 3, "--json", "--quiet").stdout)
    last = ensemble["replicates"][2]
    alone = json.loads(corredor("run", TINY, "--seed", last["seed"], "--json", "--quiet").stdout)
    assert alone["state_hash"] == last["state_hash"]


def test_the_summary_of_an_ensemble_gives_ranges_and_says_so(corredor):
    corredor("run", TINY, "--replicates", 4, "-o", "ensemble.h5", "--quiet")
    text = corredor("summary", "ensemble.h5").stdout
    assert "4 runs" in text
    assert "5 to 95 % range of 4 runs" in text
    corredor("run", TINY, "-o", "alone.h5", "--quiet")
    report = json.loads(corredor("summary", "ensemble.h5", "alone.h5", "--json").stdout)
    assert report["runs"] == 5
    assert [run["file"] for run in report["files"]] == ["ensemble.h5"] * 4 + ["alone.h5"]
    assert len({run["seed"] for run in report["files"]}) == 5
    assert "This is one run" in corredor("summary", "alone.h5").stdout


def test_an_ensemble_is_not_written_over(corredor, tmp_path):
    (tmp_path / "ensemble.h5").write_text("mine")
    assert "exists" in corredor("run", TINY, "--replicates", 2, "-o", "ensemble.h5", code=73).stderr
    assert (tmp_path / "ensemble.h5").read_text() == "mine"


def test_comparing_a_scenario_with_itself_finds_nothing_at_all(corredor, tmp_path):
    report = json.loads(corredor("compare", TINY, TINY, "--replicates", 3, "--json", "--quiet", "-o", "null").stdout)
    for measure in report["alternatives"][0]["measures"]:
        assert measure["effect"] == 0, measure
        assert measure["half_width"] == 0, measure
    assert report["alternatives"][0]["displacement"] == []
    with (
        xr.open_dataset(tmp_path / "null/comparison.h5", engine="h5netcdf") as file,
        xr.open_dataset(tmp_path / "null/comparison.h5", engine="h5netcdf", group="monthly") as monthly,
    ):
        crossed = file["people"].isel(alternative=0).values
        assert crossed.sum() > 5000
        assert crossed.sum() == np.trace(crossed)
        for name in monthly:
            if name.endswith("_effect"):
                assert not monthly[name].values.any(), name
    said = corredor("compare", TINY, TINY, "--replicates", 2).stdout
    assert "Both runs of every pair are the same" in said
    assert "person by person" not in said


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_a_comparison_tells_effects_with_intervals(corredor, troops, tmp_path, engine):
    out = corredor("compare", "tiny.yaml", troops, "--replicates", 6, "-o", "out", "--attribute")
    assert "95 % interval" in out.stdout
    assert "a pair is worth" in out.stdout
    assert "person by person" in out.stdout
    assert "Shapley" in out.stdout
    assert "From 6 pairs of runs" in out.stdout
    with xr.open_dataset(tmp_path / "out/comparison.h5", engine=engine) as file:
        entries = file.isel(alternative=0).sel(measure="irregular_entries_BB")
        value = file["value"].sel(measure="irregular_entries_BB")
        differences = value.isel(scenario=1) - value.isel(scenario=0)
        np.testing.assert_allclose(entries["measure_effect"], differences.mean())
        standard_error = differences.std(ddof=1) / 6**0.5
        np.testing.assert_allclose(entries["measure_half_width"], 2.570582 * standard_error, rtol=1e-5)
        assert entries["measure_effect"] + entries["measure_half_width"] < 0
        share = xr.open_dataset(tmp_path / "out/comparison.h5", engine=engine, group="attribution_0")["share"]
        np.testing.assert_allclose(share.isel(intervention=0), file["measure_effect"].isel(alternative=0))
    corredor("compare", "tiny.yaml", troops, "--replicates", 2, "-o", "out", code=73)


def test_one_pair_is_never_told_as_if_it_were_certain(corredor, troops):
    text = corredor("compare", "tiny.yaml", troops, "--replicates", 1).stdout
    assert "one pair of runs" in text
    assert "unknown" in text


def test_a_comparison_stops_when_the_interval_is_narrow_enough(corredor, troops):
    report = json.loads(
        corredor(
            *("compare", "tiny.yaml", troops, "--replicates", 2, "--json", "--quiet"),
            *("--until-half-width", "irregular_entries_BB=60"),
        ).stdout
    )
    entries = next(m for m in report["alternatives"][0]["measures"] if m["key"] == "irregular_entries_BB")
    assert entries["half_width"] <= 60
    assert report["replicates"] < 200
    wrong = corredor(
        *("compare", "tiny.yaml", troops, "--replicates", 2, "--until-half-width", "irregular_entris_BB=60"), code=2
    )
    assert "did you mean 'irregular_entries_BB'?" in wrong.stderr
    corredor("compare", "tiny.yaml", troops, "--until-half-width", "nothing", code=2)


def test_a_comparison_never_runs_more_pairs_than_it_may(corredor, troops):
    out = corredor(
        *("compare", "tiny.yaml", troops, "--replicates", 2, "--max-replicates", 4, "--json"),
        *("--until-half-width", "irregular_entries_BB=0.0001"),
    )
    assert json.loads(out.stdout)["replicates"] == 4
    assert "after 4 pairs the interval is still wider than irregular_entries_BB=0.0001" in out.stderr


def test_a_measure_that_no_run_has_yet_can_be_waited_for(corredor):
    # Too few agents for anybody to be trafficked; the headline table leaves the line out.
    few = ["compare", "baseline", "tocoron_raid", "--persons-per-agent", 5000, "--until", "2015-03-01"]
    report = json.loads(
        corredor(
            *(*few, "--replicates", 2, "--max-replicates", 3, "--json", "--quiet"),
            *("--until-half-width", "people_trafficked=1"),
        ).stdout
    )
    assert report["replicates"] == 2
    assert "people_trafficked" not in {m["key"] for m in report["alternatives"][0]["measures"]}


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--max-replicates", 5], "requires --until-half-width"),
        (["--max-replicates", 5, "--until-half-width", "departed=1"], "must be at least --replicates (20)"),
    ],
)
def test_a_limit_on_pairs_that_would_have_no_effect_is_refused(corredor, troops, option, said):
    assert said in corredor("compare", "tiny.yaml", troops, *option, code=2).stderr


@pytest.mark.parametrize(
    "option",
    [["--resume", "a.chk"], ["--checkpoint-every", 9], ["--checkpoint", "a"], ["--time-limit", "9s"], ["--profile"]],
)
def test_what_is_for_a_single_run_is_refused_for_many(corredor, option):
    err = corredor("run", TINY, "--replicates", 2, *option, code=2).stderr
    assert err.startswith(option[0] + ": is of a single run")


def test_the_same_run_does_not_count_twice(corredor):
    corredor("run", TINY, "--replicates", 2, "-o", "many.h5", "--quiet")
    seed = json.loads(corredor("summary", "many.h5", "--json").stdout)["files"][1]["seed"]
    corredor("run", TINY, "--seed", seed, "-o", "one.h5", "--quiet")
    corredor("run", TINY, "--seed", 3, "-o", "other.h5", "--quiet")
    assert "3 runs" in corredor("summary", "many.h5", "other.h5").stdout
    for files in (["other.h5", "other.h5"], ["many.h5", "one.h5"]):
        err = corredor("summary", *files, code=65).stderr
        assert err.startswith(f"{files[1]}: error: holds the same run as {files[0]}, with seed")


def test_who_was_held_in_one_run_only_is_told_also_when_free_at_the_end(corredor, tmp_path):
    compare = ["compare", "baseline", "federation", "--persons-per-agent", 200, "--until", "2018-07-01"]
    out = corredor(*compare, "--replicates", 2, "--quiet", "--json", "-o", ".").stdout
    alternative = json.loads(out)["alternatives"][0]
    held = {row["held_as"]: row for row in alternative["held"]}
    assert list(held) == ["kidnapped", "debt_bondage", "trafficked", "courier", "detained"]
    at_end = sum(o["people"] for o in alternative["outcomes"] if o["base"] in held)
    at_any_time = sum(row["in_both"]["people"] + row["in_base_only"]["people"] for row in held.values())
    assert at_any_time > at_end
    with xr.open_dataset(tmp_path / "comparison.h5", engine="h5netcdf") as file:
        people = file["people_ever_held"].sel(held_as="trafficked", held_in="base only").item()
        assert people == held["trafficked"]["in_base_only"]["people"]


def test_what_fell_here_and_rose_there_is_told(corredor, troops):
    out = corredor("compare", "tiny.yaml", troops, "--replicates", 6, "--json", "--quiet").stdout
    displaced = {d["variable"]: d for d in json.loads(out)["alternatives"][0]["displacement"]}
    entries = displaced["irregular_entries"]
    assert all(shift["effect"] + shift["half_width"] < 0 for shift in entries["fell"])
    assert entries["fell"]
    rose = [shift for d in displaced.values() for shift in d["rose"]]
    assert rose
    assert all(shift["effect"] - shift["half_width"] > 0 for shift in rose)


# Starts a program from a process that is small itself: what a child inherits counts as its memory too.
PEAK_OF = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_the_memory_of_an_ensemble_does_not_grow_with_its_runs(program, tmp_path):
    def peak_megabytes(replicates: int) -> float:
        command = f"run {TINY} --replicates {replicates} --threads 1 --quiet -o {replicates}.h5".split()
        command += ["--set", "outputs.record_every_days=1"]
        told = subprocess.run(
            [sys.executable, "-c", PEAK_OF, program, *command], cwd=tmp_path, check=True, capture_output=True
        )
        return int(told.stdout) / 1024

    with_few, with_many = peak_megabytes(8), peak_megabytes(160)
    with xr.open_dataset(tmp_path / "8.h5", engine="h5netcdf") as result:
        each = sum(variable.nbytes for variable in result.values()) / 8 / 2**20
    quantiles = 32  # at most this for the values of all replicates at a time
    assert quantiles + 20 < 152 * each, "keeping every run would be seen"
    assert with_many < with_few + quantiles + 20


def test_the_headline_tells_what_organisations_did_to_people(corredor, tmp_path):
    run = ["run", "baseline", "--persons-per-agent", 500, "--until", "2019-01-01", "--json", "--quiet", "-o", "out.h5"]
    told = {number["key"]: number["median"] for number in json.loads(corredor(*run).stdout)["headline"]}
    with xr.open_dataset(tmp_path / "out.h5", engine="h5netcdf") as result:
        for key in ("irregular_entries", "people_extorted", "people_trafficked"):
            assert told[key] == result[key].sum() > 0, key
        income_usd = float(result["revenue_usd"].sum())
        assert income_usd > 0
        assert told["organisation_income_usd"] == pytest.approx(income_usd)
    told = json.loads(corredor("run", TINY, "--json", "--quiet").stdout)["headline"]
    assert "people_trafficked" not in {number["key"] for number in told}


def test_up_to_six_interventions_are_attributed_and_no_more(corredor, troops):
    def with_entries(count: int) -> Path:
        file = troops.parent / f"{count}.yaml"
        entries = [
            f"  - id: part_{i}\n    on: 2018-0{i + 2}-01\n    until: 2018-0{i + 3}-01\n"
            "    militarise: {entering: BB, interception_share: 0.2}\n"
            for i in range(count)
        ]
        file.write_text(f"extends: tiny.yaml\nname: {count}\ntimeline:\n{''.join(entries)}", encoding="utf-8")
        return file

    compare = ["compare", "tiny.yaml", "--replicates", 2, "--attribute", "--json", "--quiet"]
    report = json.loads(corredor(*compare, with_entries(6)).stdout)["alternatives"][0]
    assert [part["intervention"] for part in report["attribution"]] == [f"part_{i}" for i in range(6)]
    effects = {measure["key"]: measure["effect"] for measure in report["measures"]}
    for key in ("interceptions", "irregular_entries"):
        shares = [part["shares"][key]["mean"] for part in report["attribution"]]
        assert effects[key] != 0
        assert sum(shares) == pytest.approx(effects[key])
    err = corredor(*compare, with_entries(7), code=2).stderr
    assert "7 interventions of its own, must be at most 6" in err


def test_more_replicates_leave_the_first_ones_as_they_were(corredor, tmp_path):
    for replicates in (2, 5):
        corredor("run", TINY, "--replicates", replicates, "-o", f"{replicates}.h5", "--quiet")
    with (
        xr.open_dataset(tmp_path / "2.h5", engine="h5netcdf") as few,
        xr.open_dataset(tmp_path / "5.h5", engine="h5netcdf") as more,
    ):
        for name, variable in few.variables.items():
            if "replicate" in variable.dims:
                np.testing.assert_array_equal(variable, more[name].isel(replicate=slice(2)), name)
