"""What names and numbers are called in messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def unknown(kind: str, name: object, known: Iterable[object]) -> str:
    """Say that there is no such thing, which one was probably meant, and which there are."""
    names = [str(each) for each in known]
    close = difflib.get_close_matches(str(name), names, n=1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    return f"no {kind} is called {name!r}; {meant}there are: {', '.join(names) or 'none'}"


class Measures(dict[str, float]):
    """Numbers of a run by name; an unknown name is answered with the nearest."""

    def __missing__(self, name: str) -> float:
        raise KeyError(unknown("measure", name, self))


def pairs_of_runs(count: int) -> str:
    """Count pairs of runs in words."""
    return f"{count:,} pair of runs" if count == 1 else f"{count:,} pairs of runs"
