"""Runs against observed values from Python."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import corredor as cr

TARGETS = Path(cr.Scenario("baseline").folder) / "data/targets.csv"
NAIVE = ["persistence", "split", "gravity"]


@pytest.fixture(scope="module")
def ensemble() -> cr.Ensemble:
    """A few coarse runs of the baseline's first years."""
    overrides = {"routes.refresh_days": 120}
    return cr.ensemble("baseline", replicates=2, persons_per_agent=10000, until="2017-06-01", overrides=overrides)


@pytest.fixture(scope="module")
def validated(ensemble: cr.Ensemble) -> cr.Validation:
    return cr.validate_against(TARGETS, ensemble)


def test_scenario_names_its_targets() -> None:
    assert cr.Scenario("baseline")["observation.targets"] == "data/targets.csv"


def test_numbers_are_those_of_the_program(program: Path, ensemble: cr.Ensemble, validated: cr.Validation) -> None:
    command = [str(program), "validate-against", str(TARGETS), str(ensemble.path), "--json"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
    assert validated.runs == 2 and repr(validated).startswith("<corredor.Validation of 2 runs against ")
    rows = validated.rows
    assert list(rows.index) == [row["id"] for row in told["rows"]]
    for name in ("observed", "median", "low", "high", *NAIVE):
        np.testing.assert_array_equal(rows[name], np.array([row[name] for row in told["rows"]], dtype=float))
    series: Any = validated.series
    assert len(series) == len(told["series"])
    for one in told["series"]:
        mine = series.loc[(one["quantity"], one["geography"], one["use"])]
        assert mine["rows"] == one["model"]["rows"]
        for name in ("model", *NAIVE):
            np.testing.assert_equal(mine[name], float(one[name]["relative_difference"] or "nan"))
        np.testing.assert_equal(mine["model_scaled"], float(one["model"]["scaled_error"] or "nan"))
        np.testing.assert_equal(mine["persistence_scaled"], float(one["persistence"]["scaled_error"] or "nan"))
        np.testing.assert_equal(mine["coverage"], np.nan if one["coverage"] is None else one["coverage"])


def test_errors_of_a_series_are_those_of_its_rows(validated: cr.Validation) -> None:
    rows = validated.rows
    of_series: Any = rows[(rows["quantity"] == "stock_abroad") & (rows["geography"] == "CO") & rows["median"].notna()]
    assert list(of_series.index) == ["T056", "T057"]  # the others are later than the runs
    by_hand = (of_series["median"] - of_series["observed"]).abs().sum() / of_series["observed"].sum()
    assert validated.series.loc[("stock_abroad", "CO", "calibration"), "model"] == pytest.approx(by_hand)
    assert of_series.loc["T057", "persistence"] == of_series.loc["T056", "observed"] == 31000
    assert of_series.loc["T056", "from"] == pd.Timestamp("2015-12-31")


def test_rows_for_validation_come_after_those_for_calibration(validated: cr.Validation) -> None:
    uses = validated.rows["use"]
    assert list(uses) == sorted(uses) and set(uses) == {"calibration", "validation"}
    assert (validated.rows.loc[uses == "calibration", "until"] <= pd.Timestamp("2022-01-01")).all()


def test_order_of_places_is_told_where_three_were_observed(validated: cr.Validation) -> None:
    ranks = validated.ranks
    assert (ranks["places"] >= 3).all() and ranks["model"].dropna().between(-1, 1).all()
    assert ranks["from"].dtype.kind == "M"


def test_notebooks_show_the_series_of_each_use(validated: cr.Validation) -> None:
    shown = validated._repr_html_()
    assert "used for calibration" in shown and "used for validation" in shown
    assert "<td>stock_abroad</td><td>CO</td><td>2</td>" in shown


def test_runs_may_come_one_by_one() -> None:
    runs = [cr.run("baseline", seed=s, persons_per_agent=10000, until="2016-02-01") for s in (1, 2)]
    both = cr.validate_against(TARGETS, runs)
    assert both.runs == 2
    assert "of 1 run against" in repr(cr.validate_against(str(TARGETS), runs[0]))
    with pytest.raises(cr.ScenarioError, match="the same run"):
        cr.validate_against(TARGETS, [runs[0], runs[0].path])


def test_a_table_of_ones_own_may_hold_few_rows(ensemble: cr.Ensemble, tmp_path: Path) -> None:
    whole = TARGETS.read_text(encoding="utf-8").splitlines(keepends=True)
    own = tmp_path / "own.csv"
    own.write_text(whole[0] + next(line for line in whole if line.startswith("T056,")), encoding="utf-8")
    found = cr.validate_against(own, ensemble)
    assert list(found.rows.index) == ["T056"] and len(found.series) == 1
    assert found.ranks.empty and "model" in found.ranks


def test_what_cannot_be_read_is_an_error(ensemble: cr.Ensemble, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a run"):
        cr.validate_against(TARGETS, [])
    with pytest.raises(cr.ScenarioError, match=r"no\.csv"):
        cr.validate_against(tmp_path / "no.csv", ensemble)
    with pytest.raises(cr.RunError, match=r"no\.h5"):
        cr.validate_against(TARGETS, tmp_path / "no.h5")
    cut = tmp_path / "cut.h5"
    shutil.copy(ensemble.path, cut)
    with cut.open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(cr.RunError):
        cr.validate_against(TARGETS, cut)
