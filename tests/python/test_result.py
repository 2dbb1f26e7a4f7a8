"""Opening result files."""

import hashlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xarray as xr

import corredor as cr


@pytest.fixture
def result(tmp_path: Path) -> Path:
    file = tmp_path / "run.h5"
    days = xr.Variable("time", [0.0, 30.0], {"units": "days since 2014-01-01", "calendar": "standard"})
    persons = xr.Variable(("time", "node"), [[5, 0], [2, 3]], {"units": "1"})
    xr.Dataset({"persons": persons}, {"time": days, "node": ["cucuta", "lima"]}).to_netcdf(file, engine="h5netcdf")
    xr.Dataset({"arrivals": 3}).to_netcdf(file, engine="h5netcdf", mode="a", group="measures")
    content = file.read_bytes()
    file.write_bytes(content + b"\ncorredor sha256 " + hashlib.sha256(content).hexdigest().encode() + b"\n")
    return file


def test_open_gives_the_root_with_dates_and_names(result: Path) -> None:
    with cr.open(result) as dataset:
        assert dataset["persons"].sel(node="lima").to_numpy().tolist() == [0, 3]
        assert dataset["time"].to_numpy()[1] == np.datetime64("2014-01-31")


def test_open_gives_a_group(result: Path) -> None:
    with cr.open(str(result), group="measures") as measures:
        assert int(measures["arrivals"]) == 3


@pytest.mark.parametrize("wrong", ["measure", "measures/arrivals", "persons", ""])
def test_open_names_the_groups_there_are(result: Path, wrong: str) -> None:
    with pytest.raises(KeyError, match=rf"run\.h5: no group is called '{wrong}'; .*there are: measures"):
        cr.open(result, group=wrong)  # also where there is something else of that name


def test_open_knows_what_group_was_meant(result: Path) -> None:
    with pytest.raises(KeyError, match=r"did you mean 'measures'\?"):
        cr.open(result, group="mesures")
    with cr.open(result, group="/measures") as measures:
        assert "arrivals" in measures


def test_open_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no result file at"):
        cr.open(tmp_path / "none.h5")


def test_open_refuses_what_is_not_hdf5(tmp_path: Path) -> None:
    file = tmp_path / "run.h5"
    file.write_bytes(b"not a result")
    with pytest.raises(ValueError, match="not a whole result of corredor"):
        cr.open(file)


def test_a_file_that_was_changed_since_is_refused(result, tmp_path):
    file = tmp_path / "changed.h5"
    content = bytearray(result.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(ValueError, match="was changed since it was written"):
        cr.open(file)
    with pytest.raises(ValueError, match="was changed since it was written"):
        cr.events(file)

    file.write_bytes(result.read_bytes())
    with h5py.File(file, "r+") as contents:  # HDF5 drops what follows its own data
        contents["persons"][-1] += 1
    with pytest.raises(ValueError, match=r"no checksum|was changed"):
        cr.open(file)


def test_the_engine_and_another_hdf5_live_in_one_process(result: Path) -> None:
    # The module brings the system's HDF5, h5py its own: both are loaded here, and reading still works.
    assert cr.__version__
    with h5py.File(result) as contents:
        assert contents["persons"][1, 1] == 3


def test_days_that_people_spent_are_numbers():
    run = cr.run(Path(__file__).parents[1] / "scenario/tiny/tiny.yaml", until="2018-06-01")
    days = run.to_xarray()["journey_days"]
    assert days.attrs["units"] == "days" and days.dtype.kind in "iuf" and days.sum() > 0


def test_whole_results_are_added_up_and_grouped() -> None:
    options: dict[str, Any] = {"persons_per_agent": 2000, "until": "2015-03-01", "progress": False}
    run = cr.run("baseline", **options).to_xarray()
    assert {"scenario_yaml", "node_country", "leg_kind"} <= set(run.coords)
    assert int(run.sum("time")["departures"].sum()) == int(run["departures"].sum())
    assert set((run - run)["persons"].to_numpy().ravel()) == {0}
    assert run.resample(time="MS").sum().sizes["time"] == 3
    assert list(run["persons"].groupby("node_country").sum()["node_country"])
    many = cr.ensemble("baseline", replicates=2, **options).to_xarray()
    assert many.mean("replicate")["persons"].shape == run["persons"].shape
