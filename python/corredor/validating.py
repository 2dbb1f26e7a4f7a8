"""Runs beside what was observed, and beside forecasts that know no model."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corredor import _engine
from corredor.reporting import files_of
from corredor.scenario import table

if TYPE_CHECKING:
    import pandas as pd

    from corredor.running import Run
    from corredor.studies import Ensemble


class Validation:
    """
    How far runs are from what was observed. Made by :func:`validate_against`.

    Three forecasts that know no model stand beside the runs: ``persistence`` repeats the value observed before;
    ``split`` shares the observed total of the world out as it was shared when calibration ended, ``gravity`` by
    population over distance squared. NaN where a forecast cannot be made, or a value was not recorded.
    """

    def __init__(self, runs: int, found: dict[str, Any]) -> None:
        self._runs = runs
        self._found = found

    @property
    def runs(self) -> int:
        """How many runs were scored; the bands of one run have no width."""
        return self._runs

    @property
    def rows(self) -> pd.DataFrame:
        """
        Every observed value that is compared: those used for calibration, then those used for validation.

        By the ``id`` of the table of targets, with quantity, geography, use, from, until, observed, what the runs give
        (median; low and high, between which nine runs of ten lie), the forecasts that know no model, and a note.
        """
        import pandas as pd

        frame = pd.DataFrame(self._found["rows"]).set_index("id")
        for day in ("from", "until"):
            frame[day] = pd.to_datetime(frame[day])
        numbers = ["observed", "median", "low", "high", "persistence", "split", "gravity"]
        return frame.astype(dict.fromkeys(numbers, float))

    @property
    def series(self) -> pd.DataFrame:
        """
        Errors of each series: by quantity, geography and use.

        ``rows`` that are compared; ``model``, ``persistence``, ``split``, ``gravity`` [1]: sum of absolute errors over
        the sum of what was observed; ``model_scaled``, ``persistence_scaled`` [1]: mean absolute error over the usual
        change from one observed value to the next, above 1 is worse than repeating it; ``interval_score`` [1] of the
        90 % band over the mean observed, ``coverage`` [1]: share of rows within that band.
        """
        import pandas as pd

        rows = []
        for one in self._found["series"]:
            row = {"quantity": one["quantity"], "geography": one["geography"], "use": one["use"]}
            row["rows"] = one["model"]["rows"]
            row |= {name: one[name]["relative_difference"] for name in ("model", "persistence", "split", "gravity")}
            row |= {f"{name}_scaled": one[name]["scaled_error"] for name in ("model", "persistence")}
            rows.append(row | {"interval_score": one["interval_score"], "coverage": one["coverage"]})
        frame = pd.DataFrame(rows).set_index(["quantity", "geography", "use"])
        return frame.astype({name: float for name in frame if name != "rows"})

    @property
    def ranks(self) -> pd.DataFrame:
        """
        Order of places at one time, where three or more were observed.

        With quantity, use, from, until, places, and Spearman's rank correlation with what was observed of the model and
        of persistence.
        """
        import pandas as pd

        columns = ["quantity", "use", "from", "until", "places", "model", "persistence"]
        frame = pd.DataFrame(self._found["ranks"], columns=columns)
        for day in ("from", "until"):
            frame[day] = pd.to_datetime(frame[day])
        return frame.astype({"model": float, "persistence": float})

    def __repr__(self) -> str:
        runs = f"{self.runs} run" + ("" if self.runs == 1 else "s")
        return f"<corredor.Validation of {runs} against {len(self._found['rows'])} observed values>"

    def _repr_html_(self) -> str:
        parts = []
        for use in ("calibration", "validation"):
            of_use = [row for row in self.series.reset_index().to_dict("records") if row["use"] == use and row["rows"]]
            shown = [
                (
                    str(row["quantity"]),
                    str(row["geography"]),
                    str(row["rows"]),
                    *(_percent(row[name]) for name in ("model", "persistence", "split", "gravity")),
                )
                for row in of_use
            ]
            headings = ("quantity", "where", "rows", "model", "persistence", "split", "gravity")
            parts.append(f"<strong>used for {html.escape(use)}</strong>" + table(headings, shown))
        return "".join(parts) + "Sum of absolute errors over the sum of what was observed."


def _percent(share: float) -> str:
    return "–" if share != share else f"{100 * share:.0f} %"


def validate_against(
    targets: str | os.PathLike[str],
    runs: Run | Ensemble | str | os.PathLike[str] | Iterable[Run | str | os.PathLike[str]],
    *,
    tables_folder: str | os.PathLike[str] = ".",
) -> Validation:
    """
    Score runs of one scenario against observed values, beside forecasts that know no model.

    Parameters
    ----------
    targets : str or os.PathLike
        Table of observed values with the columns of the scenario's own, ``scenario["observation.targets"]``. Rows with
        ``use`` calibration or validation are compared, others are not.
    runs : Run, Ensemble, path, or several runs or paths
        Finished runs of one scenario with different seeds, or a file that holds its replicates.
    tables_folder : str or os.PathLike
        Where the tables of a scenario are looked up that are not shipped.

    Returns
    -------
    Validation

    Raises
    ------
    ScenarioError
        If a table cannot be read, or two results hold the same run.
    RunError
        If a result cannot be read.
    ValueError
        If there are no runs.

    Examples
    --------
    >>> import corredor as cr
    >>> from pathlib import Path
    >>> baseline = cr.Scenario("baseline")
    >>> targets = Path(baseline.folder) / baseline["observation.targets"]
    >>> runs = cr.ensemble(baseline, replicates=2, persons_per_agent=2000, until="2017-01-01")
    >>> validated = cr.validate_against(targets, runs)
    >>> validated.runs
    2
    >>> int(validated.rows["observed"]["T056"])  # people from Venezuela in Colombia at the end of 2015
    31000
    """
    files = files_of(runs)
    if not files:
        raise ValueError("there is nothing to validate without a run")
    count, found = _engine.validate_against(
        str(Path(targets).expanduser()), files, tables_folder=os.fspath(tables_folder)
    )
    return Validation(count, json.loads(found))
