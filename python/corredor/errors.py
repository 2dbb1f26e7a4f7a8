"""What can go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong in a scenario or its tables.

    Attributes
    ----------
    file : str
        The scenario or table; empty when the value came from the caller.
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
