"""Runs that are stepped, looked at and changed from Python."""

from __future__ import annotations

import datetime
import html
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from corredor import _engine
from corredor.arguments import thread_count, within
from corredor.dates import Day
from corredor.errors import Problem, RunError, ScenarioError, in_words_of_python
from corredor.in_vain import warn_of_what_is_in_vain
from corredor.progress import Progress, Told, reporting
from corredor.scenario import Scenario, entry_text, ready, warn_of_idle_entries
from corredor.scenario import table as html_table

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import xarray as xr

    from corredor.columns import ColumnView

NO_ID = 65535
"""What stands in a column of nodes or legs where there is none."""


TAKEN_OVER_BY = "state.chk"
"""The file by which the engine puts a simulation under a changed scenario; its path says nothing to a caller."""


class Table(Mapping[str, "npt.NDArray[Any]"]):
    """
    Rows of one kind as they stand between two days, column by column.

    ``table["node"]`` is a copy, safe to keep. ``table.view("node")`` is read-only and no copy: the first look at a
    table on a day gathers its rows, which takes time and memory for all columns, and every view of that day looks at
    these. Using a view after the next step, or after the scenario was changed, is an error.
    """

    def __init__(self, simulation: Simulation, kind: str) -> None:
        self._simulation = simulation
        self._kind = kind

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """
        Copy a column.

        Parameters
        ----------
        name : str
            One of the table's columns; iterate over the table to list them.

        Returns
        -------
        numpy.ndarray
            One number for each row: a cash amount in cents, a size, a day since the start, or a position in
            :meth:`names`. Each of a party's ``size`` stands for ``scenario.persons_per_agent`` people, and cash is of
            one such party.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        column: npt.NDArray[Any] = self._column(name).copy()
        return column

    def view(self, name: str) -> ColumnView:
        """
        Look at a column without copying it, until the next step.

        Parameters
        ----------
        name : str
            One of the table's columns.

        Returns
        -------
        ColumnView
            Behaves like a read-only array. After the next step its use raises RuntimeError. What ``numpy.asarray``
            makes of it is out of this guard: it stays as it was on that day, and keeps the memory of that day's rows.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        from corredor.columns import ColumnView

        return ColumnView(self._column(name), name, self._simulation._day_token)

    def names(self, column: str) -> tuple[str, ...]:
        """
        Tell what the numbers in a column stand for.

        Parameters
        ----------
        column : str
            Such as ``"node"``, ``"status"`` or ``"traveller"``.

        Returns
        -------
        tuple of str
            By number; empty for a column of amounts. 65535 stands for no node or leg.
        """
        return tuple(self._simulation._names.get(column, ()))

    def to_pandas(self) -> pd.DataFrame:
        """
        Copy the whole table, with names instead of numbers where there are any.

        Returns
        -------
        pandas.DataFrame
            A row for each party.
        """
        import numpy as np
        import pandas as pd

        columns: dict[str, Any] = {}
        for name, values in self._columns().items():
            names = self.names(name)
            if not names:
                columns[name] = values.copy()
                continue
            categories = list(dict.fromkeys(names))  # a place may stand in several positions
            of_code = np.array([categories.index(each) for each in names], dtype=np.int32)
            is_named = values < len(names)
            codes = np.where(is_named, of_code[np.where(is_named, values, 0)], -1)
            columns[name] = pd.Categorical.from_codes(codes, pd.Index(categories))
        return pd.DataFrame(columns)

    def _columns(self) -> dict[str, npt.NDArray[Any]]:
        columns: dict[str, npt.NDArray[Any]] = getattr(self._simulation._run, self._kind)()
        return columns

    def _column(self, name: str) -> npt.NDArray[Any]:
        columns = self._columns()
        if name not in columns:
            raise KeyError(f"{self._kind} have no column {name!r}; they have {sorted(columns)}")
        return columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns())

    def __len__(self) -> int:
        return len(self._columns())

    def __repr__(self) -> str:
        rows = len(self._column("id"))
        return f"<corredor.Table of {rows:,} {self._kind} before {self._simulation.date}: {', '.join(self)}>"


class Simulation:
    """
    A run that stands between two days, to be stepped, looked at and changed.

    Several may live in one process and in threads; each belongs to one thread at a time. What it is at the end, and
    what it has recorded, is what :func:`corredor.run` gives for the same scenario and seed.

    Parameters
    ----------
    scenario : Scenario, str or os.PathLike
        A scenario, a scenario file, or the name of a shipped scenario.
    seed : int, optional
        Seed of all random numbers, instead of the scenario's.
    threads : int
        How many to use; 0 for one per processor. Results do not depend on it.
    persons_per_agent : int, optional [people]
        People that one agent stands for, instead of the scenario's.
    until : str, datetime.date or numpy.datetime64, optional
        Day after the last, instead of the scenario's.
    overrides : mapping of str to value, optional
        Single values of the scenario by their path, as for :func:`corredor.run`.
    resume : str or os.PathLike, optional
        A checkpoint to go on from; its scenario must be the same up to its day.

    Raises
    ------
    ScenarioError
        With everything that is wrong in the scenario, or if the checkpoint is of another one.
    RunError
        If the checkpoint cannot be read.

    Examples
    --------
    >>> import corredor as cr
    >>> sim = cr.Simulation("baseline", persons_per_agent=1000, until="2018-01-01", seed=1)
    >>> sim.step(30)
    >>> sim.date - sim.scenario.start
    datetime.timedelta(days=30)
    >>> sim.parties["node"].dtype
    dtype('uint16')
    """

    def __init__(
        self,
        scenario: str | os.PathLike[str] | Scenario,
        *,
        seed: SupportsIndex | None = None,
        threads: SupportsIndex = 0,
        persons_per_agent: SupportsIndex | None = None,
        until: Day | None = None,
        overrides: Mapping[str, Any] | None = None,
        resume: str | os.PathLike[str] | None = None,
    ) -> None:
        self._ready = ready(scenario, overrides=overrides, seed=seed, persons_per_agent=persons_per_agent, until=until)
        warn_of_what_is_in_vain(self._ready, scenario, until=until, overrides=overrides)
        place = None if resume is None else str(Path(resume).expanduser())
        with in_words_of_python():
            self._run = _engine.SteppedRun(self._ready, threads=thread_count(threads), resume=place)
        self._names: dict[str, list[str]] = self._run.names()
        self._day_token = _DayToken()

    # Time ------------------------------------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is by now, with what was applied."""
        return Scenario._of(self._ready)

    @property
    def date(self) -> datetime.date:
        """The day that comes next."""
        return datetime.date.fromisoformat(self._run.date)

    @property
    def days_passed(self) -> int:
        """Days since the start [days]."""
        return self._run.tick

    @property
    def days_left(self) -> int:
        """Days to the end of the scenario [days]."""
        return self._run.last_tick - self._run.tick

    @property
    def agent_days(self) -> int:
        """Work done so far: parties under way, summed over days [agent-days]."""
        return self._run.agent_days

    @property
    def state_hash(self) -> int:
        """64-bit hash of the whole state; equal states have equal hashes."""
        return self._run.state_hash

    def step(self, days: SupportsIndex = 1, *, progress: bool | Callable[[Progress], object] | None = False) -> None:
        """
        Advance the world.

        Other Python threads go on meanwhile. Ctrl-C raises KeyboardInterrupt after the current day; the simulation then
        stands between two days and can go on.

        Parameters
        ----------
        days : int [days]
            How many.
        progress : bool or callable, optional
            As for :func:`corredor.run`.

        Raises
        ------
        ValueError
            If the scenario ends before.
        RuntimeError
            If another thread is at work on this simulation.
        """
        count = within("days", days, 0, 2**31)
        with reporting(progress) as report_progress:
            self._move(lambda: self._run.step(count, progress=report_progress))
            if isinstance(report_progress, Told):
                people = int(self.today()["persons"].sel(status=["travelling", "waiting"]).sum())
                now = (self._run.tick, self._run.last_tick, self._run.date, people, self.agent_days)
                report_progress.finish(*now, report_progress.seconds)

    def finish(self, *, progress: bool | Callable[[Progress], object] | None = None) -> None:
        """
        Advance to the end of the scenario.

        Parameters
        ----------
        progress : bool or callable, optional
            As for :func:`corredor.run`.
        """
        self.step(self.days_left, progress=progress)

    def _move(self, work: Callable[[], None]) -> None:
        before = self._run.tick
        try:
            work()
        finally:
            if self._run.tick != before:
                self._end_views("of a day that is over: rows have moved since")

    # State -----------------------------------------------------------------------------------------------------------

    @property
    def parties(self) -> Table:
        """People who travel together, under way; a row each. ``cash_cents`` is the purse of the whole party."""
        return Table(self, "parties")

    @property
    def residents(self) -> Table:
        """Parties that have settled; a row each."""
        return Table(self, "residents")

    @property
    def captives(self) -> Table:
        """People who are held; a row for each party or part of one."""
        return Table(self, "captives")

    def today(self) -> xr.Dataset:
        """
        Give every count that a result file would hold, as it stands now.

        Returns
        -------
        xarray.Dataset
            Stocks as they are, flows as sums since the start, with labelled coordinates and units.
        """
        return _dataset(*self._run.today()).isel(time=0)

    def to_xarray(self) -> xr.Dataset:
        """
        Give what has been recorded so far, as a result file would hold it.

        Returns
        -------
        xarray.Dataset
            Dimensions ``time``, ``node``, ``leg`` and so on; units are in ``attrs["units"]``.
        """
        return _dataset(*self._run.records())

    # Changing it -----------------------------------------------------------------------------------------------------

    def apply(
        self,
        *,
        on: Day | None = None,
        until: Day | None = None,
        id: str | None = None,
        about: str | None = None,
        **intervention: Mapping[str, Any],
    ) -> None:
        """
        Schedule an intervention from today on.

        The run goes on as if its scenario had held the entry from the start, person by person and bit by bit; see
        :attr:`scenario`.

        Parameters
        ----------
        on : str, datetime.date or numpy.datetime64, optional
            From which day; left out: the day that comes next.
        until, id, about, **intervention
            As for ``Scenario.timeline.add``: ``sim.apply(close_border={"between": ["CL", "BO"]})``.

        Raises
        ------
        ScenarioError
            If the entry is wrong, or lies in the past.
        """
        begins = self.date if on is None else on
        entry = entry_text(on=begins, until=until, id=id, about=about, **intervention)
        changed = self.scenario._changed(layer=("Simulation.apply", entry))
        self._take(changed)
        warn_of_idle_entries(changed._ready)

    def set(self, path: str, value: Any) -> None:
        """
        Change a parameter of the model from today on.

        Parameters
        ----------
        path : str
            Keys from the top, joined by dots.
        value
            As for :meth:`Scenario.set`.

        Raises
        ------
        ScenarioError
            If there is no such parameter, or it is fixed before the first day.
        """
        entry = entry_text(on=self.date, until=None, set={"path": path, "value": value})
        self._take(self.scenario._changed(layer=("Simulation.set", entry)))

    def _take(self, scenario: Scenario) -> None:
        if self.days_left == 0:
            raise ScenarioError([Problem("", 0, 0, "the simulation has ended: there is no day left to change")])
        try:
            self._run.take_scenario(scenario._ready)
        except ScenarioError as error:
            if Path(error.file).name != TAKEN_OVER_BY:
                raise
            what = f"this would change what was before {self.date}, the day that comes next"
            raise ScenarioError([Problem("", 0, 0, what, "what has passed stays as it is")]) from None
        self._ready = scenario._ready
        self._end_views("from before the scenario was changed: rows may have moved since")

    def _end_views(self, why: str) -> None:
        self._day_token.over = why
        self._day_token = _DayToken()

    # Keeping it ------------------------------------------------------------------------------------------------------

    def checkpoint(self, path: str | os.PathLike[str]) -> Path:
        """
        Put the simulation down in a file, from which ``Simulation(scenario, resume=path)`` goes on.

        Parameters
        ----------
        path : str or os.PathLike
            The file; one that is there is replaced.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        if self.days_left == 0:
            raise RunError("the simulation has ended: there is nothing left to go on with")
        file = Path(path).expanduser()
        self._run.checkpoint(str(file))
        return file

    def __repr__(self) -> str:
        return f"<corredor.Simulation {self._ready.name!r} before {self.date}, {self.days_left} days left>"

    def _repr_html_(self) -> str:
        scale = f"{self._ready.persons_per_agent:,} people to an agent, seed {self._ready.seed}"
        rows = [
            ("the day that comes next", str(self.date)),
            ("days passed, days left", f"{self.days_passed:,}, {self.days_left:,}"),
            *((f"rows of {table._kind}", f"{len(table['id']):,}") for table in self._tables()),
        ]
        return f"<strong>{html.escape(self._ready.name)}</strong><br>{scale}" + html_table(("what", "now"), rows)

    def _tables(self) -> tuple[Table, ...]:
        return self.parties, self.residents, self.captives

    def __reduce__(self) -> Any:
        raise TypeError("a Simulation does not travel between processes; send its scenario, or a checkpoint's path")


class _DayToken:
    """Why a view may no longer be looked at; empty as long as it may."""

    __slots__ = ("over",)

    def __init__(self) -> None:
        self.over = ""


def _dataset(attributes: dict[str, Any], variables: list[tuple[str, list[str], Any, dict[str, Any]]]) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    import corredor.opened  # noqa: F401 - its import makes dataset.corredor

    sizes = {name: len(values) for name, dimensions, values, _ in variables if dimensions == [name]}
    parts: dict[str, xr.Variable] = {}
    for name, dimensions, values, about in variables:
        array: npt.NDArray[Any] = np.asarray(values, dtype=object if isinstance(values, list) else None)
        lengths = [sizes[dimension] for dimension in dimensions]
        parts[name] = xr.Variable(dimensions, array.reshape(lengths), about)
    coordinates = {name: variable for name, variable in parts.items() if variable.dims == (name,)}
    data = {name: variable for name, variable in parts.items() if name not in coordinates}
    return xr.decode_cf(xr.Dataset(data, coordinates, attributes), decode_timedelta=False)
