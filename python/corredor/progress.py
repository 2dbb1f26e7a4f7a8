"""How far long work is: bars in terminals and notebooks, and what callbacks are told."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple


class Progress(NamedTuple):
    """
    How far a run is, between two of its days.

    Attributes
    ----------
    tick, last_tick : int [days]
        Days that have passed, and those of the whole run.
    date : datetime.date
        The day that comes next.
    people_under_way : int [people]
        On legs, at stops and waiting.
    agent_days : int [agent-days]
        Work done so far.
    seconds : float [s]
        Since the run began.
    """

    tick: int
    last_tick: int
    date: datetime.date
    people_under_way: int
    agent_days: int
    seconds: float


class StudyProgress(NamedTuple):
    """
    How far a study of many runs is.

    Attributes
    ----------
    runs_done, runs : int
        Runs that have ended, and all.
    share_done : float [1]
        Of all days of all runs.
    agent_days : int [agent-days]
        Work done in runs that have ended.
    seconds : float [s]
        Since the study began.
    """

    runs_done: int
    runs: int
    share_done: float
    agent_days: int
    seconds: float


Report = Callable[[int, int, str, int, int, float], object]


def reporting(progress: bool | Callable[[Progress], object] | None) -> AbstractContextManager[Report | None]:
    """Give what the engine tells about a run to a bar or a callback."""
    if callable(progress):
        return nullcontext(Told(progress))
    if progress is None:
        progress = someone_watches()
    return _Bar() if checked(progress) else nullcontext()


def checked(progress: object) -> bool:
    """Take a switch."""
    if not isinstance(progress, bool):
        raise TypeError(f"progress must be True, False or a function, not {progress!r}")
    return progress


class Told:
    """A callback for the days of a run; the engine calls it now and then, and so not at the end."""

    def __init__(self, tell: Callable[[Progress], object]) -> None:
        self._tell = tell
        self._tick: int | None = None
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the work began [s]."""
        return time.monotonic() - self._began

    def __call__(self, tick: int, last_tick: int, date: str, people: int, agent_days: int, seconds: float) -> None:
        """Tell of a day."""
        self._tick = tick
        self._tell(Progress(tick, last_tick, datetime.date.fromisoformat(date), people, agent_days, seconds))

    def finish(self, tick: int, last_tick: int, date: str, people: int, agent_days: int, seconds: float) -> None:
        """Tell of the last day, unless that was done."""
        if self._tick != tick:
            self(tick, last_tick, date, people, agent_days, seconds)


def someone_watches() -> bool:
    """Tell whether a bar would be seen: in a notebook, or in a terminal."""
    get_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    in_notebook = get_shell is not None and hasattr(get_shell(), "kernel")
    return in_notebook or (sys.stderr is not None and sys.stderr.isatty())


def new_bar(total: float, layout: str | None = None, unit: str = "it") -> Any:
    """Make a bar that suits where it is shown; without ipywidgets it is one of text, which needs no warning."""
    import warnings

    from tqdm import TqdmWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm
    return tqdm(total=total, bar_format=layout, unit=unit)


def _pace(agent_days: int, seconds: float) -> str:
    """Say how fast work goes; coarse runs have few agents."""
    rate = agent_days / seconds if seconds > 0 else 0.0
    if rate < 1e5:
        return f"{rate:,.0f} agent-days/s"
    return f"{rate / 1e6:.1f} million agent-days/s"


class _Bar:
    """A tqdm bar over the days of a run; it appears with the first of them, not over a scenario that is wrong."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Report:
        return self._show

    def _show(self, tick: int, last_tick: int, date: str, people: int, agent_days: int, seconds: float) -> None:
        if self._bar is None:
            layout = "{desc}{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} days, {remaining} left{postfix}"
            self._bar = new_bar(last_tick, layout)
        self._bar.set_description_str(date + " ", refresh=False)
        self._bar.set_postfix_str(f"{people:,} people under way, {_pace(agent_days, seconds)}", refresh=False)
        self._bar.update(tick - self._bar.n)

    def __exit__(self, kind: object, *_: object) -> None:
        if self._bar is None:
            return
        if kind is None:
            self._bar.set_description_str("done ", refresh=False)
            self._bar.set_postfix_str("", refresh=False)
            self._bar.update(self._bar.total - self._bar.n)
        self._bar.close()


StudyReport = Callable[[int, int, float, int, float], object]


def reporting_study(
    progress: bool | Callable[[StudyProgress], object] | None,
) -> AbstractContextManager[StudyReport | None]:
    """Give what the engine tells about a study to a bar or a callback."""
    if callable(progress):
        return nullcontext(ToldOfStudy(progress))
    if progress is None:
        progress = someone_watches()
    return _StudyBar() if checked(progress) else nullcontext()


class ToldOfStudy:
    """A callback for the runs of a study; the engine calls it now and then, and so not at the end."""

    def __init__(self, tell: Callable[[StudyProgress], object]) -> None:
        self._tell = tell
        self._last = StudyProgress(0, 0, 0.0, 0, 0.0)

    def __call__(self, runs_done: int, runs: int, share_done: float, agent_days: int, seconds: float) -> None:
        """Tell how far the study is."""
        self._last = StudyProgress(runs_done, runs, share_done, agent_days, seconds)
        self._tell(self._last)

    def finish(self, runs: int, agent_days: int, seconds: float) -> None:
        """Tell that all is done, unless that was done; attribution has more runs than the caller counts."""
        runs = max(runs, self._last.runs)
        if (self._last.runs_done, self._last.share_done) != (runs, 1.0):
            self(runs, runs, 1.0, agent_days, seconds)


class _StudyBar:
    """A tqdm bar over all days of all runs."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> StudyReport:
        return self._show

    def _show(self, runs_done: int, runs: int, share_done: float, agent_days: int, seconds: float) -> None:
        if runs == 0:
            return
        if self._bar is None:
            self._bar = new_bar(1.0, "{desc}{percentage:3.0f}%|{bar}| {remaining} left{postfix}")
        self._bar.set_description_str(f"{runs_done} of {runs} runs ", refresh=False)
        self._bar.set_postfix_str(_pace(agent_days, seconds), refresh=False)
        self._bar.update(share_done - self._bar.n)

    def __exit__(self, kind: object, *_: object) -> None:
        if self._bar is None:
            return
        if kind is None:
            self._bar.update(1.0 - self._bar.n)
        self._bar.close()
