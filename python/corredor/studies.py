"""Studies of many runs: ensembles of one scenario, and scenarios compared with the same luck."""

from __future__ import annotations

import html
import os
import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from corredor import _engine
from corredor.arguments import result_place, thread_count, within
from corredor.dates import Day
from corredor.errors import in_words_of_python
from corredor.in_vain import warn_of_what_is_in_vain
from corredor.labels import telling_names
from corredor.names import pairs_of_runs, unknown
from corredor.progress import StudyProgress, ToldOfStudy, reporting_study
from corredor.result import open as open_result
from corredor.scenario import Scenario, ready, table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from corredor.plotting import ComparisonPlots, EnsemblePlots

MOST_REPLICATES = 100_000


class _Study:
    """A finished study and its file."""

    _report: _engine.EnsembleReport | _engine.StudyReport

    def __init__(self, path: Path, temporary: Path | None) -> None:
        self._path = path
        self._is_temporary = temporary is not None
        if temporary is not None:
            weakref.finalize(self, shutil.rmtree, temporary, ignore_errors=True)

    @property
    def path(self) -> Path:
        """The result file: HDF5, also valid netCDF-4."""
        return self._path

    def open(self, *, group: str | None = None) -> xr.Dataset:
        """
        Open the result as a dataset that reads its variables when they are used.

        Parameters
        ----------
        group : str, optional
            A group of the file instead of its root.

        Returns
        -------
        xarray.Dataset
            Close it when done. If the file is a temporary one, keep this object for as long as you read.
        """
        return open_result(self._path, group=group)

    def to_xarray(self, *, group: str | None = None) -> xr.Dataset:
        """
        Read the result into memory.

        Parameters
        ----------
        group : str, optional
            A group of the file instead of its root.

        Returns
        -------
        xarray.Dataset
            With labelled coordinates; units are in ``attrs["units"]``.
        """
        with self.open(group=group) as dataset:
            return dataset.load()

    @property
    def seconds(self) -> float:
        """How long it took [s]. Depends on the machine and is not in the file."""
        return self._report.seconds

    @property
    def agent_days(self) -> int:
        """Work done over all runs [agent-days]."""
        return self._report.agent_days

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} does not travel between processes; give it an output, send its path")


class Ensemble(_Study):
    """
    Runs of one scenario with seeds of their own, and the file that holds them all.

    Made by :func:`ensemble`. In :meth:`to_xarray` what differs between runs has the dimension ``replicate`` in front;
    means and quantiles over replicates are in groups.
    """

    def __init__(self, path: Path, report: _engine.EnsembleReport, scenario: str, temporary: Path | None) -> None:
        super().__init__(path, temporary)
        self._report: _engine.EnsembleReport = report
        self._scenario = scenario

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self._scenario

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seed of each replicate; ``run(..., seed=...)`` repeats one of them alone."""
        return tuple(self._report.seeds)

    @property
    def state_hashes(self) -> tuple[int, ...]:
        """Hash of the whole state at the end of each replicate."""
        return tuple(self._report.state_hashes)

    @property
    def measures(self) -> pd.DataFrame:
        """Headline numbers of each run: (replicate, measure); their labels and units are in :attr:`headline`."""
        import pandas as pd

        rows = [{key: value for key, _, _, value in numbers} for numbers in self._report.headline]
        return (
            pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="replicate"))
            .rename_axis(columns="measure")
            .fillna(0.0)
        )

    @property
    def headline(self) -> pd.DataFrame:
        """Headline numbers over the runs: by key, with the columns label, median, low (5 %), high (95 %) and unit."""
        import pandas as pd

        told = {key: (label, unit) for numbers in self._report.headline for key, label, unit, _ in numbers}
        spread = self.measures.quantile([0.5, 0.05, 0.95])
        columns = {
            "label": [label for label, _ in told.values()],
            "median": spread.loc[0.5, list(told)].to_numpy(),
            "low": spread.loc[0.05, list(told)].to_numpy(),
            "high": spread.loc[0.95, list(told)].to_numpy(),
            "unit": [unit for _, unit in told.values()],
        }
        return pd.DataFrame(columns, index=pd.Index(list(told), name="measure"))

    @property
    def plot(self) -> EnsemblePlots:
        """Figures: ``plot.timeline()``, ``plot.flows_map()``, ``plot.control()``. Needs matplotlib."""
        from corredor.plotting import EnsemblePlots

        return EnsemblePlots(self.to_xarray())

    def __len__(self) -> int:
        return len(self._report.seeds)

    def __repr__(self) -> str:
        return f"<corredor.Ensemble {self.scenario!r}, {len(self)} replicates, {self.seconds:.1f} s>"

    def _repr_html_(self) -> str:
        rows = [
            (str(row.label), f"{row.median:,.0f}", f"{row.low:,.0f} … {row.high:,.0f}", str(row.unit))
            for row in self.headline.itertuples()
        ]
        return (
            f"<strong>{html.escape(self.scenario)}</strong><br>{len(self)} runs of a stochastic model; the range holds "
            "what chance does, not what is unknown about the parameters"
            + table(("what", "median", "nine runs in ten", "unit"), rows)
        )


class Comparison(_Study):
    """
    A base and alternatives, run with the same luck, and the file that holds what they differ in.

    Made by :func:`compare`. Intervals hold what chance does, not what is unknown about the parameters.
    """

    def __init__(self, path: Path, report: _engine.StudyReport, temporary: Path | None) -> None:
        super().__init__(path, temporary)
        self._report: _engine.StudyReport = report
        self._dataset: xr.Dataset | None = None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names, the base first."""
        return tuple(str(name) for name in self._root["scenario"].to_numpy())

    @property
    def replicates(self) -> int:
        """Pairs of runs."""
        return self._report.replicates

    @property
    def narrow_enough(self) -> bool:
        """Whether the interval asked for with ``until_half_width`` is reached."""
        return self._report.narrow_enough

    @property
    def measures(self) -> pd.DataFrame:
        """
        What each alternative changes of each headline number.

        By (alternative, measure), with the columns label, base (mean), effect (mean difference), low and high (its 95 %
        interval), half_width, half_width_unpaired (had the runs not been pairs), variance_ratio (independent pairs of
        runs that one pair is worth) and unit. NaN where one pair cannot say.
        """
        from corredor.opened import effects_in

        return effects_in(self._root)

    def outcomes(self, alternative: str | None = None) -> pd.DataFrame:
        """
        Tell who fared differently, person by person.

        Parameters
        ----------
        alternative : str, optional
            Its name; left out: the first.

        Returns
        -------
        pandas.DataFrame
            People [people], mean over replicates: a row for what became of them in the base, a column for what became
            of the same people in the alternative.

        Raises
        ------
        KeyError
            If there is no such alternative.
        """
        import pandas as pd

        root = self._root
        names = [str(name) for name in root["alternative"].to_numpy()]
        if alternative is not None and alternative not in names:
            raise KeyError(unknown("alternative", alternative, names))
        people = root["people"].isel(alternative=names.index(alternative) if alternative is not None else 0)
        outcomes = [str(name) for name in root["outcome"].to_numpy()]
        index = pd.Index(outcomes, name="in the base")
        return pd.DataFrame(people.to_numpy(), index=index, columns=pd.Index(outcomes, name="in the alternative"))

    def displaced(self, variable: str, alternative: str | None = None) -> pd.DataFrame:
        """
        Tell where a number fell and where it rose over the whole run.

        Parameters
        ----------
        variable : str
            Such as ``"irregular_entries"`` (by leg) or ``"incidents"`` (by node).
        alternative : str, optional
            Its name; left out: the first.

        Returns
        -------
        pandas.DataFrame
            By place, the largest change first, with the columns base, effect, low and high (95 % interval).

        Raises
        ------
        KeyError
            If there is no such variable or alternative.
        """
        import pandas as pd

        whole = self.to_xarray(group="whole_run")
        if f"{variable}_effect" not in whole:
            known = sorted(str(name)[: -len("_effect")] for name in whole if str(name).endswith("_effect"))
            raise KeyError(unknown("variable", variable, known))
        names = [str(name) for name in self._root["alternative"].to_numpy()]
        if alternative is not None and alternative not in names:
            raise KeyError(unknown("alternative", alternative, names))
        one = whole.isel(alternative=names.index(alternative) if alternative is not None else 0)
        effect, half_width = one[f"{variable}_effect"], one[f"{variable}_half_width"].to_numpy()
        place = str(effect.dims[0])
        frame = pd.DataFrame(
            {
                "base": one[f"{variable}_base"].to_numpy(),
                "effect": effect.to_numpy(),
                "low": effect.to_numpy() - half_width,
                "high": effect.to_numpy() + half_width,
            },
            index=pd.Index([str(name) for name in self._root[place].to_numpy()], name=place),
        )
        return frame.loc[frame["effect"].abs().sort_values(ascending=False, kind="stable").index]

    @property
    def plot(self) -> ComparisonPlots:
        """Figures: ``plot.effects()``. Needs matplotlib."""
        from corredor.plotting import ComparisonPlots

        return ComparisonPlots(self.measures, self.replicates)

    @property
    def _root(self) -> xr.Dataset:
        if self._dataset is None:
            self._dataset = self.to_xarray()
        return self._dataset

    def __repr__(self) -> str:
        others = ", ".join(map(repr, self.scenarios[1:]))
        return f"<corredor.Comparison of {others} with {self.scenarios[0]!r}, {pairs_of_runs(self.replicates)}>"

    def _repr_html_(self) -> str:
        parts = []
        for alternative, frame in self.measures.groupby(level="alternative", sort=False):
            rows = [
                (str(r.label), f"{r.base:,.0f}", f"{r.effect:+,.0f}", f"{r.low:+,.0f} … {r.high:+,.0f}", str(r.unit))
                for r in frame.itertuples()
            ]
            parts.append(
                f"<strong>{html.escape(str(alternative))}</strong> against {html.escape(self.scenarios[0])}"
                + table(("what", "base", "effect", "95 % interval", "unit"), rows)
            )
        return "".join(parts) + (
            f"From {pairs_of_runs(self.replicates)} with the same luck. Intervals hold what chance does, not what is "
            "unknown about the parameters."
        )


def ensemble(
    scenario: str | os.PathLike[str] | Scenario,
    *,
    replicates: SupportsIndex,
    output: str | os.PathLike[str] | None = None,
    seed: SupportsIndex | None = None,
    threads: SupportsIndex = 0,
    persons_per_agent: SupportsIndex | None = None,
    until: Day | None = None,
    overrides: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: bool | Callable[[StudyProgress], object] | None = None,
) -> Ensemble:
    """
    Run a scenario many times, each time with other luck.

    Other Python threads go on meanwhile. Ctrl-C ends all runs after their current day and raises KeyboardInterrupt;
    nothing is written then.

    Parameters
    ----------
    scenario : Scenario, str or os.PathLike
        A scenario, a scenario file, or the name of a shipped scenario.
    replicates : int
        How many runs. Replicate ``r`` has the same seed however many there are.
    output : str or os.PathLike, optional
        The file to write. Left out: a temporary file that lives as long as the returned object.
    seed, threads, persons_per_agent, until, overrides, force
        As for :func:`run`.
    progress : bool or callable, optional
        A progress bar; left out: only in a terminal or a notebook. A callable gets a :class:`StudyProgress` every 50 ms
        instead, and at the end; what it raises ends the study.

    Returns
    -------
    Ensemble

    Raises
    ------
    ScenarioError
        With everything that is wrong in the scenario; nothing was run.
    RunError
        If the file could not be written.
    ValueError, TypeError
        For a bad argument.

    Examples
    --------
    >>> import corredor as cr
    >>> runs = cr.ensemble("baseline", replicates=2, persons_per_agent=2000, until="2015-07-01")
    >>> runs.to_xarray()["persons"].dims
    ('replicate', 'time', 'node', 'status')
    """
    given = ready(scenario, overrides=overrides, seed=seed, persons_per_agent=persons_per_agent, until=until)
    warn_of_what_is_in_vain(given, scenario, until=until, overrides=overrides)
    count = within("replicates", replicates, 1, MOST_REPLICATES)
    with (
        in_words_of_python(),
        reporting_study(progress) as report_progress,
        result_place(output, "ensemble.h5") as (path, folder),
    ):
        report = _engine.ensemble(
            given,
            output=str(path),
            overwrite=bool(force),
            replicates=count,
            threads=thread_count(threads),
            progress=report_progress,
        )
        study = Ensemble(path, report, given.name, folder)
        if isinstance(report_progress, ToldOfStudy):
            report_progress.finish(count, report.agent_days, report.seconds)
        return study


def compare(
    base: str | os.PathLike[str] | Scenario,
    alternatives: str
    | os.PathLike[str]
    | Scenario
    | Sequence[str | os.PathLike[str] | Scenario]
    | Mapping[str, str | os.PathLike[str] | Scenario],
    *,
    replicates: SupportsIndex = 20,
    until_half_width: tuple[str, float] | None = None,
    most_replicates: SupportsIndex = 200,
    attribute: bool = False,
    output: str | os.PathLike[str] | None = None,
    seed: SupportsIndex | None = None,
    threads: SupportsIndex = 0,
    persons_per_agent: SupportsIndex | None = None,
    until: Day | None = None,
    overrides: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: bool | Callable[[StudyProgress], object] | None = None,
) -> Comparison:
    """
    Run scenarios with the same luck and tell what each changes.

    In each replicate a person meets the same random numbers in all scenarios, so that differences are those of the
    scenarios. Other Python threads go on meanwhile; Ctrl-C ends all runs after their current day.

    Parameters
    ----------
    base : Scenario, str or os.PathLike
        What the others are compared with.
    alternatives : Scenario, str, os.PathLike, several of them, or mapping of str to them
        They must have the base's dates, scale, seed and places. A mapping says what each is to be called. Otherwise
        they are called as their scenario is; where that would not tell them apart, what they change is added: ``"The
        corridor as it was, routes.refresh_days = 14"``, ``"The corridor as it was + close_border 2018-01-01"``.
    replicates : int
        Pairs of runs.
    until_half_width : (str, float), optional
        Go on until half the 95 % interval of the effect on this measure is at most this, in every alternative.
    most_replicates : int
        With ``until_half_width``: never more pairs than this.
    attribute : bool
        Share the effect out among the alternative's own interventions (Shapley values); runs every set of them.
    output : str or os.PathLike, optional
        The file to write. Left out: a temporary file that lives as long as the returned object.
    seed, threads, persons_per_agent, until, overrides, force
        As for :func:`run`; overrides go into all scenarios.
    progress : bool or callable, optional
        As for :func:`ensemble`.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        With everything that is wrong in a scenario; nothing was run.
    RunError
        If the file could not be written.
    ValueError, TypeError
        For a bad argument, or scenarios that cannot be compared.

    Examples
    --------
    >>> import corredor as cr
    >>> compared = cr.compare("baseline", "raid_2019", replicates=2, persons_per_agent=2000, until="2020-01-01")
    >>> compared.scenarios[0] == cr.Scenario("baseline").name
    True
    >>> slower = cr.Scenario("baseline").set("routes.refresh_days", 30)
    >>> cr.compare("baseline", slower, replicates=1, persons_per_agent=2000, until="2015-03-01").scenarios[1]
    'The corridor as it was, routes.refresh_days = 30'
    """
    options: dict[str, Any] = {
        "overrides": overrides,
        "seed": seed,
        "persons_per_agent": persons_per_agent,
        "until": until,
    }
    wanted = None if until_half_width is None else _half_width(until_half_width)
    count = within("replicates", replicates, 1, MOST_REPLICATES)
    most = within("most_replicates", most_replicates, 1, MOST_REPLICATES)
    of_base = ready(base, **options)
    warn_of_what_is_in_vain(of_base, base, until=until, overrides=overrides)
    of_others = _alternatives(of_base, alternatives, options)
    with (
        in_words_of_python(),
        reporting_study(progress) as report_progress,
        result_place(output, "comparison.h5") as (path, folder),
    ):
        report = _engine.compare(
            of_base,
            of_others,
            output=str(path),
            overwrite=bool(force),
            replicates=count,
            until_half_width=wanted,
            most_replicates=most,
            attribute=bool(attribute),
            threads=thread_count(threads),
            progress=report_progress,
        )
        study = Comparison(path, report, folder)
        if isinstance(report_progress, ToldOfStudy):
            report_progress.finish(report.replicates * (1 + len(of_others)), report.agent_days, report.seconds)
        return study


def _half_width(given: tuple[str, float]) -> tuple[str, float]:
    """Take a measure and how narrow its interval is to be."""
    if isinstance(given, str) or len(given) != 2:
        raise ValueError(
            f'until_half_width must be a measure and a number, ("irregular_entries", 500), and is {given!r}'
        )
    measure, width = given
    if not float(width) > 0.0:
        raise ValueError(f"until_half_width must be above 0, and is {width!r}: no interval is narrower than nothing")
    return str(measure), float(width)


def _alternatives(base: _engine.ReadyScenario, given: Any, options: dict[str, Any]) -> list[_engine.ReadyScenario]:
    """Make alternatives ready, each under a name of its own."""
    if isinstance(given, Mapping):
        if base.name in given:
            raise ValueError(f"an alternative cannot be called {base.name!r}: that is the name of the base")
        names, others = list(given), [ready(other, **options) for other in given.values()]
    else:
        is_single = isinstance(given, (str, os.PathLike, Scenario))
        others = [ready(other, **options) for other in ([given] if is_single else given)]
        names = telling_names(base, others)
    return [
        other if other.name == name else Scenario._of(other).set("name", name)._ready
        for name, other in zip(names, others)
    ]
