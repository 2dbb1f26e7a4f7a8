"""Reports: one HTML file with map, charts and findings, which opens without a network."""

from __future__ import annotations

import html
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from corredor import _engine
from corredor.errors import in_words_of_python


class Kept(Protocol):
    """What has a result file, such as a run."""

    @property
    def path(self) -> Path:
        """The file."""


def files_of(runs: Kept | str | os.PathLike[str] | Iterable[Kept | str | os.PathLike[str]]) -> list[str]:
    """Name the result files of runs, however they were given."""
    single = isinstance(runs, (str, os.PathLike)) or hasattr(runs, "path")
    given = [runs] if single else list(runs)  # type: ignore[arg-type]
    return [str(Path(getattr(run, "path", run)).expanduser()) for run in given]  # type: ignore[arg-type]


class View:
    """A report for a notebook: an HTML page in a frame of its own. Its text is :attr:`page`."""

    def __init__(self, page: str, height: int) -> None:
        self.page = page
        self._height = height

    def _repr_html_(self) -> str:
        # Sandboxed: scripts run, but not as part of the notebook. The page itself forbids any connection.
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" width="100%" height="{self._height}" style="border:0" '
            f'srcdoc="{html.escape(self.page)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<corredor.View, {len(self.page) / 1e6:.1f} MB; shows itself in a notebook>"


def report(
    runs: Kept | str | os.PathLike[str] | Iterable[Kept | str | os.PathLike[str]],
    output: str | os.PathLike[str] = "report.html",
    *,
    title: str = "",
    tables_folder: str | os.PathLike[str] = ".",
    force: bool = False,
) -> Path:
    """
    Write one HTML file that shows runs side by side and needs nothing else.

    Parameters
    ----------
    runs : Run, Ensemble, Comparison, path, or several of them
        Finished runs or result files. Those of one scenario with different seeds are its replicates; the scenario of
        the first is the one that others are compared with.
    output : str or os.PathLike
        The file to write.
    title : str, optional
        Instead of the titles of the scenarios.
    tables_folder : str or os.PathLike
        Where the tables of scenarios that are not shipped are looked up, for what was observed.
    force : bool
        Replace ``output`` if it is there already.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    RunError
        If a result cannot be read or the report cannot be written.
    ValueError
        If there are no runs.

    Examples
    --------
    >>> import corredor as cr
    >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01")
    >>> cr.report(run, "half_a_year.html").name
    'half_a_year.html'
    """
    files = files_of(runs)
    if not files:
        raise ValueError("a report needs at least one run")
    path = Path(output).expanduser()
    with in_words_of_python():
        folder = os.fspath(tables_folder)
        _engine.report(files, output=str(path), overwrite=bool(force), tables_folder=folder, title=title)
    return path


def view(runs: Kept | str | os.PathLike[str] | Iterable[Kept | str | os.PathLike[str]], *, height: int = 900) -> View:
    """
    Show a report in a notebook.

    Parameters
    ----------
    runs : Run, Ensemble, Comparison, path, or several of them
        As for :func:`report`.
    height : int [pixels]
        Of the frame.

    Returns
    -------
    View
        Shows itself when it is the last value of a cell.

    Raises
    ------
    RunError
        If a result cannot be read.
    ValueError
        If there are no runs.

    Examples
    --------
    >>> import corredor as cr
    >>> cr.view(cr.run("baseline", persons_per_agent=1000, until="2015-07-01")).page.startswith("<!doctype html>")
    True
    """
    with tempfile.TemporaryDirectory(prefix="corredor-") as folder:
        return View(report(runs, Path(folder) / "report.html").read_text(encoding="utf-8"), int(height))
