"""Measures the engine and prints a table; `make bench` calls it.

The corridor walk runs through the ordinary program and through a plain reference, in turns, so that ratios are of one
session. One-thread figures are processor time (less the start-up of both programs), which others on the machine disturb
less; two-thread and full-scale figures are wall-clock time. Results are compared with the exact expectations.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import h5py
from from_python import of_python

ROOT = Path(__file__).resolve().parent.parent
WALK = ROOT / "bench" / "corridor_walk"
AGENTS = 1_000_000
AGENT_DAYS_EACH = 221.3256  # exact expectation over 365 days
EXPECTED = {"arrived": 0.99999159, "hits": 6.80154}


def cpu_seconds(command: list[str]) -> tuple[float, float, str]:
    """Runs a command: processor seconds, wall-clock seconds, standard output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, out


def peak_megabytes(command: list[str]) -> tuple[float, float]:
    """Runs a command: wall-clock seconds, peak resident memory in MB."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with code {process.returncode}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def engine(program: Path, threads: int, output: Path) -> list[str]:
    scenario = WALK / "corridor_walk.yaml"
    return [str(program), "run", str(scenario), "--threads", str(threads), "-o", str(output), "--force", "--quiet"]


def walk(program: Path, reference: Path, repeats: int, folder: Path) -> dict[str, float]:
    output = folder / "walk.h5"
    times: dict[str, list[float]] = {"reference": [], "engine": [], "two threads": [], "one thread, wall": []}
    for _ in range(repeats):
        graph = [str(reference), str(WALK / "graph.txt"), str(AGENTS), "365"]
        times["reference"].append(cpu_seconds(graph)[0])
        cpu, wall, _ = cpu_seconds(engine(program, 1, output))
        times["engine"].append(cpu)
        times["one thread, wall"].append(wall)
        times["two threads"].append(cpu_seconds(engine(program, 2, output))[1])
    check_results(output)
    return {name: statistics.median(values) for name, values in times.items()}


def check_results(output: Path) -> None:
    """The engine's run against the exact expectations: within five standard errors (hits: sd below 3 per agent)."""
    with h5py.File(output) as file:
        status = [name.decode() if isinstance(name, bytes) else name for name in file["status"][:]]
        settled = file["persons"][-1, :, status.index("settled")].sum() / AGENTS
        hits = file["incidents"][:].sum() / AGENTS
    print(f"arrived {settled:.6f} (exact {EXPECTED['arrived']:.6f}), hits {hits:.4f} (exact {EXPECTED['hits']:.4f})")
    if abs(settled - EXPECTED["arrived"]) > 2e-5 or abs(hits - EXPECTED["hits"]) > 5 * 3 / AGENTS**0.5:
        raise SystemExit("the engine disagrees with the exact expectations")


def phases(program: Path, arguments: list[str]) -> dict[str, float]:
    """Runs the program and returns the seconds that it says it spent in each phase."""
    command = [str(program), "run", *arguments, "--quiet", "--profile"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    rows = [line.rsplit(maxsplit=1) for line in said.splitlines()[1:]]
    return {name.strip(): float(seconds) for name, seconds in rows}


def of_checkpoint(program: Path, folder: Path) -> list[tuple[str, float, str]]:
    """What it takes to put down and take up a run with twenty million people, one agent per person."""
    crowd = ["baseline", "--persons-per-agent", "1", "--set", "departures.pool_people=60000000"]
    until = ["--until", "2018-11-02"]  # a day after the checkpoint
    stop = ["--checkpoint", str(folder / "stop"), "--checkpoint-every", "1400"]
    put_down = phases(program, [*crowd, *until, *stop])
    file = next(folder.glob("stop.*.chk"))
    begin = time.perf_counter()
    taken_up = [str(program), "run", *crowd, *until, "--resume", str(file), "-o", str(folder / "crowd.h5"), "--quiet"]
    subprocess.run(taken_up, check=True, capture_output=True)
    resumed = time.perf_counter() - begin
    with h5py.File(folder / "crowd.h5") as result:
        people = result["persons"][-1].sum()
    return [
        ("people in the model at the checkpoint", people / 1e6, "million"),
        ("  written and synced", put_down["checkpoints"], "s"),
        ("  its size", file.stat().st_size / 1e6, "MB"),
        ("  read, checked, and one more day run", resumed, "s"),
    ]


def of_recording(program: Path, repeats: int, folder: Path) -> list[tuple[str, float, str]]:
    """The same run with every variable every week in a file, and with two records and no file, in turns."""
    run = [str(program), "run", "baseline", "--persons-per-agent", "10", "--threads", "1", "--quiet"]
    recorded, bare = [], []
    for _ in range(repeats):
        recorded.append(cpu_seconds([*run, "-o", str(folder / "recorded.h5"), "--force"])[0])
        bare.append(cpu_seconds([*run, "--set", "outputs.record_every_days=3650"])[0])
    return [
        ("baseline, one agent per ten, hardly recorded", statistics.median(bare), "s"),
        ("  recording every week costs", 100 * (statistics.median(recorded) / statistics.median(bare) - 1), "%"),
    ]


def of_determinism(build: Path, repeats: int) -> list[tuple[str, float, str]]:
    """Counts made lane by lane and added up in order, against shared atomic counts: the additions of a month of days."""
    command = [str(build / "bench" / "corredor_reductions"), "baseline", "2", "1", "2500", "30"]
    said = [json.loads(cpu_seconds(command)[2]) for _ in range(repeats)]

    def median(name: str) -> float:
        return statistics.median(run[name] for run in said)

    ordered, unordered = median("ordered") + median("merging"), median("unordered")
    return [
        ("a day, one agent per person, two threads", 1000 * median("days") / 30, "ms"),
        ("  counts lane by lane, added up in order", 1000 * ordered / 30, "ms"),
        ("  counts of all threads at once, unordered", 1000 * unordered / 30, "ms"),
        ("  determinism costs, of a day", 100 * (ordered - unordered) / median("days"), "%"),
    ]


def overheads(build: Path, repeats: int, folder: Path) -> list[tuple[str, float, str]]:
    """What it costs to put a run down, to record, to drive it from Python, and to give the same result on any number of threads."""
    program = build / "corredor"
    return [
        *of_checkpoint(program, folder),
        *of_recording(program, repeats, folder),
        *of_python(program, repeats, folder),
        *of_determinism(build, repeats),
    ]


def start_up(program: Path) -> tuple[float, float]:
    validate = min(cpu_seconds([str(program), "validate", "baseline"])[1] for _ in range(5))
    first_day = ["run", "baseline", "--until", "2015-01-02", "--quiet", "--persons-per-agent", "100"]
    return validate, min(cpu_seconds([str(program), *first_day])[1] for _ in range(5))


def show(rows: list[tuple[str, float, str]], file: Path | None) -> None:
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}")
    for label, value, unit in rows:
        print(f"{label:48} {value:10.2f} {unit}")
    if file:
        file.write_text(json.dumps({label.strip(): [value, unit] for label, value, unit in rows}, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="folder with the programs")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each, of which the median counts")
    parser.add_argument("--overheads", action="store_true", help="only what checkpoints, recording, determinism cost")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    arguments = parser.parse_args()
    program = arguments.build / "corredor"
    reference = arguments.build / "bench" / "corridor_walk_reference"

    if arguments.overheads:
        with tempfile.TemporaryDirectory() as name:
            show(overheads(arguments.build, arguments.repeats, Path(name)), arguments.json)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = walk(program, reference, arguments.repeats, folder)
        full = [str(program), "run", "baseline", "--quiet", "--threads", "2", "-o", str(folder / "full.h5")]
        full_seconds, full_megabytes = peak_megabytes([*full, "--persons-per-agent", "1"])
        of_overheads = overheads(arguments.build, arguments.repeats, folder)
    validate, first_day = start_up(program)

    def rate(seconds: float) -> float:
        return AGENTS * AGENT_DAYS_EACH / seconds / 1e6

    rows = [
        ("corridor walk, reference, one thread", rate(times["reference"]), "million agent-days/s"),
        ("corridor walk, engine, one thread", rate(times["engine"]), "million agent-days/s"),
        ("  engine / reference", times["reference"] / times["engine"], "times"),
        ("  second thread", times["one thread, wall"] / times["two threads"], "times"),
        ("baseline, one agent per person, two threads", full_seconds, "s"),
        ("  peak memory", full_megabytes, "MB"),
        *of_overheads,
        ("validate baseline", validate, "s"),
        ("start to the end of the first day", first_day, "s"),
    ]
    show(rows, arguments.json)


if __name__ == "__main__":
    main()
