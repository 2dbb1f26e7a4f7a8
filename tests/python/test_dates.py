"""Days, however Python holds them."""

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import corredor as cr

TINY = Path(__file__).resolve().parents[2] / "tests/scenario/tiny/tiny.yaml"
DAY = datetime.date(2018, 6, 1)
MIDNIGHTS = [
    "2018-06-01",
    DAY,
    datetime.datetime(2018, 6, 1),
    datetime.datetime(2018, 6, 1, tzinfo=datetime.UTC),
    pd.Timestamp("2018-06-01"),
    np.datetime64("2018-06-01"),
    np.datetime64("2018-06-01T00:00:00.000000000"),
    np.array("2018-06-01", dtype="datetime64[s]"),
    xr.DataArray(pd.date_range("2018-06-01", periods=2), dims="time")[0],
]
NOT_WHOLE = [
    datetime.datetime(2018, 6, 1, 12),
    pd.Timestamp("2018-06-01 00:00:00.000000001"),
    np.datetime64("2018-06-01T00:00:00.000000001"),
]


@pytest.fixture(scope="module")
def tiny() -> cr.Scenario:
    return cr.Scenario(TINY)


@pytest.mark.parametrize("day", MIDNIGHTS, ids=repr)
def test_a_day_is_a_day_whatever_holds_it(tiny: cr.Scenario, day: Any) -> None:
    assert tiny.set("run.end", day).end == DAY
    assert cr.Scenario(TINY, overrides={"run.end": day}).end == DAY
    shut = tiny.timeline.add(on="2018-01-05", until=day, id="shut", push={"factor": 2})
    assert shut.timeline.add(on=day, id="more", push={"factor": 2})["timeline.more.on"] == DAY
    assert shut["timeline.shut.until"] == DAY
    assert tiny.extend({"timeline": [{"on": day, "id": "more", "push": {"factor": 2}}]})["timeline.more.on"] == DAY
    simulation = cr.Simulation(TINY, until=day)
    assert simulation.scenario.end == DAY


@pytest.mark.parametrize("day", NOT_WHOLE, ids=repr)
def test_a_time_of_day_is_refused(tiny: cr.Scenario, day: Any) -> None:
    for use in (
        lambda: tiny.set("run.end", day),
        lambda: tiny.timeline.add(on=day, push={"factor": 2}),
        lambda: tiny.timeline.add(on="2018-02-01", until=day, push={"factor": 2}),
        lambda: cr.Simulation(TINY, until=day),
        lambda: cr.Simulation(TINY).apply(on=day, push={"factor": 2}),
        lambda: cr.sweep(TINY, {"seed": [1]}, until=day),
    ):
        with pytest.raises(ValueError, match="must be a whole day, such as 2019-06-30 without a time"):
            use()


def test_what_is_no_day_is_told(tiny: cr.Scenario) -> None:
    nones: list[Any] = [pd.NaT, np.datetime64("NaT")]
    for none in nones:
        with pytest.raises(ValueError, match=r"until must be a date .* \(NaT\)"):
            cr.Simulation(TINY, until=none)
    with pytest.raises(ValueError, match="on must be a day such as 2019-06-30, and 2018-06 is a month"):
        tiny.timeline.add(on=np.datetime64("2018-06"), push={"factor": 2})
    for wrong in (2018, 1.5, np.array(["2018-06-01", "2018-06-02"], dtype="datetime64[D]")):
        with pytest.raises(TypeError, match="until must be a date such as 2019-06-30, not "):
            cr.run(TINY, until=wrong)  # type: ignore[arg-type]
    with pytest.raises(cr.ScenarioError, match="on is '2018-06-01, until: 2018-07-01', must be a date"):
        tiny.timeline.add(on="2018-06-01, until: 2018-07-01", push={"factor": 2})


def test_days_of_arrays_and_designs_are_days(tiny: cr.Scenario) -> None:
    days = pd.to_datetime(["2018-01-01", "2018-07-01"])
    pushed = tiny.set("departures.push_per_year", dict(zip(days, [0.5, 0.25])))
    assert pushed["departures.push_per_year"] == {"2018-01-01": 0.5, "2018-07-01": 0.25}
    design = pd.DataFrame({"run.end": [pd.Timestamp("2018-02-01"), pd.NaT]})
    runs = cr.sweep(tiny.set("run.end", "2018-03-01"), design)
    assert runs["run.end"].values.tolist() == ["2018-02-01", ""]
    assert list(runs["status"].values) == ["done", "done"]
    assert runs["people_departed"][0] < runs["people_departed"][1]
