"""Arguments that several functions take."""

from __future__ import annotations

import operator
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import SupportsIndex

MOST_THREADS = 4096


def within(name: str, value: SupportsIndex, low: int, high: int) -> int:
    """Take a whole number between two others."""
    number = operator.index(value)
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {number}")
    return number


def thread_count(threads: SupportsIndex) -> int:
    """Take a number of threads; 0 means one per processor."""
    return within("threads", threads, 0, MOST_THREADS)


@contextmanager
def result_place(output: str | os.PathLike[str] | None, name: str) -> Iterator[tuple[Path, Path | None]]:
    """
    Say where a result is to be written: where the caller wants it, or in a temporary folder.

    Yields
    ------
    (pathlib.Path, pathlib.Path or None)
        The file, and the temporary folder, which goes away at once if the work fails.
    """
    if output is not None:
        yield Path(output).expanduser(), None
        return
    folder = Path(tempfile.mkdtemp(prefix="corredor-"))
    try:
        yield folder / name, folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
