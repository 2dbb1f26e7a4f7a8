"""Measures what Python adds: the import of the package, and a run driven from Python against the same run by the program."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTING = {"persons_per_agent": 10, "threads": 1}

IMPORT = "import time; begin = time.perf_counter(); import corredor; print(time.perf_counter() - begin)"
# Processor time inside corredor.run, the reading of the scenario and the writing of the result among it.
RUN = """
import sys, time
import corredor as cr
begin = time.process_time()
run = cr.run("baseline", output=sys.argv[1], force=True, progress=len(sys.argv) > 3 or None, **eval(sys.argv[2]))
print(time.process_time() - begin)
"""


def python(script: str, *arguments: str) -> float:
    command = [sys.executable, "-c", script, *arguments]
    return float(
        subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    )


def by_program(program: Path, output: Path) -> float:
    options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTING.items()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(program), "run", "baseline", *options, "-o", str(output), "--force", "--quiet"]
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_python(program: Path, repeats: int, folder: Path) -> list[tuple[str, float, str]]:
    """In turns, so that ratios are of one session; files must be the same, byte by byte."""
    times: dict[str, list[float]] = {"program": [], "python": [], "with a bar": []}
    for _ in range(repeats):
        times["program"].append(by_program(program, folder / "program.h5"))
        times["python"].append(python(RUN, str(folder / "python.h5"), repr(SETTING)))
        times["with a bar"].append(python(RUN, str(folder / "bar.h5"), repr(SETTING), "bar"))
    if (
        not (folder / "program.h5").read_bytes()
        == (folder / "python.h5").read_bytes()
        == (folder / "bar.h5").read_bytes()
    ):
        raise SystemExit("the program and Python give different results")
    median = {name: statistics.median(values) for name, values in times.items()}
    return [
        ("import corredor", min(python(IMPORT) for _ in range(max(5, repeats))), "s"),
        ("baseline, one agent per ten, by the program", median["program"], "s"),
        ("  driving it from Python costs", 100 * (median["python"] / median["program"] - 1), "%"),
        ("  with a progress bar", 100 * (median["with a bar"] / median["program"] - 1), "%"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=Path(os.environ.get("CORREDOR", ROOT / "build/corredor")))
    parser.add_argument("--repeats", type=int, default=5, help="runs of each, of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for label, value, unit in of_python(arguments.program, arguments.repeats, Path(name)):
            print(f"{label:48} {value:10.3f} {unit}")
