"""Warnings of what a scenario says in vain: days it was not made for, entries that change nothing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any

from corredor import _engine
from corredor.dates import Day
from corredor.scenario import Scenario, ready, warn_of_idle_entries


def warn_of_what_is_in_vain(
    given: _engine.ReadyScenario,
    scenario: str | os.PathLike[str] | Scenario,
    *,
    until: Day | None,
    overrides: Mapping[str, Any] | None,
) -> None:
    """Warn the caller's caller; of entries only in a file, for a :class:`Scenario` was warned of when it was made."""
    if not isinstance(scenario, Scenario):
        warn_of_idle_entries(given, shortened=True, stacklevel=4)
    if until is None:
        return
    own_end = ready(scenario, overrides=overrides, any_size=True).end
    if given.end > own_end:
        told = (
            f"until {given.end} is later than the scenario's own end, {own_end}: nothing in it was made for later days"
        )
        warnings.warn(told, stacklevel=3)
