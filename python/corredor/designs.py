"""
Designs of sweeps and what their results say: a table of parameters in, a design or indices out.

Parameters are a table with the columns ``name``, ``low``, ``central``, ``high``; a name is the path of
a value, as in ``overrides``. The sampling is SciPy's and SALib's: ``pip install 'corredor[designs]'``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corredor.extras import from_extra

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.axes import Axes


def read_parameters(path: str | os.PathLike[str]) -> pd.DataFrame:
    """
    Read a table of parameters with their ranges.

    Parameters
    ----------
    path : str or os.PathLike
        A CSV file with the columns ``name``, ``low``, ``high``, and others such as ``central`` or ``unit``.

    Returns
    -------
    pandas.DataFrame
        A row for each parameter.

    Raises
    ------
    ValueError
        If a column is absent, or ``low`` is not below ``high``.

    Examples
    --------
    >>> import corredor as cr
    >>> from pathlib import Path
    >>> shipped = Path(cr.Scenario("baseline").folder) / "data/assumptions.csv"
    >>> set(cr.designs.read_parameters(shipped).columns) >= {"name", "low", "central", "high"}
    True
    """
    import pandas as pd

    return _checked(pd.read_csv(path))


def grid(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """
    Every combination of some values.

    Parameters
    ----------
    columns : mapping of str to sequence
        For each path its values.

    Returns
    -------
    pandas.DataFrame
        A row for each combination; the last column runs fastest.

    Examples
    --------
    >>> import corredor as cr
    >>> cr.designs.grid({"routes.refresh_days": [7, 14], "seed": [1, 2]})["seed"].to_list()
    [1, 2, 1, 2]
    """
    import pandas as pd

    if not columns:
        raise ValueError("a grid needs a column")
    every = pd.MultiIndex.from_product([list(values) for values in columns.values()], names=list(columns))
    frame: pd.DataFrame = every.to_frame(index=False)
    return frame


def latin_hypercube(parameters: pd.DataFrame, runs: int, *, seed: int = 1) -> pd.DataFrame:
    """
    Spread runs evenly over the ranges of all parameters (scipy.stats.qmc).

    Parameters
    ----------
    parameters : pandas.DataFrame
        With the columns ``name``, ``low``, ``high``.
    runs : int
        How many.
    seed : int
        Of the sampling, not of the runs.

    Returns
    -------
    pandas.DataFrame
        A row for each run, a column for each parameter.

    Examples
    --------
    >>> import corredor as cr
    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0.0, 0.0], "high": [1.0, 10.0]})
    >>> cr.designs.latin_hypercube(table, 20).shape
    (20, 2)
    """
    import pandas as pd

    with from_extra("designs"):
        from scipy.stats import qmc

    table = _checked(parameters)
    points = qmc.LatinHypercube(d=len(table), seed=seed).random(runs)
    return pd.DataFrame(qmc.scale(points, table["low"], table["high"]), columns=list(table["name"]))


def problem(parameters: pd.DataFrame) -> dict[str, Any]:
    """
    Describe parameters as SALib wants them.

    Parameters
    ----------
    parameters : pandas.DataFrame
        With the columns ``name``, ``low``, ``high``.

    Returns
    -------
    dict
        ``num_vars``, ``names`` and ``bounds``; each parameter is uniform over its range.
    """
    table = _checked(parameters)
    bounds = [[float(low), float(high)] for low, high in zip(table["low"], table["high"], strict=True)]
    return {"num_vars": len(table), "names": list(table["name"]), "bounds": bounds}


def morris(parameters: pd.DataFrame, trajectories: int, *, levels: int = 4, seed: int = 1) -> pd.DataFrame:
    """
    Change one parameter after the other along random ways through the ranges (Morris 1991; SALib).

    Parameters
    ----------
    parameters : pandas.DataFrame
        With the columns ``name``, ``low``, ``high``.
    trajectories : int
        How many ways; each has a run more than there are parameters.
    levels : int
        Into how many values a range is cut.
    seed : int
        Of the sampling, not of the runs.

    Returns
    -------
    pandas.DataFrame
        A row for each run, in the order in which :func:`analyse_morris` needs it.

    Examples
    --------
    >>> import corredor as cr
    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0.0, 0.0], "high": [1.0, 10.0]})
    >>> len(cr.designs.morris(table, 10))  # ten ways of three runs
    30
    """
    import pandas as pd

    with from_extra("designs"):
        from SALib.sample import morris as sampling

    points = sampling.sample(problem(parameters), trajectories, num_levels=levels, seed=seed)
    return pd.DataFrame(points, columns=list(parameters["name"]))


def sobol(parameters: pd.DataFrame, samples: int, *, seed: int = 1) -> pd.DataFrame:
    """
    Sample parameters for first-order and total indices (Saltelli 2010; SALib).

    Parameters
    ----------
    parameters : pandas.DataFrame
        With the columns ``name``, ``low``, ``high``.
    samples : int
        A power of 2; there are (number of parameters + 2) times as many runs.
    seed : int
        Of the sampling, not of the runs.

    Returns
    -------
    pandas.DataFrame
        A row for each run, in the order in which :func:`analyse_sobol` needs it.

    Examples
    --------
    >>> import corredor as cr
    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0.0, 0.0], "high": [1.0, 10.0]})
    >>> len(cr.designs.sobol(table, 16))
    64
    """
    import pandas as pd

    with from_extra("designs"):
        from SALib.sample import sobol as sampling

    points = sampling.sample(problem(parameters), samples, calc_second_order=False, seed=seed)
    return pd.DataFrame(points, columns=list(parameters["name"]))


def analyse_morris(
    parameters: pd.DataFrame, design: pd.DataFrame, result: npt.ArrayLike, *, levels: int = 4, seed: int = 1
) -> pd.DataFrame:
    """
    Elementary effects of each parameter on one result.

    Parameters
    ----------
    parameters : pandas.DataFrame
        Those of the design.
    design : pandas.DataFrame
        As :func:`morris` made it.
    result : array_like
        Of each run, in the design's order.
    levels : int
        As in :func:`morris`.
    seed : int
        Of the resampling for the interval.

    Returns
    -------
    pandas.DataFrame
        By falling ``mu_star``: ``name``, ``mu_star`` (mean of the absolute effects of moving over the range, in the
        unit of the result), ``mu_star_half_width`` (of its 95 % interval), ``mu`` (with sign), ``sigma`` (spread: of
        effects that depend on other parameters, and of chance).

    Examples
    --------
    >>> import corredor as cr
    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0.0, 0.0], "high": [1.0, 10.0]})
    >>> design = cr.designs.morris(table, 10)
    >>> result = 3 * design["a"]  # of a model that knows no b
    >>> cr.designs.analyse_morris(table, design, result)["mu_star"].round(6).to_list()
    [3.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    with from_extra("designs"):
        from SALib.analyze import morris as analysis

    values = _complete(result)
    found = analysis.analyze(
        problem(parameters), design[list(parameters["name"])].to_numpy(float), values, num_levels=levels, seed=seed
    )
    frame = pd.DataFrame(
        {
            "name": list(found["names"]),
            "mu_star": np.asarray(found["mu_star"]),
            "mu_star_half_width": np.asarray(found["mu_star_conf"], dtype=float),
            "mu": np.asarray(found["mu"]),
            "sigma": np.asarray(found["sigma"]),
        }
    )
    frame = frame.sort_values("mu_star", ascending=False, ignore_index=True)
    frame.attrs["result"] = _name_of(result)
    return frame


def analyse_sobol(parameters: pd.DataFrame, result: npt.ArrayLike, *, seed: int = 1) -> pd.DataFrame:
    """
    Split the variance of one result over the parameters.

    Parameters
    ----------
    parameters : pandas.DataFrame
        Those of the design.
    result : array_like
        Of each run of a design of :func:`sobol`, in its order.
    seed : int
        Of the resampling for the intervals.

    Returns
    -------
    pandas.DataFrame
        By falling ``total``: ``name``, ``first`` (share of the variance by this parameter alone), ``total`` (with all
        that it does together with others), and half-widths of their 95 % intervals.

    Examples
    --------
    >>> import corredor as cr
    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0.0, 0.0], "high": [1.0, 10.0]})
    >>> design = cr.designs.sobol(table, 64)
    >>> cr.designs.analyse_sobol(table, 3 * design["a"])["name"].to_list()
    ['a', 'b']
    """
    import numpy as np
    import pandas as pd

    with from_extra("designs"):
        from SALib.analyze import sobol as analysis

    values = _complete(result)
    # The estimator is for results around 0; the indices do not change.
    values = (values - values.mean()) / (values.std() or 1.0)
    found = analysis.analyze(problem(parameters), values, calc_second_order=False, seed=seed)
    frame = pd.DataFrame(
        {
            "name": list(parameters["name"]),
            "first": np.asarray(found["S1"]),
            "first_half_width": np.asarray(found["S1_conf"]),
            "total": np.asarray(found["ST"]),
            "total_half_width": np.asarray(found["ST_conf"]),
        }
    )
    frame = frame.sort_values("total", ascending=False, ignore_index=True)
    frame.attrs["result"] = _name_of(result)
    return frame


def plot_effects(frame: pd.DataFrame, *, most: int = 12, axes: Axes | None = None) -> Axes:
    """
    Draw what :func:`analyse_morris` or :func:`analyse_sobol` found, with 95 % intervals, the strongest on top.

    Parameters
    ----------
    frame : pandas.DataFrame
        As those functions return it.
    most : int
        Parameters to show.
    axes : matplotlib.axes.Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    matplotlib.axes.Axes
    """
    with from_extra("plots"):
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator

    if axes is None:
        _, axes = plt.subplots(figsize=(7, 0.8 + 0.35 * min(most, len(frame))), layout="constrained")
    value = "mu_star" if "mu_star" in frame else "total"
    shown = frame.head(most).iloc[::-1]
    half_widths = shown[f"{value}_half_width"].fillna(0)
    axes.barh(shown["name"], shown[value], xerr=half_widths, color="#4477aa", ecolor="#222222", label="with all others")
    if "first" in shown:
        first_half_widths = shown["first_half_width"].fillna(0)
        axes.errorbar(
            shown["first"], shown["name"], xerr=first_half_widths, fmt="o", color="#ee6677", capsize=3, label="alone"
        )
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    elif shown[value].max() >= 1000:
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter("{x:,.0f}")
    of = frame.attrs.get("result")
    what = "mean absolute effect of moving over the range" if value == "mu_star" else "share of the variance"
    axes.set_xlabel(what if not of else f"{what}, on {of}" if value == "mu_star" else f"{what} of {of}")
    return axes


def _checked(parameters: pd.DataFrame) -> pd.DataFrame:
    if not hasattr(parameters, "columns"):
        raise TypeError(
            "parameters must be a pandas.DataFrame with the columns name, low and high, "
            f"not a {type(parameters).__name__}"
        )
    absent = {"name", "low", "high"} - set(parameters.columns)
    if absent:
        raise ValueError(f"a table of parameters needs the columns {', '.join(sorted(absent))}")
    wrong = parameters[~(parameters["low"] < parameters["high"])]
    if len(wrong):
        raise ValueError(f"low must be below high: {', '.join(wrong['name'])}")
    twice = parameters["name"][parameters["name"].duplicated()]
    if len(twice):
        raise ValueError(f"a parameter may be named once: {', '.join(twice.unique())}")
    return parameters


def _name_of(result: npt.ArrayLike) -> str | None:
    """Tell what a column of a table or a variable of a dataset is called."""
    name = getattr(result, "name", None)
    return None if name is None else str(name)


def _complete(result: npt.ArrayLike) -> Any:
    import numpy as np

    values = np.asarray(result, dtype=float)
    if np.isnan(values).any():
        raise ValueError(f"{int(np.isnan(values).sum())} runs have no result; these methods need all of a design")
    return values
