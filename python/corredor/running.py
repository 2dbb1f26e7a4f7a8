"""Running scenarios."""

from __future__ import annotations

import html
import os
import shutil
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from corredor import _engine, cases
from corredor.arguments import result_place, thread_count, within
from corredor.dates import Day
from corredor.errors import in_words_of_python
from corredor.in_vain import warn_of_what_is_in_vain
from corredor.names import Measures
from corredor.progress import Progress, Told, reporting
from corredor.reporting import View
from corredor.reporting import view as view_report
from corredor.result import open as open_result
from corredor.scenario import Scenario, ready, table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from corredor.plotting import RunPlots


class Run:
    """
    A finished run and its result file.

    Made by :func:`run`. Without an ``output`` the file is a temporary one, which goes away with this object.
    """

    def __init__(self, path: Path, report: _engine.RunReport, temporary: Path | None = None) -> None:
        self._path = path
        self._report = report
        self._is_temporary = temporary is not None
        self._plots: RunPlots | None = None
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
        return Measures(self._report.measures)

    @property
    def headline(self) -> pd.DataFrame:
        """The numbers by which a run is told in a few lines: by key, with the columns label, value and unit."""
        import pandas as pd

        keys, labels, units, values = zip(*self._report.headline)
        return pd.DataFrame({"label": labels, "value": values, "unit": units}, index=pd.Index(keys, name="measure"))

    @property
    def plot(self) -> RunPlots:
        """Figures: ``plot.timeline()``, ``plot.flows_map()``, ``plot.control()``. Needs matplotlib."""
        from corredor.plotting import RunPlots

        if self._plots is None:  # the whole result is read once
            self._plots = RunPlots(self.to_xarray())
        return self._plots

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

    def events(self) -> pd.DataFrame:
        """
        Read what mechanisms of harm did to parties, one row each: see :func:`corredor.events`.

        Returns
        -------
        pandas.DataFrame
            By day and party.

        Examples
        --------
        >>> import corredor as cr
        >>> kept = {"outputs.events_at_most": 9999}
        >>> events = cr.run("baseline", persons_per_agent=1000, until="2015-07-01", overrides=kept).events()
        >>> events.attrs["rows_at_most"]
        9999
        """
        return cases.events(self._path)

    def journeys(self) -> pd.DataFrame:
        """
        Read the journeys of a sample of parties, a row for each step: see :func:`corredor.journeys`.

        Returns
        -------
        pandas.DataFrame
            By day and party.
        """
        return cases.journeys(self._path)

    def persons(self) -> pd.DataFrame:
        """
        Read what became of each person in a sample of parties: see :func:`corredor.persons`.

        Returns
        -------
        pandas.DataFrame
            By party.
        """
        return cases.persons(self._path)

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

    def _repr_html_(self) -> str:
        rows = [(label, self._shown(value, unit), unit) for _, label, unit, value in self._report.headline]
        scale = f", {self.persons_per_agent:,} people to an agent" if self.persons_per_agent > 1 else ""
        return (
            f"<strong>{html.escape(self.scenario)}</strong><br>seed {self.seed}{scale}; one run of a stochastic model"
            + table(("what", "value", "unit"), rows)
        )

    def _shown(self, value: float, unit: str) -> str:
        """Write a number; money of agents that stand for many has no more than three places that mean anything."""
        if unit == "days":
            return f"{value:,.2f}"
        return f"{float(f'{value:.3g}') if unit == 'USD' and self.persons_per_agent > 1 else value:,.0f}"

    def __reduce__(self) -> Any:
        raise TypeError("a Run does not travel between processes; give it an output and send its path")


def run(
    scenario: str | os.PathLike[str] | Scenario,
    *,
    output: str | os.PathLike[str] | None = None,
    seed: SupportsIndex | None = None,
    threads: SupportsIndex = 0,
    persons_per_agent: SupportsIndex | None = None,
    until: Day | None = None,
    overrides: Mapping[str, Any] | None = None,
    force: bool = False,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every_days: SupportsIndex = 0,
    resume: str | os.PathLike[str] | None = None,
    progress: bool | Callable[[Progress], object] | None = None,
) -> Run:
    """
    Run a scenario once.

    Other Python threads go on meanwhile. Ctrl-C ends the run after the current day and raises KeyboardInterrupt; no
    result is written then, and a checkpoint if ``checkpoint`` is given.

    Parameters
    ----------
    scenario : Scenario, str or os.PathLike
        A scenario, a scenario file, or the name of a shipped scenario, such as ``"baseline"``.
    output : str or os.PathLike, optional
        The result file to write. Left out: a temporary file that lives as long as the returned object.
    seed : int, optional
        Seed of all random numbers, instead of the scenario's.
    threads : int
        How many to use; 0 for one per processor. Results do not depend on it.
    persons_per_agent : int, optional [people]
        People that one agent stands for, instead of the scenario's. More is faster and coarser.
    until : str, datetime.date or numpy.datetime64, optional
        Day after the last, instead of the scenario's; ``"2019-06-30"``. Later than the scenario's own, it gives a
        warning: for those days nothing was observed or scheduled.
    overrides : mapping of str to value, optional
        Single values of the scenario by their path: ``{"departures.pool_people": 4_000_000}``. A
        text is taken as it would be written in the scenario; numbers, dates, lists and mappings are written for you.
    force : bool
        Replace ``output`` if it is there already.
    checkpoint : str or os.PathLike, optional
        Where checkpoints go: ``"runs/base"`` gives ``runs/base.2019-01-01.chk``. One is put down when the run is
        interrupted; the exception has a note that names it.
    checkpoint_every_days : int [days]
        With ``checkpoint``: also on the way, of which the last three are kept; 0 for never.
    resume : str or os.PathLike, optional
        A checkpoint to go on from; its scenario must be the same up to its day. The result is that of a run from the
        first day.
    progress : bool or callable, optional
        A progress bar; left out: only in a terminal or a notebook. A callable gets a :class:`Progress` at most every
        50 ms instead, and at the end; what it raises ends the run.

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
    >>> import corredor as cr
    >>> run = cr.run("baseline", persons_per_agent=1000, until="2016-01-01", seed=7)
    >>> run.measures["people_departed"] > 0
    True
    """
    every = within("checkpoint_every_days", checkpoint_every_days, 0, 100_000)
    if every and checkpoint is None:
        raise ValueError('checkpoint_every_days needs checkpoint, which says where they go, such as "runs/base"')
    given = ready(scenario, overrides=overrides, seed=seed, persons_per_agent=persons_per_agent, until=until)
    warn_of_what_is_in_vain(given, scenario, until=until, overrides=overrides)
    arguments: dict[str, Any] = {
        "overwrite": bool(force),
        "threads": thread_count(threads),
        "checkpoint": None if checkpoint is None else str(Path(checkpoint).expanduser()),
        "checkpoint_every_days": every,
        "resume": None if resume is None else str(Path(resume).expanduser()),
    }
    with (
        in_words_of_python(),
        reporting(progress) as report_progress,
        result_place(output, "run.h5") as (path, folder),
    ):
        report = _engine.run(given, output=str(path), progress=report_progress, **arguments)
        run = Run(path, report, temporary=folder)
        if isinstance(report_progress, Told):
            under_way = {key: value for key, _, _, value in report.headline}.get("under_way", 0.0)
            days = (given.end - given.start).days
            report_progress.finish(days, days, given.end.isoformat(), int(under_way), report.agent_days, report.seconds)
        return run
