"""Runs against observed values on the command line."""

import json
import subprocess
from pathlib import Path

import pytest

TARGETS = Path(__file__).resolve().parents[2] / "scenarios/data/targets.csv"


@pytest.fixture(scope="module")
def ensemble(program, tmp_path_factory):
    """A few coarse runs of the baseline's first years."""
    file = tmp_path_factory.mktemp("validation") / "ensemble.h5"
    scale = ["--persons-per-agent", "10000", "--until", "2016-06-01", "--set", "routes.refresh_days=120"]
    subprocess.run([program, "run", "baseline", *scale, "--replicates", "2", "--quiet", "-o", file], check=True)
    return file


def say(program, *words):
    return subprocess.run([program, *words], check=True, capture_output=True, encoding="utf-8").stdout


def test_series_hold_the_errors_of_their_rows(program, ensemble):
    found = json.loads(say(program, "validate-against", TARGETS, ensemble, "--json"))
    rows = {row["id"]: row for row in found["rows"]}
    row = rows["T056"]
    assert row["observed"] == 31000 and row["low"] <= row["median"] <= row["high"]
    series = {(s["quantity"], s["geography"], s["use"]): s for s in found["series"]}
    colombia = series["stock_abroad", "CO", "calibration"]
    assert colombia["model"]["rows"] == 1  # the others are later than the run
    assert colombia["model"]["relative_difference"] == pytest.approx(abs(row["median"] / 31000 - 1))
    assert rows["T057"]["persistence"] == 31000 and rows["T057"]["median"] is None
    assert colombia["split"]["rows"] > 0 and colombia["gravity"]["rows"] > 0


def test_tables_name_the_forecasts_that_know_no_model(program, ensemble):
    told = say(program, "validate-against", TARGETS, ensemble, "--rows")
    for word in ("Series used for calibration", "Series used for validation", "gravity", "MASE", "Row by row"):
        assert word in told
