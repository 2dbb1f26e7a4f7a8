"""Ctrl-C at full size, one agent for each person: the run has ended within a second, and left a checkpoint if it was asked to."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

WITHIN_SECONDS = 1.0
# By then 2.5 million people have left, and every one of them is an agent.
TICK = 1400

# Interrupts itself from another thread, some moments after the callback has seen the tick; tells how long it took until
# KeyboardInterrupt came out of corredor.run, and what the checkpoint was.
SCRIPT = """
import json, os, pathlib, signal, sys, threading, time
import corredor as cr

tick, checkpoint, resume = json.loads(sys.argv[1])
seen = threading.Event()
sent = [0.0]

def interrupt():
    seen.wait()
    time.sleep(0.03)
    sent[0] = time.monotonic()
    os.kill(os.getpid(), signal.SIGINT)

def watch(now):
    if now.tick >= tick:
        seen.set()

threading.Thread(target=interrupt, daemon=True).start()
try:
    cr.run("baseline", persons_per_agent=1, output="out.h5", checkpoint=checkpoint, resume=resume, progress=watch)
except KeyboardInterrupt as error:
    took = time.monotonic() - sent[0]
    notes = getattr(error, "__notes__", [])
    print(json.dumps({"took": took, "notes": notes}))
"""


def interrupted(folder: Path, *, tick: int, checkpoint: str | None, resume: str | None) -> dict:
    script = [sys.executable, "-c", SCRIPT, json.dumps([tick, checkpoint, resume])]
    done = subprocess.run(script, cwd=folder, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("interrupted")


@pytest.fixture(scope="module")
def first(folder: Path) -> dict:
    """The run from its first day; the others go on from the checkpoint that it leaves."""
    return interrupted(folder, tick=TICK, checkpoint="left", resume=None)


def allowed_seconds() -> float:
    """A second on a machine of our own; on one that is shared, as much longer as the work of others makes it."""
    return WITHIN_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def checkpoint_of(told: dict) -> str:
    (note,) = told["notes"]
    assert note.startswith("the run can go on from ")
    return note.removeprefix("the run can go on from ")


def test_a_run_that_is_interrupted_leaves_its_checkpoint_within_a_second(folder, first):
    times = [first["took"]]
    last = first
    for _ in range(2):
        last = interrupted(folder, tick=TICK, checkpoint="left", resume=checkpoint_of(last))
        times.append(last["took"])
    assert (folder / checkpoint_of(last)).stat().st_size > 10_000_000  # millions of people are in it
    assert statistics.median(times) < allowed_seconds(), times


def test_a_run_that_is_interrupted_without_one_ends_within_a_second_too(folder, first):
    start = checkpoint_of(first)
    times = [interrupted(folder, tick=TICK, checkpoint=None, resume=start)["took"] for _ in range(3)]
    assert statistics.median(times) < allowed_seconds(), times
    assert not (folder / "out.h5").exists()
