"""Sweeps over a design, on any executor of the concurrent.futures interface."""

from __future__ import annotations

import csv
import multiprocessing
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

from corredor import _engine
from corredor.dates import Day, date_text, is_day, iso_text
from corredor.errors import RunError, ScenarioError
from corredor.in_vain import warn_of_what_is_in_vain
from corredor.literals import overrides_of, top_text
from corredor.names import unknown
from corredor.progress import checked, new_bar, someone_watches
from corredor.scenario import Scenario, place_of, ready

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import xarray as xr

UNKNOWN = re.compile("is not a known key|has no entry|is no entry of|is not a path of keys")
INVALID, FAILED = 65, 70  # as the program ends for the same reasons
NEEDS_MAIN = (
    'in a script, corredor.sweep must stand under `if __name__ == "__main__":`, because every process of the pool '
    "reads the script again"
)


class _Row(NamedTuple):
    """What came of a row; it travels between processes."""

    status: str
    exit_code: int = 0
    message: str = ""
    seconds: float = float("nan")
    state_hash: str = ""
    measures: dict[str, float] | None = None
    variables: Any = None  # xarray.Dataset


def sweep(
    scenario: str | os.PathLike[str] | Scenario,
    design: pd.DataFrame | Mapping[str, Sequence[Any] | npt.NDArray[Any]] | str | os.PathLike[str],
    *,
    executor: Executor | None = None,
    variables: str | Sequence[str] = (),
    seed: SupportsIndex | None = None,
    persons_per_agent: int | None = None,
    until: Day | None = None,
    overrides: Mapping[str, Any] | None = None,
    progress: bool | Callable[[int, int], object] | None = None,
) -> xr.Dataset:
    """
    Run a scenario once for each row of a design, each run on one thread.

    Nothing is kept on disk, and Ctrl-C ends it at once: for sweeps of hours use ``corredor sweep``, which goes on where
    it was interrupted. In a script, call it under ``if __name__ == "__main__":``, as everything that starts a pool of
    processes: each of them reads the script again.

    Parameters
    ----------
    scenario : Scenario, str or os.PathLike
        A scenario, a scenario file, or the name of a shipped scenario. Workers on other machines must find its tables
        by the same paths.
    design : pandas.DataFrame, mapping of columns, or path of a CSV file
        A row for each run. Columns are paths of values, as in ``overrides`` of :func:`run`, and ``seed``; a cell
        without a value leaves what the scenario says. Rows with the same seed share their luck.
    executor : concurrent.futures.Executor, optional
        Where to run: a process pool, a client of Dask or its ``get_executor()``,
        ``mpi4py.futures.MPIPoolExecutor()``. Left out: a pool of as many processes as there are processors.
    variables : str or sequence of str
        Variables of each run to keep beside its measures, such as ``"persons"``.
    seed, persons_per_agent, until, overrides
        Of every row, as in :func:`run`; a row's own values come on top.
    progress : bool or callable, optional
        A progress bar; left out: only in a terminal or a notebook. A callable gets the rows done and all rows.

    Returns
    -------
    xarray.Dataset
        Dimension ``run`` in the order of the design; its columns, ``status`` (``"done"`` or ``"failed"``),
        ``exit_code``, ``message``, ``run_seconds`` and ``run_state_hash`` are coordinates. The measures of each run
        (:attr:`Run.measures`) are variables. A failed row is NaN; if all fail there is a warning.

    Raises
    ------
    ScenarioError
        If a column is no path of a value, or the scenario is wrong whatever the row; nothing was run.
    concurrent.futures.BrokenExecutor
        If the executor lost its workers: memory ran out, or a script does without ``if __name__ == "__main__":``.
    ValueError, TypeError
        For a design without rows or columns.

    Examples
    --------
    >>> import corredor as cr
    >>> design = cr.designs.grid({"routes.refresh_days": [7, 14], "seed": [1, 2]})
    >>> runs = cr.sweep("baseline", design, persons_per_agent=2000, until="2015-07-01")
    >>> runs["people_departed"].groupby("routes.refresh_days").mean().sizes["routes.refresh_days"]
    2
    """
    _refuse_while_a_worker_starts()
    columns = _columns(design)
    if "replicate" in columns:
        raise ValueError("`corredor sweep` turns replicates into seeds; here the design has a column `seed`")
    of_all: dict[str, Any] = {"seed": seed, "persons_per_agent": persons_per_agent}
    of_all["until"] = None if until is None else date_text("until", until)
    settings = dict(overrides_of(overrides))
    tasks = [_task(columns, row, of_all, settings) for row in range(len(next(iter(columns.values()))))]
    given = scenario if isinstance(scenario, Scenario) else place_of(scenario)
    _check_columns(given, columns, settings)
    if until is not None:
        of_base = ready(given, overrides=settings, until=until, any_size=True)
        warn_of_what_is_in_vain(of_base, given, until=until, overrides=settings)
    own = executor is None
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"executor must be one of concurrent.futures, not {type(executor).__name__}")
    if executor is not None and hasattr(executor, "get_executor"):
        executor = executor.get_executor()  # of Dask's client, whose futures are not those of Python
    kept = (variables,) if isinstance(variables, str) else tuple(variables)
    pool = executor or ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"))
    try:
        rows = _collect([pool.submit(_run_row, given, kept, **task) for task in tasks], _reporter(progress, len(tasks)))
    except BaseException as error:
        if own:
            _end_at_once(pool)
        if isinstance(error, BrokenProcessPool):
            raise BrokenProcessPool(f"the pool lost a process: {NEEDS_MAIN}; or memory ran out") from error
        raise
    if own:
        pool.shutdown()
    if all(row.status == "failed" for row in rows):
        warnings.warn(f"all {len(rows)} rows failed, the first because: {rows[0].message}", stacklevel=2)
    return _dataset(columns, rows)


def _end_at_once(pool: Executor) -> None:
    """End the runs under way too: Python itself waits for them before it ends."""
    processes = list((getattr(pool, "_processes", None) or {}).values())  # terminate_workers() is of Python 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _refuse_while_a_worker_starts() -> None:
    """End a worker that reads a script without a guard, with one line; multiprocessing itself tells a page."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(f"corredor: {NEEDS_MAIN}")


def _columns(design: Any) -> dict[str, list[Any]]:
    if isinstance(design, (str, os.PathLike)):
        with open(Path(design).expanduser(), newline="", encoding="utf-8") as file:
            lines = [line for line in csv.reader(file) if line]
        design = dict(zip(lines[0], zip(*lines[1:], strict=True), strict=True)) if len(lines) > 1 else {}
    columns = {str(name): list(design[name]) for name in design}
    if not columns or not next(iter(columns.values())):
        raise ValueError("the design has no rows")
    if len({len(values) for values in columns.values()}) > 1:
        raise ValueError("the columns of the design differ in length")
    return columns


def _check_columns(scenario: str | Scenario, columns: dict[str, list[Any]], settings: dict[str, str]) -> None:
    """Refuse columns that no scenario has. A value that is not allowed fails its own row."""
    firsts = {name: next((value for value in values if not _is_empty(value)), None) for name, values in columns.items()}
    own = {name: value for name, value in firsts.items() if value is not None and name != "seed"}
    try:
        ready(scenario, overrides=settings | own, any_size=True)
    except ScenarioError as error:
        ready(scenario, any_size=True)  # of which more is said if it is wrong itself
        unknown = [problem for problem in error.problems if UNKNOWN.search(problem.what)]
        if unknown:
            raise ScenarioError(unknown) from None


def _is_empty(value: Any) -> bool:
    # NaN and NaT are not what they are themselves.
    return value is None or value == "" or ((isinstance(value, float) or is_day(value)) and value != value)


def _task(columns: dict[str, list[Any]], row: int, of_all: dict[str, Any], settings: dict[str, str]) -> dict[str, Any]:
    given = {name: values[row] for name, values in columns.items() if not _is_empty(values[row])}
    own = {name: top_text(name, value) for name, value in given.items() if name != "seed"}
    # In the order in which they are applied: a row's own values come last.
    of_run = {name: value for name, value in settings.items() if name not in own}
    return {**of_all, "seed": given.get("seed", of_all["seed"]), "overrides": of_run | own}


def _whole(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, str):
        value = float(value) if value.replace(".", "", 1).isdigit() else -1
    if value != int(value) or value < 0:
        raise ValueError(f"{name} must be a whole number of 0 or more")
    return int(value)


def _run_row(scenario: str | Scenario, variables: tuple[str, ...], *, seed: Any, **arguments: Any) -> _Row:
    """Runs in a worker; what goes wrong with the row comes back as its result."""
    try:
        with tempfile.TemporaryDirectory(prefix="corredor-") as folder:
            output = str(Path(folder) / "run.h5") if variables else None
            report = _engine.run(
                ready(scenario, seed=_whole("seed", seed), **arguments),
                output=output,
                overwrite=True,
                threads=1,
                checkpoint=None,
                checkpoint_every_days=0,
                resume=None,
                progress=None,
            )
            return _Row(
                "done",
                seconds=report.seconds,
                state_hash=f"{report.state_hash:016x}",
                measures=dict(report.measures),
                variables=_read(output, variables) if output else None,
            )
    except (ScenarioError, ValueError, KeyError) as error:
        return _Row("failed", INVALID, str(error).splitlines()[0])
    except (RunError, OSError, MemoryError) as error:
        return _Row("failed", FAILED, str(error))


def _read(output: str, variables: tuple[str, ...]) -> Any:
    from corredor.result import open as open_result

    with open_result(output) as dataset:
        absent = [name for name in variables if name not in dataset.data_vars]
        if absent:
            raise ValueError(unknown("variable of a result", absent[0], dataset.data_vars))
        kept: Any = dataset[list(variables)].load()
        return kept.drop_vars([name for name in kept.coords if name not in kept.dims])


def _reporter(progress: bool | Callable[[int, int], object] | None, rows: int) -> Callable[[int], object]:
    if callable(progress):
        tell = progress
        return lambda done: tell(done, rows)
    if not (someone_watches() if progress is None else checked(progress)):
        return lambda _: None
    bar = new_bar(rows, unit="run")

    def show(done: int) -> None:
        bar.update(done - bar.n)
        if done == rows:
            bar.close()

    return show


def _collect(futures: list[Future[_Row]], report: Callable[[int], object]) -> list[_Row]:
    """Wait for all rows. A worker that was lost fails its row; an executor that is lost fails the sweep."""
    numbered = {future: row for row, future in enumerate(futures)}
    rows: list[Any] = [None] * len(futures)
    try:
        for done, future in enumerate(as_completed(futures), start=1):
            try:
                rows[numbered[future]] = future.result()
            except BrokenExecutor:
                raise
            except Exception as error:
                rows[numbered[future]] = _Row("failed", FAILED, repr(error))
            report(done)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return rows


def _number(value: Any) -> float:
    if is_day(value):  # NumPy would make nanoseconds of it
        raise TypeError("a day is no number")
    return float(value)


def _label(value: Any) -> str:
    return iso_text(value) if is_day(value) else str(value)


def _coordinate(values: list[Any]) -> Any:
    import numpy as np

    try:
        return np.asarray([float("nan") if _is_empty(value) else _number(value) for value in values])
    except (TypeError, ValueError):
        return np.asarray(["" if _is_empty(value) else _label(value) for value in values])


def _dataset(columns: dict[str, list[Any]], rows: list[_Row]) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    coordinates: dict[str, Any] = {"run": np.arange(len(rows))}
    coordinates |= {name: ("run", _coordinate(values)) for name, values in columns.items()}
    coordinates["status"] = ("run", [row.status for row in rows])
    coordinates["exit_code"] = ("run", [row.exit_code for row in rows])
    coordinates["message"] = ("run", [row.message for row in rows])
    coordinates["run_seconds"] = ("run", [row.seconds for row in rows], {"units": "s"})
    coordinates["run_state_hash"] = ("run", [row.state_hash for row in rows])
    names = dict.fromkeys(name for row in rows for name in row.measures or {})
    data = {name: ("run", [(row.measures or {}).get(name, np.nan) for row in rows]) for name in names}
    dataset = xr.Dataset(data, coordinates)
    kept = {number: row.variables for number, row in enumerate(rows) if row.variables is not None}
    if not kept:
        return dataset
    merged = xr.concat(list(kept.values()), dim="run", join="outer").assign_coords(run=list(kept))
    merged = merged.rename({name: f"{name}_recorded" for name in merged.data_vars if name in dataset.data_vars})
    return dataset.merge(merged.reindex(run=dataset["run"]))
