"""Values of Python, written as they stand in a scenario file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from corredor.dates import is_day, iso_text
from corredor.errors import Problem, ScenarioError

WORDS = {"name", "question", "about", "source"}
"""Keys, also with the ending of a translation, whose value is prose: a text is what it says, not YAML."""

QUOTED = re.compile(r"""(?:^|(?<=[\s,\[{:]))(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")


def overrides_of(given: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Write overrides as paths and values of a scenario file."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise TypeError(f"overrides must be a mapping such as {{'run.seed': 7}}, not a {type(given).__name__}")
    return [(path, top_text(path, value)) for path, value in given.items()]


def top_text(path: str, value: object) -> str:
    """
    Write a value of an override.

    A text is taken as it would be written in the scenario, but words, such as a name, as they are.
    """
    if not isinstance(path, str):
        raise TypeError(f"a path must be a text such as 'run.seed', not {path!r}")
    if not isinstance(value, str):
        return text(value)
    if path.rpartition(".")[2].removesuffix("_es") in WORDS:
        return text(value)
    if re.search(r"(?:^|\s)#", QUOTED.sub("", value)):
        what = f"{path} would lose what follows the # in {value!r}: it begins a comment"
        raise ScenarioError([Problem("", 0, 0, what, "leave it out, or put the value into quotes")])
    return value


def text(value: Any) -> str:
    """Write any value on one line of YAML."""
    if is_day(value):
        return iso_text(value)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a NumPy scalar
        value = value.item()
    elif hasattr(value, "tolist"):  # an array; its own tolist() makes numbers of dates
        value = list(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{text(key)}: {text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(text, value)) + "]"
    raise TypeError(f"a value of a scenario cannot be a {type(value).__name__}")
