"""Single cases in result files, as tables and as other programs see them."""

import subprocess

import h5py
import numpy as np
import pandas as pd
import pytest
import xarray as xr

import corredor as cr

ENGINES = ("netcdf4", "h5netcdf")
SWITCHES = {"outputs.events_at_most": 1_000_000, "outputs.journeys_share": 0.2, "outputs.persons_share": 1}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Seven years of the baseline, of which the last have incidents of every kind."""
    output = tmp_path_factory.mktemp("cases") / "run.h5"
    return cr.run("baseline", persons_per_agent=200, until="2022-01-01", output=output, overrides=SWITCHES)


def test_events_add_up_to_incidents_losses_and_captives_week_by_week(run):
    events = run.events()
    dataset = run.to_xarray()
    assert len(events) > 1000 and events.attrs == {
        "persons_per_agent": 200,
        "rows_at_most": 1_000_000,
        "rows_not_kept": 0,
    }
    end = dataset.indexes["time"][dataset.indexes["time"].searchsorted(events["day"], side="right")]
    incidents = events["kind"] == "incident"
    keys = [end, events["node"].astype(str), events["mechanism"].astype(str)]
    for variable, values in (
        ("incidents", incidents.astype("int64") * 200),
        ("losses_usd", events["amount_usd"].astype("float64") * 200),
        ("captives", events["taken"].astype("int64") * 200),
    ):
        sums = values.groupby(keys).sum()
        counted = dataset[variable].to_series()
        counted = counted[counted != 0]
        sums = sums[sums != 0]
        assert len(counted) > 0
        np.testing.assert_allclose(sums.reindex(counted.index, fill_value=0).to_numpy(), counted.to_numpy())
        assert len(sums) == len(counted)


def test_events_have_types_that_tables_can_be_made_with(run):
    events = run.events()
    assert [str(kind) for kind in events.dtypes] == [
        "datetime64[s]",
        "int32[pyarrow]",
        "uint64[pyarrow]",
        "category",
        "category",
        "category",
        "double[pyarrow]",
        "category",
        "int32[pyarrow]",
        "int32[pyarrow]",
    ]
    dataset = run.to_xarray()
    for column in ("node", "mechanism", "organisation"):
        assert events[column].cat.categories.to_list() == dataset[column].values.tolist()
    assert events["organisation"].notna().any() and events["organisation"].isna().any()
    table = events.pivot_table(index="node", columns="kind", values="amount_usd", aggfunc="sum", observed=True)
    assert table["ransom"].max() > 0
    assert events.sort_values("organisation").resample("YS", on="day")["amount_usd"].sum().index[0].year >= 2015
    assert set(events["person"]) == {-1, 0}


def test_events_are_parties_that_can_be_traced(run, corredor):
    events = run.events()
    whole = events[(events["kind"] == "incident") & (events["day"] < "2016-01-01") & (events["person"] == -1)].iloc[0]
    told = corredor("trace", run.path, "--party", whole["party"]).stdout
    struck = [line for line in told.splitlines() if line.startswith(f"{whole['day']:%Y-%m-%d}")]
    assert any("a mechanism of harm strikes" in line or "trocha" in line or "settle" in line for line in struck), told


def test_journeys_go_along_legs_of_the_world(run):
    steps = run.journeys()
    dataset = run.to_xarray()
    tail = dict(zip(dataset["leg"].values, dataset["leg_from"].values))
    on_legs = steps[steps["leg"].notna()]
    assert len(on_legs) > 1000
    assert (on_legs["leg"].map(tail).astype(str) == on_legs["node"].astype(str)).all()
    assert (on_legs["status"] == "travelling").all()
    assert steps.attrs["share"] == 0.2
    parties = steps["party"].nunique()
    all_parties = run.persons()["party"].nunique()
    assert abs(parties - 0.2 * all_parties) < 5 * np.sqrt(all_parties * 0.2 * 0.8)


def test_persons_add_up_to_stocks(run):
    people = run.persons()
    last = run.to_xarray()["persons"].isel(time=-1).to_series()
    counted = people.groupby(["node", "status"], observed=True).size() * 200
    assert counted.to_dict() == last[last != 0].to_dict()
    assert not people.duplicated(["party", "person"]).any()
    assert str(people["set_out"].min().date()) == "2014-12-31"  # who lived abroad on the first day


def test_files_give_what_the_run_gives(run):
    pd.testing.assert_frame_equal(cr.events(run.path), run.events())
    pd.testing.assert_frame_equal(cr.journeys(run.path), run.journeys())
    pd.testing.assert_frame_equal(cr.persons(str(run.path)), run.persons())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("group", ["events", "journeys", "people"])
def test_other_readers_open_the_groups(run, engine, group):
    frame = {"events": run.events, "journeys": run.journeys, "people": run.persons}[group]()
    with xr.open_dataset(run.path, engine=engine, group=group) as cases:
        assert list(cases.data_vars) == frame.columns.to_list()
        assert cases["party"].dtype == np.uint64
        np.testing.assert_array_equal(cases["party"].values, frame["party"].to_numpy())
        day = "set_out" if group == "people" else "day"
        np.testing.assert_array_equal(cases[day].values.astype("datetime64[s]"), frame[day].to_numpy())
        coded = "kind" if group == "events" else "status"
        codes, words = cases[coded].attrs["flag_values"], cases[coded].attrs["flag_meanings"].split()
        assert codes.tolist() == list(range(len(words))) == list(range(len(frame[coded].cat.categories)))
        assert words == frame[coded].cat.categories.to_list()
        np.testing.assert_array_equal(cases[coded].values, frame[coded].cat.codes)
        np.testing.assert_array_equal(cases["node"].values, frame["node"].cat.codes)
        assert "synthetic" in cases.attrs["comment"]
    header = subprocess.run(["ncdump", "-h", run.path], check=True, capture_output=True, text=True).stdout
    assert f"group: {group} {{" in header and f"{len(frame)}" in header
    with h5py.File(run.path) as file:
        assert file[group]["party"].shape == (len(frame),)


def test_a_run_without_them_says_what_switches_them_on(tmp_path):
    plain = cr.run("baseline", persons_per_agent=10_000, until="2015-03-01")
    for name, key in (("events", "events_at_most"), ("journeys", "journeys_share"), ("persons", "persons_share")):
        with pytest.raises(KeyError, match=f"outputs.{key}"):
            getattr(plain, name)()
        with pytest.raises(FileNotFoundError):
            getattr(cr, name)(tmp_path / "nowhere.h5")
    (tmp_path / "text.h5").write_text("no HDF5")
    with pytest.raises(ValueError, match="not a whole result of corredor"):
        cr.events(tmp_path / "text.h5")


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_without_rows_can_be_opened(tmp_path, engine):
    quiet = cr.run(
        "baseline",
        persons_per_agent=100_000,
        until="2015-01-03",
        output=tmp_path / "quiet.h5",
        overrides={"outputs.events_at_most": 5, "outputs.journeys_share": 0, "outputs.persons_share": 0},
    )
    for group in ("events", "journeys", "people"):
        with xr.open_dataset(quiet.path, engine=engine, group=group) as cases:
            assert cases["party"].shape == (0,)
    assert len(quiet.events()) == len(quiet.journeys()) == len(quiet.persons()) == 0


def test_a_limit_that_was_reached_is_told(corredor, tmp_path):
    result = corredor(
        "run", "baseline", "--persons-per-agent", 100, "--until", "2016-01-01", "-o", "cut.h5",
        "--set", "outputs.events_at_most=10",
    )  # fmt: skip
    assert (
        "warning: the result holds the first 10 rows of events" in result.stderr
        and "outputs.events_at_most" in result.stderr
    )
    events = cr.events(tmp_path / "cut.h5")
    assert len(events) == 10 and events.attrs["rows_not_kept"] > 0
    assert f"{events.attrs['rows_not_kept']:,} more were not kept" in result.stderr


def test_more_rows_than_the_machine_has_memory_for_are_refused(corredor, tmp_path):
    (tmp_path / "large.yaml").write_text(
        "schema_version: 1\nextends: baseline.yaml\nname: Large\noutputs: {events_at_most: 1000000000}\n"
    )
    result = corredor("validate", "large.yaml", code=65)
    assert "large.yaml:4:27" in result.stderr
    assert "outputs.events_at_most: 1000000000 rows may need 93.1 GiB" in result.stderr
