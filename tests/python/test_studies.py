"""Studies of many runs on the command line: ensembles and comparisons."""

import json
import subprocess
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
def corredor(program, tmp_path):
    """Runs the program in a folder of its own; fails unless it ends as expected."""

    def call(*arguments, code=0):
        result = subprocess.run(
            [program, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert result.returncode == code, result.stderr
        return result

    return call


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
