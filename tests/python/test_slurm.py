"""Sweeps as job arrays of a real Slurm with one node, which this test starts and stops by itself."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"
PROGRAMS = ["slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "munged"]

CONFIGURATION = """ClusterName=corredor_test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={state}/munge.socket
SlurmctldPort=26817
SlurmdPort=26818
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation={state}/controller
SlurmdSpoolDir={state}/node
SlurmctldPidFile={state}/slurmctld.pid
SlurmdPidFile={state}/slurmd.pid
SlurmctldLogFile={state}/slurmctld.log
SlurmdLogFile={state}/slurmd.log
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def wait_until(holds, seconds=300.0):
    """Wait for something to become true; False when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.3)
    return False


def stop(pid_file):
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(pid_file.read_text()), signal.SIGTERM)


@pytest.fixture(scope="module")
def slurm():
    """Start munge and Slurm without systemd; skip where they cannot be."""
    if os.environ.get("CORREDOR_TEST_SLURM") != "1":
        pytest.skip("it starts daemons: make test-slurm runs it")
    absent = [name for name in PROGRAMS if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if absent:
        pytest.skip(f"Slurm is not installed: no {', '.join(absent)}")
    if os.geteuid() != 0:
        pytest.skip("only root can start Slurm")
    state = Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))
    for folder in ("controller", "node"):
        (state / folder).mkdir(parents=True)
    environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
    environment["SLURM_CONF"] = str(state / "slurm.conf")
    host = os.uname().nodename.split(".")[0]
    configuration = CONFIGURATION.format(host=host, state=state, processors=os.cpu_count())
    (state / "slurm.conf").write_text(configuration, encoding="utf-8")

    def call(*words, check=True):
        return subprocess.run(
            words, env=environment, capture_output=True, text=True, check=check, timeout=60
        ).stdout.strip()

    try:
        user = pwd.getpwnam("munge")
        key = state / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        state.chmod(0o755)
        for path in (state, key):
            os.chown(path, user.pw_uid, user.pw_gid)
        call(
            "runuser", "-u", "munge", "--", shutil.which("munged", path=environment["PATH"]),
            "--force", f"--socket={state}/munge.socket", f"--key-file={key}", f"--pid-file={state}/munged.pid",
            f"--log-file={state}/munged.log", f"--seed-file={state}/munged.seed",
        )  # fmt: skip
        call("slurmctld", "-f", state / "slurm.conf")
        call("slurmd", "-f", state / "slurm.conf")
        if not wait_until(lambda: "idle" in call("sinfo", "-h", "-o", "%T", check=False), 30):
            log = (state / "slurmctld.log").read_text(errors="replace")[-1000:]
            pytest.skip(f"Slurm does not come up here: {log}")
        call.environment = environment
        call.host = host
        yield call
    except (subprocess.CalledProcessError, KeyError, FileNotFoundError) as error:
        pytest.skip(f"Slurm cannot be started here: {error} {getattr(error, 'stderr', '')}")
    finally:
        for name in ("slurmd", "slurmctld", "munged"):
            stop(state / f"{name}.pid")
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture
def sweep(slurm, program, tmp_path):
    """Submit a sweep of so many rows in so many tasks, each run taking a second or so."""
    rows = 8
    design = "seed\n" + "".join(f"{row}\n" for row in range(1, rows + 1))
    (tmp_path / "design.csv").write_text(design, encoding="utf-8")
    words = [
        program, "sweep", TINY, "design.csv", "-o", "out", "--slurm", "--slurm-memory", "0",
        "--set", "departures.pool_people=1000000", "--chunk-minutes", "0.05",
    ]  # fmt: skip
    submitted = subprocess.run(
        list(map(str, words)), cwd=tmp_path, env=slurm.environment, capture_output=True, text=True, check=False
    )
    assert submitted.returncode == 0, submitted.stderr
    job = submitted.stdout.split(" of job ")[1].split(";")[0]

    def status():
        told = subprocess.run(
            [program, "sweep", "status", "out", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return json.loads(told.stdout)

    status.job = job
    status.rows = rows
    status.folder = tmp_path / "out"
    yield status
    slurm("scancel", job, check=False)


def lines_of_journals(folder):
    for file in sorted((folder / "journal").glob("*.jsonl")):
        yield from map(json.loads, file.read_text().splitlines())


def is_over(slurm, job):
    """Tell whether no task is left. Slurm lets one that went back into the queue wait for two minutes: not here."""
    for task in slurm("squeue", "-h", "-r", "-t", "PD", "-j", job, "-o", "%A %r", check=False).splitlines():
        if "BeginTime" in task:
            slurm("scontrol", "update", f"JobId={task.split()[0]}", "StartTime=now", check=False)
    return not slurm("squeue", "-h", "-j", job, check=False)


def all_is_done_once(sweep):
    assert sweep()["done"] == sweep.rows
    ran = [line["key"] for line in lines_of_journals(sweep.folder) if line["seconds"] is not None]
    assert len(ran) == len(set(ran)) == sweep.rows


def processes(folder):
    """Process ids of the program in tasks of this sweep."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if {b"sweep", b"--chunk", os.fsencode(folder)} <= set(words):
            yield int(entry.name)


def running_tasks(slurm, job):
    """Job numbers of single tasks."""
    return slurm("squeue", "-h", "-r", "-t", "R", "-j", job, "-o", "%A", check=False).split()


def test_an_array_does_every_row_once(slurm, sweep):
    script = (sweep.folder / "slurm/sweep.sh").read_text()
    assert "#SBATCH --array=1-" in script and "#SBATCH --requeue" in script and "--signal=B:USR1@" in script
    assert wait_until(lambda: is_over(slurm, sweep.job)), slurm("squeue")
    all_is_done_once(sweep)


def test_a_task_that_is_stopped_goes_back_into_the_queue_and_loses_nothing(slurm, sweep):
    assert wait_until(lambda: running_tasks(slurm, sweep.job))
    assert wait_until(lambda: list(processes(sweep.folder)))
    task = running_tasks(slurm, sweep.job)[0]
    # scancel asks again and again about a task that is on its way back into the queue: it is not waited for.
    words = ["scancel", "--batch", "--signal=USR1", task]
    with subprocess.Popen(words, env=slurm.environment, stderr=subprocess.DEVNULL) as signalling:
        is_ended = wait_until(lambda: is_over(slurm, sweep.job))
        signalling.kill()
    assert is_ended, slurm("squeue")
    all_is_done_once(sweep)
    logs = "".join(file.read_text() for file in (sweep.folder / "slurm").glob("*.log"))
    assert "ended with 75: back into the queue" in logs


def test_a_task_that_is_killed_in_the_middle_goes_back_into_the_queue(slurm, sweep):
    assert wait_until(lambda: list(processes(sweep.folder)))
    os.kill(next(processes(sweep.folder)), signal.SIGKILL)
    assert wait_until(lambda: is_over(slurm, sweep.job)), slurm("squeue")
    all_is_done_once(sweep)


def test_a_drained_node_ends_its_tasks_and_starts_no_more_until_it_is_back(slurm, sweep):
    assert wait_until(lambda: running_tasks(slurm, sweep.job))
    slurm("scontrol", "update", f"NodeName={slurm.host}", "State=DRAIN", "Reason=test")
    try:
        assert wait_until(lambda: not running_tasks(slurm, sweep.job))
        done = sweep()["done"]
        assert done < sweep.rows
        time.sleep(3)
        assert sweep()["done"] == done
    finally:
        slurm("scontrol", "update", f"NodeName={slurm.host}", "State=RESUME")
    assert wait_until(lambda: is_over(slurm, sweep.job)), slurm("squeue")
    all_is_done_once(sweep)
