"""Names by which scenarios that are compared can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from corredor import _engine

WORDS = {"name", "name_es", "question", "question_es"}
ABOUT_AN_ENTRY = {"on", "until", "id", "about", "about_es", "source"}
MOST_PARTS = 2
MOST_CHARACTERS = 40


class Part(NamedTuple):
    """One thing in which a scenario differs from its base: in few words, and in full."""

    short: str
    full: str


def telling_names(base: _engine.ReadyScenario, others: Sequence[_engine.ReadyScenario]) -> list[str]:
    """
    Name alternatives so that each name stands once.

    Those that have a name of their own keep it. To others is added what they change of the base, what no namesake
    changes too first; scenarios that differ in nothing are numbered.
    """
    count = Counter([base.name, *(other.name for other in others)])
    parts = [parts_of(base, other) if count[other.name] > 1 else [] for other in others]
    named = [_with_parts(other.name, own, parts, full=False) for other, own in zip(others, parts)]
    repeated = Counter(named)
    for row, (other, own) in enumerate(zip(others, parts)):
        if repeated[named[row]] > 1:
            named[row] = _with_parts(other.name, own, parts, full=True)
    return _numbered(base.name, named)


def parts_of(base: _engine.ReadyScenario, other: _engine.ReadyScenario) -> list[Part]:
    """Tell what a scenario changes of another: values by their path, entries of the timeline as a whole."""
    changed = {path: (a, b) for path, a, b in _engine.differences(base, other) if path not in WORDS}
    entries: dict[str, dict[str, tuple[str, str]]] = {}
    parts = []
    for path, (before, after) in changed.items():
        if path.startswith("timeline."):
            entry, _, key = path.removeprefix("timeline.").partition(".")
            entries.setdefault(entry, {})[key] = (before, after)
        elif after or not _is_under(path, changed):
            parts.append(Part(f", {path} = {_shortened(after or 'none')}", f", {path} = {after or 'none'}"))
    return parts + [_part_of_entry(entry, keys) for entry, keys in entries.items()]


def _is_under(path: str, changed: dict[str, tuple[str, str]]) -> bool:
    """Tell whether a value went because one above it is written instead."""
    keys = path.split(".")
    return any(".".join(keys[:length]) in changed for length in range(1, len(keys)))


def _part_of_entry(entry: str, keys: dict[str, tuple[str, str]]) -> Part:
    before, after = keys.get("on", ("", ""))
    if before and not after:
        return Part(f" without {entry}", f" without {entry}")
    said = {key: value for key, (_, value) in keys.items() if key not in ABOUT_AN_ENTRY}
    in_full = ", ".join(f"{key.partition('.')[2] or key} = {value or 'none'}" for key, value in said.items())
    if before or not after:
        return Part(f", {entry} changed", f", {entry} changed: {in_full}")
    kind = next(iter(said), entry).partition(".")[0]
    until = keys.get("until", ("", ""))[1]
    short = f" + {kind} {after}"
    return Part(short, short + (f" to {until}" if until else "") + (f" ({in_full})" if in_full else ""))


def _with_parts(name: str, own: Sequence[Part], all_parts: Sequence[Sequence[Part]], *, full: bool) -> str:
    shared = Counter(part for parts in all_parts for part in parts)
    telling = sorted(own, key=lambda part: shared[part])
    more = len(own) - MOST_PARTS
    shown = "".join(part.full if full else part.short for part in telling[:MOST_PARTS])
    return name + shown + (f" and {more} more" if more > 0 else "")


def _numbered(base: str, names: Sequence[str]) -> list[str]:
    taken = {base}
    numbered = []
    for name in names:
        number = 1
        while (label := f"{name} ({number})" if number > 1 else name) in taken:
            number += 1
        taken.add(label)
        numbered.append(label)
    return numbered


def _shortened(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS else value[: MOST_CHARACTERS - 1] + "…"
