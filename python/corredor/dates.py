"""Days, however Python holds them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Day: TypeAlias = "str | datetime.date | np.datetime64"
"""A text such as ``"2019-06-30"``, a date, a datetime or pandas.Timestamp at midnight, or a numpy.datetime64."""

LONGER_THAN_DAYS = {"W": "week", "M": "month", "Y": "year"}


def is_day(value: object) -> bool:
    """Tell whether a value is a date or a moment of Python, pandas or NumPy."""
    return isinstance(value, datetime.date) or _is_moment_of_numpy(value)


def date_text(name: str, day: Day) -> str:
    """Write a day as scenarios have it. A text is taken as it is: the engine says what is wrong with it."""
    if isinstance(day, str):
        return day
    if not is_day(day):
        raise TypeError(f"{name} must be a date such as 2019-06-30, not {day!r}")
    return iso_text(day, name)


def iso_text(value: Any, name: str = "a date of a scenario") -> str:
    """Write a date, or a moment at midnight, as ``YYYY-MM-DD``."""
    if value != value:  # NaT
        raise ValueError(f"{name} must be a date such as 2019-06-30, and it is not there ({value})")
    day = _numpy_day(value, name) if _is_moment_of_numpy(value) else _python_day(value)
    if day is None:
        raise ValueError(f"{name} must be a whole day, such as 2019-06-30 without a time; {value} has one")
    return day


def _is_moment_of_numpy(value: object) -> bool:
    """Also of a single one in an array, such as ``dataset["time"][0]``; NumPy need not be loaded for it."""
    return getattr(getattr(value, "dtype", None), "kind", "") == "M" and getattr(value, "shape", None) == ()


def _python_day(value: datetime.date) -> str | None:
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    is_midnight = value.time() == datetime.time() and not getattr(value, "nanosecond", 0)
    return value.date().isoformat() if is_midnight else None


def _numpy_day(value: Any, name: str) -> str | None:
    import numpy as np

    moment = np.asarray(value)
    unit = np.datetime_data(moment.dtype)[0]
    if unit in LONGER_THAN_DAYS:
        raise ValueError(f"{name} must be a day such as 2019-06-30, and {value} is a {LONGER_THAN_DAYS[unit]}")
    day = moment.astype("datetime64[D]")
    return str(day) if day == moment else None
