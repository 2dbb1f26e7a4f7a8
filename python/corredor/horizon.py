"""How far a scenario says what happens."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any

from corredor import _engine
from corredor.dates import Day
from corredor.scenario import Scenario, ready


def warn_of_days_beyond(
    given: _engine.ReadyScenario,
    scenario: str | os.PathLike[str] | Scenario,
    *,
    until: Day | None,
    overrides: Mapping[str, Any] | None,
) -> None:
    """Warn the caller's caller of an ``until`` that lies after the last day for which the scenario was made."""
    if until is None:
        return
    own_end = ready(scenario, overrides=overrides, any_size=True).end
    if given.end > own_end:
        told = (
            f"until {given.end} is later than the scenario's own end, {own_end}: nothing in it was made for later days"
        )
        warnings.warn(told, stacklevel=3)
