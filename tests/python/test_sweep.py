"""Sweeps on the command line: what they leave, and that killing them at random loses and repeats nothing."""

import json
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"


def write_design(folder, rows):
    text = "seed\n" + "".join(f"{row}\n" for row in range(1, rows + 1))
    (folder / "design.csv").write_text(text, encoding="utf-8")


def journal_lines(folder):
    for file in (folder / "journal").glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue  # torn by a kill


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_a_sweep_opens_in_xarray_with_the_design_as_coordinates(corredor, tmp_path, engine):
    (tmp_path / "design.csv").write_text("seed,departures.pool_people,name\n1,1000,a\n2,-1,b\n3,,c\n", encoding="utf-8")
    told = corredor("sweep", TINY, "design.csv", "-o", "out", "--keep", "departures", code=65)
    assert "1 of 3 rows failed" in told.stderr
    corredor("gather", "out", "-o", "sweep.h5")
    with xr.open_dataset(tmp_path / "sweep.h5", engine=engine) as runs:
        assert list(runs["status"].values) == ["done", "failed", "done"]
        assert "pool_people" in str(runs["message"].values[1])
        assert {"seed", "departures.pool_people", "name", "status", "exit_code"} <= set(runs.coords)
        np.testing.assert_array_equal(runs["departures.pool_people"], [1000, -1, np.nan])
        assert np.isnan(runs["people_departed"].values).tolist() == [False, True, False]
        assert runs["departures"].dims == ("run", "time", "node")
        assert runs["departures"].isel(run=1).isnull().all()
        total = runs["departures"].isel(run=0).sum()
        assert float(total) == float(runs["people_departed"][0])
    assert "exit_code" in corredor("sweep", "status", "out", "--json").stdout


def test_a_sweep_that_is_killed_twenty_times_loses_no_finished_run_and_repeats_none(corredor, program, tmp_path):
    rows = 400  # some 20 ms each: more than twenty interrupted starts can get through
    write_design(tmp_path, rows)
    chance = random.Random(20)
    words = list(map(str, [program, "sweep", TINY, "design.csv", "-o", "out", "--progress", "none"]))
    words += ["--set", "departures.pool_people=300000"]
    finished = set()
    interrupted = 0
    for kill in range(20):
        process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.35))
        process.send_signal(signal.SIGKILL if kill % 2 else signal.SIGTERM)
        assert process.wait(timeout=60) in (0, 75, -signal.SIGKILL, -signal.SIGTERM)  # -15: before it listened
        interrupted += process.returncode != 0
        there = {file.stem for file in (tmp_path / "out").glob("runs/*/*.h5")}
        assert finished <= there
        finished = there
    assert interrupted >= 10
    corredor(*words[1:])
    status = json.loads(corredor("sweep", "status", "out", "--json").stdout)
    assert (status["done"], status["failed"], status["missing"]) == (rows, 0, 0)
    ran = Counter(line["key"] for line in journal_lines(tmp_path / "out") if line["seconds"] is not None)
    assert set(ran.values()) == {1}
    assert len(list((tmp_path / "out").glob("runs/*/*.h5"))) == rows
    assert not list((tmp_path / "out").glob("runs/*/*.chk"))


def test_ctrl_c_ends_a_sweep_with_its_own_exit_code_and_it_goes_on(corredor, program, tmp_path):
    write_design(tmp_path, 40)
    words = list(map(str, [program, "sweep", TINY, "design.csv", "-o", "out", "--progress", "none"]))
    words += ["--set", "endowment.cash_log_sd=0.5"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not list((tmp_path / "out").glob("runs/*/*.h5")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) in (0, 130)
    corredor(*words[1:])
    assert json.loads(corredor("sweep", "status", "out", "--json").stdout)["done"] == 40


def test_wrong_use_is_told(corredor, tmp_path):
    write_design(tmp_path, 2)
    assert "design" in corredor("sweep", TINY, code=2).stderr
    assert "3/2" in corredor("sweep", TINY, "design.csv", "-o", "out", "--chunk", "3/2", code=2).stderr
    assert "persons" in corredor("sweep", TINY, "design.csv", "-o", "out", "--keep", "person", code=65).stderr
    assert "does not exist" in corredor("sweep", TINY, "none.csv", "-o", "out", code=66).stderr
    corredor("sweep", "status", "nothing", code=66)
    corredor("gather", "nothing", "-o", "x.h5", code=66)
    corredor("sweep", TINY, "design.csv", "-o", "out")
    corredor("gather", "out", "-o", "x.h5")
    corredor("gather", "out", "-o", "x.h5", code=73)


def test_the_batch_script_asks_for_what_was_asked_and_bash_takes_it(corredor, tmp_path):
    write_design(tmp_path, 4)
    corredor(
        "sweep", TINY, "design.csv", "-o", "it's out", "--slurm-write-only", "--slurm-cpus", 2, "--slurm-time", "1:00:00",
        "--slurm-memory", "4G", "--slurm-option", "--partition=long",
    )  # fmt: skip
    script = tmp_path / "it's out/slurm/sweep.sh"
    subprocess.run(["bash", "-n", script], check=True)
    lines = script.read_text(encoding="utf-8").splitlines()
    for line in ("--array=1-1", "--cpus-per-task=2", "--time=1:00:00", "--mem=4G", "--partition=long", "--requeue"):
        assert f"#SBATCH {line}" in lines
