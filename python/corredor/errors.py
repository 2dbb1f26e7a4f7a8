"""What can go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong in a scenario or its tables.

    Attributes
    ----------
    file : str
        The scenario or table, or the function that was given part of a scenario; empty when a single value came from
        the caller.
    line, column : int
        Where in the file, counted from 1; 0 means the whole file.
    what : str
        What is wrong.
    hint : str
        What would be right; may be empty.
    """

    file: str
    line: int
    column: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return (f"{place}: " if place else "") + self.what + (f"; {self.hint}" if self.hint else "")


class ScenarioError(ValueError):
    """
    A scenario or one of its tables is wrong; nothing was run.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that is wrong, by file and line.
    file, line, column
        Where the first of them is.
    hint : str
        What would be right instead of the first; may be empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)
        first = self.problems[0] if self.problems else Problem("", 0, 0, "")
        self.file = first.file
        self.line = first.line
        self.column = first.column
        self.hint = first.hint

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class RunError(RuntimeError):
    """A run stopped before its end: the result could not be written, or the engine broke a promise of its own."""


# Arguments of Python for the options that the engine speaks of.
OPTIONS = {
    "--seed": ("seed", "run.seed"),
    "--persons-per-agent": ("persons_per_agent", "run.persons_per_agent"),
    "--until": ("until", "run.end"),
}


IN_MEMORY = "resolved scenario"  # as the engine calls it
TAKEN_ID = "which another entry of the scenario has already"
"""Lines of a scenario that stands in memory say nothing to a caller."""


@contextmanager
def in_words_of_python() -> Iterator[None]:
    """Speak of arguments where the engine, which is also a program's, speaks of options."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError([_of_python(problem) for problem in error.problems]) from None
    except RunError as error:
        if str(error).endswith("exists already"):
            raise RunError(f"{error}; force=True replaces it") from None
        raise


def _of_python(problem: Problem) -> Problem:
    hint = problem.hint
    for option, (argument, _) in OPTIONS.items():
        hint = re.sub(rf"{option} (\d+)", rf"{argument}=\1", hint)
    file, what = problem.file, re.sub(r"which stands at resolved scenario:\d+ already", TAKEN_ID, problem.what)
    if file in OPTIONS:
        argument, path = OPTIONS[file]
        return Problem("", 0, 0, what.replace(path, argument, 1), hint)
    if file.startswith("--set "):
        path = file.removeprefix("--set ").partition("=")[0]
        return Problem("", 0, 0, what if path in what else f"{path}: {what}", hint)
    if file == IN_MEMORY:
        return Problem("", 0, 0, what, hint)
    return Problem(file, problem.line, problem.column, what, hint)
