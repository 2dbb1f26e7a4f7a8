"""Result files as other programs see them: netCDF-4 readers, and whoever looks after the writer was killed."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import pytest
import xarray as xr

ENGINES = ("netcdf4", "h5netcdf")
DAYS, NODES, STATUSES = 800, 3, 4


@pytest.fixture(scope="module")
def writer() -> Path:
    """The test program that writes sample files: `CORREDOR_SAMPLE_WRITER`, or the one in a build folder."""
    named = os.environ.get("CORREDOR_SAMPLE_WRITER")
    root = Path(__file__).resolve().parents[2]
    built = [Path(named)] if named else list(root.glob("build*/**/write_sample_result"))
    if not built:
        pytest.skip("write_sample_result is not built (cmake -DCORREDOR_TESTS=ON)")
    return max(built, key=lambda program: program.stat().st_mtime)


@pytest.fixture(scope="module")
def sample(writer, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("result") / "sample.h5"
    subprocess.run([writer, path], check=True)
    return path


def expected_persons() -> np.ndarray:
    numbers = np.arange(DAYS * NODES * STATUSES, dtype=np.int64)
    return (numbers * numbers % 977).reshape(DAYS, NODES, STATUSES)


@pytest.mark.parametrize("engine", ENGINES)
def test_xarray_finds_values_units_and_coordinates(sample, engine):
    with xr.open_dataset(sample, engine=engine) as ds:
        assert dict(ds.sizes) == {"time": DAYS, "node": NODES, "status": STATUSES}
        assert ds.node.values.tolist() == ["tachira", "cucuta", "arica"]
        assert ds.status.values.tolist() == ["waiting", "travelling", "held", "settled"]
        assert ds.time.values[0] == np.datetime64("2015-01-01")
        assert ds.time.values[-1] == np.datetime64("2015-01-01") + np.timedelta64(DAYS - 1, "D")
        assert ds.persons.dtype == np.int64  # no gaps, so no floats
        assert ds.persons.dims == ("time", "node", "status")
        np.testing.assert_array_equal(ds.persons.values, expected_persons())
        assert ds.persons.attrs["units"] == "1"
        assert ds.persons.attrs["cell_methods"] == "time: point"
        # 18 March 2015 is day 76; Arica is node 2, held is status 2: (76 * 12 + 2 * 4 + 2)^2 mod 977
        assert ds.persons.sel(time="2015-03-18", node="arica", status="held") == 922 * 922 % 977


@pytest.mark.parametrize("engine", ENGINES)
def test_xarray_takes_node_columns_as_coordinates(sample, engine):
    with xr.open_dataset(sample, engine=engine) as ds:
        assert {"node_name", "node_lat"} <= set(ds.persons.coords)
        assert ds.node_name.values.tolist() == ["San Antonio del Táchira", "Cúcuta", ""]
        np.testing.assert_array_equal(ds.node_lat.values, [7.81, np.nan, -18.48])
        assert ds.node_lat.attrs["units"] == "degrees_north"
        assert ds.node_is_border.dtype == np.int8
        assert ds.node_is_border.attrs["flag_values"].tolist() == [0, 1]
        assert ds.node_is_border.attrs["flag_meanings"] == "inland border"
        assert ds.state_hash.dtype == np.uint64
        assert int(ds.state_hash[1]) == 2 * 0x9E3779B97F4A7C15 % 2**64


@pytest.mark.parametrize("engine", ENGINES)
def test_xarray_reads_attributes_of_the_file(sample, engine):
    with xr.open_dataset(sample, engine=engine) as ds:
        assert ds.attrs["Conventions"] == "CF-1.8"
        assert ds.attrs["title"] == "Corredor Venezuela–Chile"
        assert ds.attrs["note"] == ""
        assert ds.attrs["seed"] == -7
        assert ds.attrs["largest_seed"] == 2**64 - 1
        assert ds.attrs["persons_per_agent"] == 2.5
        assert ds.attrs["corredor_format"] == 1
        assert ds.attrs["complete"] == 1
        # more than the 64 KiB that fit in an object header
        lines = ds.attrs["scenario"].splitlines()
        assert len(ds.attrs["scenario"].encode()) >= 200_000
        assert lines == [f"región: Táchira {i}" for i in range(len(lines))]


@pytest.mark.parametrize("engine", ENGINES)
def test_xarray_opens_groups(sample, engine):
    with xr.open_dataset(sample, engine=engine, group="measures") as measures:
        assert int(measures.settled_persons) == 123_456_789_012
        assert float(measures.held_share) == 0.125
        assert measures.held_share.attrs["units"] == "1"
    with xr.open_dataset(sample, engine=engine, group="events") as events:
        assert events.day.values.tolist() == [0, 3, 3, 9, 700]
        assert events.amount_usd.values.tolist() == [10, 20.25, 0, 1e9, 5]
    with xr.open_dataset(sample, engine=engine, group="journeys") as journeys:
        assert journeys.sizes["record"] == 0


def test_xarray_writes_again_what_it_read(sample, tmp_path):
    with xr.open_dataset(sample, engine="netcdf4") as ds:
        ds.load().to_netcdf(tmp_path / "copy.nc")
        with xr.open_dataset(tmp_path / "copy.nc") as copy:
            xr.testing.assert_equal(ds, copy)


def test_netcdf4_sees_dimensions_and_packing(sample):
    with netCDF4.Dataset(sample) as ds:
        assert list(ds.dimensions) == ["time", "node", "status"]
        assert ds["persons"].dimensions == ("time", "node", "status")
        assert ds["persons"].chunking() == [365, NODES, STATUSES]
        assert ds["persons"].filters()["zlib"] and ds["persons"].filters()["shuffle"]
        assert ds["persons"].filters()["complevel"] == 1
        np.testing.assert_array_equal(ds["persons"][:], expected_persons())
        assert ds["node_lat"][:].mask.tolist() == [False, True, False]
        assert ds["events"].dimensions["event"].size == 5
        assert ds["measures/held_share"][...] == 0.125


def test_h5py_sees_dimension_scales(sample):
    with h5py.File(sample) as file:
        persons = file["persons"]
        assert [axis[0].name for axis in persons.dims] == ["/time", "/node", "/status"]
        assert persons.compression == "gzip" and persons.shuffle
        assert file["node"].asstr()[:].tolist() == ["tachira", "cucuta", "arica"]
        assert file["time"].is_scale and not persons.is_scale
        # every array has a scale on each axis
        arrays = []
        file.visititems(lambda _, thing: arrays.append(thing) if isinstance(thing, h5py.Dataset) else None)
        assert all(len(axis) == 1 for array in arrays if not array.is_scale for axis in array.dims)
        # and each scale knows who uses it
        users = {file[use["dataset"]].name for use in file["node"].attrs["REFERENCE_LIST"]}
        assert users == {"/persons", "/node_name", "/node_lat", "/node_is_border"}


@pytest.mark.skipif(not shutil.which("ncdump"), reason="ncdump is not installed")
def test_ncdump_prints_it(sample):
    header = subprocess.run(["ncdump", "-h", sample], check=True, capture_output=True, text=True).stdout
    assert "int64 persons(time, node, status) ;" in header
    assert "string node(node) ;" in header
    assert 'time:units = "days since 2015-01-01 00:00:00" ;' in header
    assert "phony_dim" not in header
    everything = subprocess.run(["ncdump", sample], check=True, capture_output=True, text=True).stdout
    # HDF5 has no empty text of variable length: ncdump shows a missing one.
    assert 'node_name = "San Antonio del Táchira", "Cúcuta", _ ;' in everything


@pytest.mark.skipif(not shutil.which("nccopy"), reason="nccopy is not installed")
def test_nccopy_copies_it(sample, tmp_path):
    subprocess.run(["nccopy", sample, tmp_path / "copy.nc"], check=True)
    with netCDF4.Dataset(tmp_path / "copy.nc") as ds:
        np.testing.assert_array_equal(ds["persons"][:], expected_persons())


def test_equal_content_gives_equal_bytes_in_other_processes(writer, sample, tmp_path):
    # MALLOC_PERTURB_ fills new memory with rubbish: a byte that nobody set would differ.
    for perturb in ("85", "170"):
        path = tmp_path / f"{perturb}.h5"
        subprocess.run([writer, path], check=True, env={**os.environ, "MALLOC_PERTURB_": perturb})
        assert path.read_bytes() == sample.read_bytes()


def assert_whole(path: Path):
    with h5py.File(path) as file:
        assert file.attrs["complete"] == 1
        noise = file["noise"][:]
        assert noise.shape == (2_500_000,)
        assert (noise % 1000 == file.attrs["generation"] % 1000).all()


def test_final_name_is_whole_or_absent_whenever_the_writer_is_killed(writer, tmp_path):
    path = tmp_path / "killed.h5"
    chance = random.Random(3)
    absent = whole = parts = 0
    for _ in range(25):
        path.unlink(missing_ok=True)  # but a part that the last one left stays
        process = subprocess.Popen([writer, path, "--forever"])
        time.sleep(chance.uniform(0.0, 2.0))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        parts += path.with_name("killed.h5.part").exists()
        if path.exists():
            assert_whole(path)
            whole += 1
        else:
            absent += 1
    assert set(os.listdir(tmp_path)) <= {"killed.h5", "killed.h5.part"}
    # The moments were spread over what there is to hit: before the first file, and after.
    assert absent > 0 and whole > 0, (absent, whole, parts)


def test_part_of_a_killed_writer_is_replaced_by_the_next(writer, tmp_path):
    path = tmp_path / "out.h5"
    (tmp_path / "out.h5.part").write_bytes(b"half a file")
    subprocess.run([writer, path], check=True)
    assert os.listdir(tmp_path) == ["out.h5"]
