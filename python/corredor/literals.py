"""Values of Python, written as they stand in a scenario file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any


def top_text(value: object) -> str:
    """Write a value of an override: a text is taken as it would be written in the scenario."""
    return value if isinstance(value, str) else text(value)


def text(value: Any) -> str:
    """Write any value on one line of YAML."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a NumPy scalar
        value = value.item()
    elif hasattr(value, "tolist"):  # a NumPy array
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{text(key)}: {text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(text, value)) + "]"
    raise TypeError(f"a value of a scenario cannot be a {type(value).__name__}")
