"""What a run leaves behind when something goes wrong: killed, stopped, out of disk, out of memory, in the wrong place."""

import contextlib
import hashlib
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"
CROWD = ["--set", "departures.pool_people=400000", "--set", "outputs.record_every_days=1", "--quiet"]
SEAL = b"\ncorredor sha256 "


def is_whole(file: Path) -> bool:
    """Whether a file of ours ends with the checksum of what stands before it."""
    content, seal, digest = file.read_bytes().rpartition(SEAL)
    return bool(seal) and digest.decode().strip() == hashlib.sha256(content).hexdigest()


@pytest.fixture
def corredor(program, tmp_path):
    """Runs the program in a folder of its own."""

    def call(*arguments, code=0, **options):
        options = {"cwd": tmp_path, **options}
        result = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False, **options
        )
        assert result.returncode == code, (result.returncode, result.stderr)
        return result

    return call


@pytest.fixture(scope="module")
def reference(program, tmp_path_factory) -> bytes:
    """The result of the crowded run that nothing goes wrong with."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([program, "run", TINY, *CROWD, "-o", "out.h5"], cwd=folder, check=True, timeout=300)
    return (folder / "out.h5").read_bytes()


@contextlib.contextmanager
def small_disk(folder: Path, size: str):
    """A file system that is soon full. Needs to be root."""
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def under_memory_limit(program, folder: Path, words: list[str], kilobytes: int) -> subprocess.CompletedProcess:
    """Runs the program with no more memory of its own than that: not by the limit that it knows beforehand (ulimit -v)."""
    return subprocess.run(
        ["bash", "-c", f'ulimit -d {kilobytes}; exec "$0" "$@"', program, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def least_kilobytes(program, folder: Path, words: list[str]) -> int:
    """How much memory the program and its libraries take before they do anything."""
    low, high = 1_000, 2_000_000
    while high - low > 1_000:
        middle = (low + high) // 2
        if under_memory_limit(program, folder, words, middle).returncode == 0:
            high = middle
        else:
            low = middle
    return high


# Killed --------------------------------------------------------------------------------------------------------------


def test_fifty_kills_leave_only_whole_files_and_runs_that_go_on_exactly(program, corredor, reference, tmp_path):
    chance = random.Random(20260704)
    begin = time.monotonic()
    command = [program, "run", TINY, *CROWD, "--checkpoint-every", "3", "-o", "out.h5", "--force"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=300)
    seconds = time.monotonic() - begin
    for leftover in tmp_path.iterdir():
        leftover.unlink()

    gone_on = 0
    for kill in range(50):
        newest = max(tmp_path.glob("*.chk"), default=None)
        resume = ["--resume", newest.name] if newest and kill % 2 else []
        with subprocess.Popen([*command, *resume], cwd=tmp_path, stderr=subprocess.PIPE) as running:
            time.sleep(chance.uniform(0.0, 1.1 * seconds))
            running.kill()
            _, err = running.communicate(timeout=60)
        assert running.returncode in (0, -signal.SIGKILL), err
        for file in tmp_path.iterdir():
            assert file.name.endswith(".part") or is_whole(file), f"{file} after kill {kill}"
        if (tmp_path / "out.h5").exists():
            assert (tmp_path / "out.h5").read_bytes() == reference
        if kill % 10 == 9 and (newest := max(tmp_path.glob("*.chk"), default=None)):
            corredor("run", TINY, *CROWD, "-o", "out.h5", "--force", "--resume", newest.name, "--threads", kill % 3 + 1)
            assert (tmp_path / "out.h5").read_bytes() == reference
            gone_on += 1
            for file in tmp_path.iterdir():
                file.unlink()
    assert gone_on >= 3


def test_a_corridor_with_organisations_goes_on_exactly_after_a_kill(program, corredor, tmp_path):
    run = ["run", "baseline", "--persons-per-agent", 500, "--until", "2019-01-01", "--quiet", "--force"]
    corredor(*run, "--threads", 1, "-o", "whole.h5")
    whole = (tmp_path / "whole.h5").read_bytes()
    with xr.open_dataset(tmp_path / "whole.h5", engine="h5netcdf") as result:
        assert result["revenue_usd"].sum() > 0, "organisations took part"
        over_places = result["revenue_usd"].sum("node")
        assert float(abs(result["organisation_revenue_usd"] - over_places).max()) < 0.005, "to the cent"
    for kill in range(3):
        command = [program, *map(str, run), "--threads", "2", "--checkpoint-every", "100", "-o", "out.h5"]
        with subprocess.Popen(command, cwd=tmp_path) as running:
            while len(list(tmp_path.glob("*.chk"))) <= kill and running.poll() is None:
                time.sleep(0.002)
            running.kill()
        newest = max(tmp_path.glob("*.chk"))
        assert is_whole(newest)
        for threads in (1, 3):
            corredor(*run, "--threads", threads, "--resume", newest.name, "-o", "resumed.h5")
            assert (tmp_path / "resumed.h5").read_bytes() == whole, (newest.name, threads)
        for file in (*tmp_path.glob("out*"), tmp_path / "resumed.h5"):
            file.unlink()


# Stopped -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 75), (signal.SIGUSR1, 75), (signal.SIGINT, 130)])
def test_a_run_stopped_by_a_signal_goes_on_exactly(program, corredor, reference, tmp_path, sent, code):
    command = [program, "run", TINY, *CROWD[:-1], "-o", "out.h5", "--progress", "json"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as running:
        running.stderr.readline()  # the run is under way
        running.send_signal(sent)
        _, err = running.communicate(timeout=120)
    if running.returncode == 0:
        pytest.skip("it was too quick to be stopped")
    assert running.returncode == code, err
    assert not (tmp_path / "out.h5").exists()
    checkpoint = next(tmp_path.glob("*.chk"))
    assert checkpoint.name in err
    corredor("run", TINY, *CROWD, "-o", "out.h5", "--resume", checkpoint.name, "--threads", 1)
    assert (tmp_path / "out.h5").read_bytes() == reference


def test_a_time_limit_ends_a_run_with_a_checkpoint(corredor, reference, tmp_path):
    err = corredor("run", TINY, *CROWD, "-o", "out.h5", "--time-limit", "0.05s", code=75).stderr
    assert "time limit" in err
    checkpoint = next(tmp_path.glob("*.chk"))
    corredor("run", TINY, *CROWD, "-o", "out.h5", "--resume", checkpoint.name)
    assert (tmp_path / "out.h5").read_bytes() == reference
    assert "must be a time" in corredor("run", TINY, "--time-limit", "soon", code=2).stderr


def test_many_alternatives_go_on_from_one_warm_up(corredor, tmp_path):
    for file in TINY.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name, day in (("later", "2018-08-01"), ("sooner", "2018-03-01")):
        (tmp_path / f"{name}.yaml").write_text(
            f"extends: tiny.yaml\nname: Troops {name}\ntimeline:\n  - on: {day}\n"
            "    militarise: {entering: BB, interception_share: 0.9}\n",
            encoding="utf-8",
        )
    corredor("run", "tiny.yaml", "--checkpoint", "warm", "--checkpoint-every", 200, "--quiet")
    warm = "warm.2018-07-20.chk"
    corredor("run", "later.yaml", "-o", "branched.h5", "--resume", warm, "--quiet")
    corredor("run", "later.yaml", "-o", "whole.h5", "--quiet")
    assert (tmp_path / "branched.h5").read_bytes() == (tmp_path / "whole.h5").read_bytes()
    err = corredor("run", "sooner.yaml", "--resume", warm, code=65).stderr
    assert "differs from this one before 2018-07-20" in err
    assert "--seed 1 goes on with it" in corredor("run", "tiny.yaml", "--seed", 2, "--resume", warm, code=65).stderr


# No place to write ---------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_with_the_files_name_and_leaves_what_was_there(corredor, tmp_path):
    with small_disk(tmp_path / "disk", "64k") as disk:
        (disk / "mine.txt").write_text("precious", encoding="utf-8")
        err = corredor("run", TINY, "--replicates", 40, "-o", "disk/many.h5", "--quiet", code=74).stderr
        assert "disk/many.h5" in err
        assert "No space left" in err
        err = corredor("run", TINY, *CROWD, "-o", "disk/out.h5", code=74).stderr
        assert "disk/out.h5" in err
        err = corredor("run", TINY, *CROWD, "--checkpoint", "disk/stop", "--checkpoint-every", 50, code=74).stderr
        assert "disk/stop.2018-" in err
        err = corredor("compare", TINY, TINY, "--replicates", 2, "-o", "disk/cmp", "--quiet", code=74).stderr
        assert "disk/cmp/comparison.h5" in err
        assert sorted(file.name for file in disk.rglob("*")) == ["cmp", "mine.txt"]
        assert (disk / "mine.txt").read_text(encoding="utf-8") == "precious"


def test_a_report_that_does_not_fit_leaves_the_one_before(corredor, tmp_path):
    corredor("run", TINY, "-o", "out.h5", "--quiet")
    report = ["report", "out.h5", "--folder", TINY.parent]
    corredor(*report, "-o", "free.html")
    size = (tmp_path / "free.html").stat().st_size
    with small_disk(tmp_path / "disk", f"{size + size // 2}") as disk:
        err = corredor(*report, "-o", "disk/report.html").stderr
        assert "wrote disk/report.html" in err
        first = (disk / "report.html").read_bytes()
        assert first == (tmp_path / "free.html").read_bytes()
        err = corredor(*report, "-o", "disk/report.html", "--force", code=74).stderr
        assert "disk/report.html" in err
        assert "No space left" in err
        assert [file.name for file in disk.iterdir()] == ["report.html"]
        assert (disk / "report.html").read_bytes() == first


def test_a_full_disk_leaves_the_checkpoints_that_were_written_before(corredor, reference, tmp_path):
    with small_disk(tmp_path / "disk", "6m"):
        many = ["--checkpoint", "disk/stop", "--checkpoint-every", 20, "--checkpoints-kept", 50]
        corredor("run", TINY, *CROWD, *many, code=74)
        kept = sorted((tmp_path / "disk").glob("*"))
        assert kept
        assert all(is_whole(file) for file in kept)
        corredor("run", TINY, *CROWD, "-o", "out.h5", "--resume", kept[-1], "--checkpoint", "elsewhere")
    assert (tmp_path / "out.h5").read_bytes() == reference


def test_a_limit_on_file_size_is_told_like_a_full_disk(corredor, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    checkpoints = ["--checkpoint", "stop", "--checkpoint-every", 50]
    err = corredor("run", TINY, *CROWD, *checkpoints, code=74, preexec_fn=limit).stderr
    assert "stop.2018-" in err
    err = corredor("run", TINY, "--replicates", 9, "-o", "many.h5", "--quiet", code=74, preexec_fn=limit).stderr
    assert "many.h5" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", TINY, "-o", "plain/out.h5"],
        ["run", TINY, "--replicates", 2, "-o", "plain/out.h5"],
        ["run", TINY, "--checkpoint", "plain/stop"],
        ["run", TINY, "--checkpoint", "no/such/folder/stop"],
        ["compare", TINY, TINY, "--replicates", 2, "-o", "plain/folder"],
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_the_work(corredor, tmp_path, arguments):
    (tmp_path / "plain").write_text("a file, not a folder", encoding="utf-8")
    begin = time.monotonic()
    err = corredor(*arguments, "--set", "departures.pool_people=50000000", code=73).stderr
    assert str(arguments[-1]) in err
    assert time.monotonic() - begin < 20


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(corredor, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o555)
    assert "locked" in corredor("run", TINY, "-o", "locked/out.h5", code=73).stderr


def test_out_of_memory_leaves_nothing_behind(program, tmp_path):
    crowd = "--set departures.pool_people=100000000 --set departures.push_per_year=50"
    words = f"run {TINY} --threads 1 --progress none -o out.h5 --checkpoint-every 20 {crowd}".split()
    result = under_memory_limit(program, tmp_path, words, 500_000)
    assert result.returncode == 70, result.stderr
    assert "out of memory" in result.stderr
    assert not list(tmp_path.glob("*.part"))
    assert all(is_whole(file) for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    "command",
    [
        "run {tiny} --resume stop.2018-10-28.chk --threads 1 --quiet -o made",
        "report out.h5 --folder {folder} -o made",
        "compare {tiny} {tiny} --replicates 2 --threads 1 --quiet -o made",
    ],
)
def test_out_of_memory_at_any_moment_writes_nothing(program, corredor, tmp_path, command):
    corredor("run", TINY, *CROWD, "-o", "out.h5", "--checkpoint-every", 300, "--checkpoint", "stop")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    words = command.format(tiny=TINY, folder=TINY.parent).split()
    if words[0] != "report":
        words += CROWD[:-1]
    needed = least_kilobytes(program, tmp_path, ["--version"])
    ended = []
    for more in (500, 1_500, 4_000, 15_000, 30_000, 36_000, 42_000, 60_000):
        result = under_memory_limit(program, tmp_path, words, needed + more)
        ended.append(result.returncode)
        assert result.returncode in (0, 70), result.stderr
        made = [file for file in tmp_path.rglob("*") if file.is_file() and file not in before]
        if result.returncode == 70:
            assert "out of memory" in result.stderr
            assert made == []
        for file in made:
            file.unlink()
        assert all(file.read_bytes() == content for file, content in before.items())
    assert 70 in ended


@pytest.mark.parametrize("command", ["run {tiny} -o out", "report out.h5 -o out", "compare {tiny} {tiny} -o folder"])
def test_an_output_that_exists_is_left_alone(corredor, tmp_path, command):
    corredor("run", TINY, "-o", "out.h5", "--quiet")
    (tmp_path / "folder").mkdir()
    for name in ("out", "folder/comparison.h5"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    named = "folder/comparison.h5" if "folder" in command else "out"
    err = corredor(*command.format(tiny=TINY).split(), code=73).stderr
    assert named in err
    assert "exists" in err
    assert (tmp_path / named).read_text(encoding="utf-8") == "mine"


# Files that are not what they should be ------------------------------------------------------------------------------


def test_a_damaged_checkpoint_is_refused_whole(corredor, tmp_path):
    corredor("run", TINY, "--checkpoint", "stop", "--checkpoint-every", 300, "--quiet")
    whole = (tmp_path / "stop.2018-10-28.chk").read_bytes()
    chance = random.Random(5)
    for _ in range(12):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        (tmp_path / "bad.chk").write_bytes(flipped)
        assert "bad.chk" in corredor("run", TINY, "--resume", "bad.chk", "-o", "out.h5", code=74).stderr
        (tmp_path / "bad.chk").write_bytes(whole[: chance.randrange(len(whole))])
        assert "bad.chk" in corredor("run", TINY, "--resume", "bad.chk", "-o", "out.h5", code=74).stderr
    corredor("run", TINY, "--resume", "none.chk", code=66)
    assert not (tmp_path / "out.h5").exists()


# Running again and following one party -------------------------------------------------------------------------------


def test_a_result_is_reproduced(corredor, tmp_path):
    corredor("run", TINY, "-o", "out.h5", "--quiet", "--seed", 5)
    corredor("run", TINY, "-o", "many.h5", "--quiet", "--replicates", 3)
    folder = ["--folder", TINY.parent]
    assert "53 records of 1 run" in corredor("reproduce", "out.h5", *folder).stdout
    assert "159 records of 3 runs" in corredor("reproduce", "many.h5", *folder, "--threads", 3).stdout
    (tmp_path / "empty.h5").write_bytes(b"")
    corredor("reproduce", "empty.h5", code=74)


def test_a_party_of_one_replicate_is_followed_as_in_that_run(corredor, tmp_path):
    corredor("run", TINY, "--replicates", 2, "-o", "many.h5", "--quiet")
    with xr.open_dataset(tmp_path / "many.h5", engine="h5netcdf") as many:
        seed = int(many["replicate_seed"][1])
    corredor("run", TINY, "--seed", seed, "-o", "one.h5", "--quiet")
    party = ["--folder", TINY.parent, "--party", "O/2018-03-05/1"]
    one = corredor("trace", "one.h5", *party).stdout
    assert corredor("trace", "many.h5", *party, "--replicate", 1).stdout == one
    assert corredor("trace", "many.h5", *party, "--replicate", 0).stdout != one
    assert "holds 2 replicates; --replicate 0 to 1 says which" in corredor("trace", "many.h5", *party, code=65).stderr
    assert "holds no replicate 2" in corredor("trace", "many.h5", *party, "--replicate", 2, code=65).stderr
    assert "leave out --replicate" in corredor("trace", "one.h5", *party, "--replicate", 2, code=65).stderr


def test_a_party_is_followed_from_its_origin_to_its_end(corredor):
    corredor("run", TINY, "-o", "out.h5", "--quiet")
    follow = ["trace", "out.h5", "--folder", TINY.parent]
    text = corredor(*follow, "--party", "O/2018-03-05/1").stdout
    assert text.startswith("2018-03-05  depart")
    assert "bound for" in text
    assert "draws" in text
    assert "settles in" in text or "leaves the model" in text or "day's end" in text
    assert "no party" in corredor(*follow, "--party", "O/2018-03-05/99999", code=65).stderr
    assert "nobody sets out from 'X'" in corredor(*follow, "--party", "X/2018-03-05/0", code=65).stderr
    corredor(*follow, "--party", "somebody", code=2)
