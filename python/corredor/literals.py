"""Values of Python, written as they stand in a scenario file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corredor.dates import is_day, iso_text


def top_text(value: object) -> str:
    """Write a value of an override: a text is taken as it would be written in the scenario."""
    return value if isinstance(value, str) else text(value)


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
