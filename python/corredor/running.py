"""Running scenarios."""

from __future__ import annotations

import datetime
import json
import operator
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

from corredor import _engine
from corredor.reporting import View
from corredor.reporting import view as view_report
from corredor.result import open as open_result

if TYPE_CHECKING:
    import xarray as xr

MOST_THREADS = 4096


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


class Run:
    """
    A finished run and its result file.

    Made by :func:`run`. Without an ``output`` the file is a temporary one, which goes away with this object.
    """

    def __init__(self, path: Path, report: _engine.RunReport, temporary: Path | None = None) -> None:
        self._path = path
        self._report = report
        self._is_temporary = temporary is not None
        if temporary is not None:
            weakref.finalize(self, shutil.rmtree, temporary, ignore_errors=True)

    @property
    def path(self) -> Path:
        """The result file: HDF5, also valid netCDF-4."""
        return self._path

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self._report.scenario

    @property
    def seed(self) -> int:
        """Seed of all random numbers."""
        return self._report.seed

    @property
    def persons_per_agent(self) -> int:
        """People that one agent stood for."""
        return self._report.persons_per_agent

    @property
    def seconds(self) -> float:
        """How long the run took [s]. Depends on the machine and is not in the file."""
        return self._report.seconds

    @property
    def agent_days(self) -> int:
        """Work done: parties under way, summed over days [agent-days]."""
        return self._report.agent_days

    @property
    def state_hash(self) -> int:
        """64-bit hash of the whole state at the last record; equal for equal scenario, seed and version."""
        return self._report.state_hash

    @property
    def measures(self) -> dict[str, float]:
        """Totals over the whole run by name, as in the group ``measures`` of the file, which has their units."""
        return self._report.measures

    def open(self, *, group: str | None = None) -> xr.Dataset:
        """
        Open the result as a dataset that reads its variables when they are used.

        Parameters
        ----------
        group : str, optional
            A group of the file instead of its root, such as ``"measures"``.

        Returns
        -------
        xarray.Dataset
            Close it when done. If the file is a temporary one, keep this run for as long as you read.
        """
        return open_result(self._path, group=group)

    def to_xarray(self, *, group: str | None = None) -> xr.Dataset:
        """
        Read the whole result into memory.

        Parameters
        ----------
        group : str, optional
            A group of the file instead of its root, such as ``"measures"``.

        Returns
        -------
        xarray.Dataset
            Dimensions ``time``, ``node``, ``leg`` and so on; the units are in ``attrs["units"]``. Stocks are at the end
            of the recorded day, flows are sums since the record before.
        """
        with self.open(group=group) as dataset:
            return dataset.load()

    def view(self, *, height: int = 900) -> View:
        """
        Show the report of this run in a notebook: map, charts and findings.

        Parameters
        ----------
        height : int [pixels]
            Of the frame.

        Returns
        -------
        View
            Shows itself when it is the last value of a cell.
        """
        return view_report(self, height=height)

    def __repr__(self) -> str:
        where = "a temporary file" if self._is_temporary else str(self._path)
        return f"<corredor.Run {self.scenario!r}, seed {self.seed}, {self.seconds:.1f} s, {where}>"

    def __reduce__(self) -> Any:
        raise TypeError("a Run does not travel between processes; give it an output and send its path")


def run(
    scenario: str | os.PathLike[str],
    *,
    output: str | os.PathLike[str] | None = None,
    seed: SupportsIndex | None = None,
    threads: SupportsIndex = 0,
    persons_per_agent: SupportsIndex | None = None,
    until: str | datetime.date | None = None,
    overrides: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: bool | Callable[[Progress], object] | None = None,
) -> Run:
    """
    Run a scenario once.

    Other Python threads go on meanwhile. Ctrl-C ends the run after the current day and raises KeyboardInterrupt;
    nothing is written then.

    Parameters
    ----------
    scenario : str or os.PathLike
        A scenario file, or the name of a shipped scenario, such as ``"baseline"``.
    output : str or os.PathLike, optional
        The result file to write. Left out: a temporary file that lives as long as the returned object.
    seed : int, optional
        Seed of all random numbers, instead of the scenario's.
    threads : int
        How many to use; 0 for one per processor. Results do not depend on it.
    persons_per_agent : int, optional [people]
        People that one agent stands for, instead of the scenario's. More is faster and coarser.
    until : str or datetime.date, optional
        Day after the last, instead of the scenario's; ``"2019-06-30"``.
    overrides : mapping of str to value, optional
        Single values of the scenario by their path, as with ``--set``: ``{"departures.pool_people": 4_000_000}``. A
        text is taken as it would be written in the scenario; numbers, dates, lists and mappings are written for you.
    force : bool
        Replace ``output`` if it is there already.
    progress : bool or callable, optional
        A progress bar; left out: only in a terminal or a notebook. A callable gets a :class:`Progress` at most every
        50 ms instead; what it raises ends the run.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        With everything that is wrong in the scenario; nothing was run.
    RunError
        If the result could not be written, or the engine broke a promise of its own.
    ValueError, TypeError
        For a bad argument.

    Examples
    --------
    >>> run = corredor.run("baseline", persons_per_agent=100, until="2018-01-01", seed=7)
    >>> run.measures["irregular_entries"]
    """
    count = operator.index(threads)
    if not 0 <= count <= MOST_THREADS:
        raise ValueError(f"threads must be from 0 to {MOST_THREADS}, not {count}")
    arguments: dict[str, Any] = {
        "overwrite": bool(force),
        "seed": _whole("seed", seed),
        "threads": count,
        "persons_per_agent": _whole("persons_per_agent", persons_per_agent),
        "until": until.isoformat() if isinstance(until, datetime.date) else until,
        "overrides": [(path, _top_text(value)) for path, value in (overrides or {}).items()],
    }
    with _reporting(progress) as report_progress:
        arguments["progress"] = report_progress
        if output is not None:
            path = Path(output).expanduser()
            return Run(path, _engine.run(_place(scenario), output=str(path), **arguments))
        folder = Path(tempfile.mkdtemp(prefix="corredor-"))
        try:
            path = folder / "run.h5"
            report = _engine.run(_place(scenario), output=str(path), **arguments)
            return Run(path, report, temporary=folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _place(scenario: str | os.PathLike[str]) -> str:
    place = os.fspath(scenario)
    if not isinstance(place, str):
        raise TypeError(f"scenario must be a text or a path, not {type(scenario).__name__}")
    return str(Path(place).expanduser()) if place.startswith("~") else place


def _whole(name: str, value: SupportsIndex | None) -> int | None:
    if value is None:
        return None
    number = operator.index(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"{name} must fit into 64 bits, and {number} does not")
    return number


# Values of overrides, as they would be written in a scenario --------------------------------------------------------


def _top_text(value: object) -> str:
    return value if isinstance(value, str) else _text(value)


def _text(value: object) -> str:
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a NumPy scalar
        value = value.item()
    elif hasattr(value, "tolist"):  # a NumPy array
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_text, value)) + "]"
    raise TypeError(f"a value of a scenario cannot be a {type(value).__name__}")


# Progress ------------------------------------------------------------------------------------------------------------

Report = Callable[[int, int, str, int, int, float], object]


def _reporting(progress: bool | Callable[[Progress], object] | None) -> AbstractContextManager[Report | None]:
    if callable(progress):
        tell = progress

        def report(tick: int, last_tick: int, date: str, people: int, agent_days: int, seconds: float) -> None:
            tell(Progress(tick, last_tick, datetime.date.fromisoformat(date), people, agent_days, seconds))

        return nullcontext(report)
    if progress is None:
        progress = _someone_watches()
    return _Bar() if progress else nullcontext()


def _someone_watches() -> bool:
    get_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    in_notebook = get_shell is not None and hasattr(get_shell(), "kernel")
    return in_notebook or (sys.stderr is not None and sys.stderr.isatty())


class _Bar:
    """A tqdm bar over the days of a run; it appears with the first of them, not over a scenario that is wrong."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Report:
        return self._show

    def _show(self, tick: int, last_tick: int, date: str, people: int, agent_days: int, seconds: float) -> None:
        if self._bar is None:
            from tqdm.auto import tqdm

            layout = "{desc}{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} days, {remaining} left{postfix}"
            self._bar = tqdm(total=last_tick, bar_format=layout)
        rate = agent_days / seconds / 1e6 if seconds > 0 else 0.0
        self._bar.set_description_str(date + " ", refresh=False)
        self._bar.set_postfix_str(f"{people:,} people under way, {rate:.1f} million agent-days/s", refresh=False)
        self._bar.update(tick - self._bar.n)

    def __exit__(self, kind: object, *_: object) -> None:
        if self._bar is None:
            return
        if kind is None:
            self._bar.set_description_str("done ", refresh=False)
            self._bar.set_postfix_str("", refresh=False)
            self._bar.update(self._bar.total - self._bar.n)
        self._bar.close()
