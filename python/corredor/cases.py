"""Single cases in result files: incidents, journeys and what became of people, as tables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from corredor.extras import from_extra
from corredor.result import whole_result

if TYPE_CHECKING:  # loaded when first used, so that importing the package is quick
    import h5py
    import numpy as np
    import pandas as pd
    import pyarrow as pa

SWITCHES = {"events": "outputs.events_at_most", "journeys": "outputs.journeys_share", "people": "outputs.persons_share"}
ATTRIBUTES = ("persons_per_agent", "rows_at_most", "rows_not_kept", "share")
# Columns whose codes count along a coordinate of the root.
ALONG = {name: name for name in ("node", "leg", "mechanism", "organisation")} | {"origin": "node"}


def events(path: str | os.PathLike[str]) -> pd.DataFrame:
    """
    Read what mechanisms of harm did to parties, one row each, from a result file.

    The scenario switches this on with ``outputs.events_at_most``. Parties are synthetic: no row is about a real person.
    Needs pyarrow.

    Parameters
    ----------
    path : str or os.PathLike
        A result file of one run.

    Returns
    -------
    pandas.DataFrame
        By day and party, with the columns

        ``day`` : datetime64
            On which it happened.
        ``person`` : int32[pyarrow]
            Who of the party: -1 those who travel together, 0 the one who was taken from it.
        ``party`` : uint64[pyarrow]
            That they set out with, as ``corredor trace --party`` takes it.
        ``node``, ``mechanism`` : category
            Where, and in which way.
        ``organisation`` : category
            Whose work it was, drawn from those in that business at the place by the effort of the week; missing where
            it was nobody's in particular.
        ``amount_usd`` : double[pyarrow], USD
            Taken from the party, or paid for it.
        ``kind`` : category
            ``incident``, or what came of an earlier one: ``capture_on_arrival`` of people who were deceived when they
            set out, ``ransom``. Only incidents count as such.
        ``people``, ``taken`` : int32[pyarrow], people
            Who were struck; of these, who were held from then on.

        ``attrs`` has ``persons_per_agent``, for which each row stands, ``rows_at_most``, as many as the scenario lets
        it keep, and ``rows_not_kept``, how many more there were.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    KeyError
        If the run did not keep them.
    ValueError
        If the file is not as it was written.

    Examples
    --------
    >>> import corredor as cr
    >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01", overrides={"outputs.events_at_most": 9999})
    >>> cr.events(run.path)["kind"].cat.categories.to_list()
    ['incident', 'capture_on_arrival', 'ransom']
    """
    return _frame(path, "events")


def journeys(path: str | os.PathLike[str]) -> pd.DataFrame:
    """
    Read the journeys of a sample of parties, a row for each step, from a result file.

    The scenario switches this on with ``outputs.journeys_share``. Parties are synthetic: no row is about a real person.
    Needs pyarrow.

    Parameters
    ----------
    path : str or os.PathLike
        A result file of one run.

    Returns
    -------
    pandas.DataFrame
        By day and party, with the columns

        ``day`` : datetime64
            From which this holds, until the next row of the same party and person.
        ``person`` : int32[pyarrow]
            Who of the party: -1 those who travel together, 0 the one who was taken from it.
        ``party`` : uint64[pyarrow]
            That they set out with, as ``corredor trace --party`` takes it.
        ``node`` : category
            Where they are, or whence they set out.
        ``leg`` : category
            Over which they set out; missing: they are at the place.
        ``status`` : category
            As in the coordinate ``status`` of the file.
        ``people`` : int32[pyarrow], people
            How many they are.

        ``attrs`` has ``share``, the part of all parties that is followed, and those of :func:`events`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    KeyError
        If the run did not keep them.
    ValueError
        If the file is not as it was written.

    Examples
    --------
    >>> import corredor as cr
    >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01", overrides={"outputs.journeys_share": 0.1})
    >>> steps = cr.journeys(run.path)
    >>> bool((steps[steps["leg"].notna()]["status"] == "travelling").all())
    True
    """
    return _frame(path, "journeys")


def persons(path: str | os.PathLike[str]) -> pd.DataFrame:
    """
    Read what became of each person in a sample of parties from a result file.

    The scenario switches this on with ``outputs.persons_share``. People are synthetic: no row is about a real person.
    Needs pyarrow.

    Parameters
    ----------
    path : str or os.PathLike
        A result file of one run.

    Returns
    -------
    pandas.DataFrame
        By party, with the columns

        ``party`` : uint64[pyarrow]
            That they set out with, as ``corredor trace --party`` takes it.
        ``person`` : int32[pyarrow]
            Number within the party: 0 the one who was taken from it, from 1 those who stayed together.
        ``status`` : category
            When the run ended, as in the coordinate ``status`` of the file.
        ``node`` : category
            Place when the run ended; of those on a leg, whence they set out.
        ``origin`` : category
            Place that they left in the first place.
        ``set_out`` : datetime64
            Day on which they left it; the day before the first of those who lived abroad already.

        ``attrs`` has ``share``, the part of all parties that is told, and those of :func:`events`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    KeyError
        If the run did not keep them.
    ValueError
        If the file is not as it was written.

    Examples
    --------
    >>> import corredor as cr
    >>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01", overrides={"outputs.persons_share": 1})
    >>> people = cr.persons(run.path)
    >>> settled = run.to_xarray()["persons"].sel(status="settled").isel(time=-1).sum()
    >>> int((people["status"] == "settled").sum()) * run.persons_per_agent == int(settled)
    True
    """
    return _frame(path, "people")


def _frame(path: str | os.PathLike[str], name: str) -> pd.DataFrame:
    with from_extra("arrow"):
        import pyarrow as pa
    import h5py
    import pandas as pd

    file = whole_result(path)
    with h5py.File(file, "r") as contents:
        if name not in contents:
            raise KeyError(f"{file} has no group {name!r}: its scenario does not set {SWITCHES[name]}")
        group = contents[name]
        columns = {key: _column(contents, key, column) for key, column in group.items() if not column.is_scale}
        attributes = {key: group.attrs[key].item() for key in ATTRIBUTES if key in group.attrs}

    def type_in_pandas(type: pa.DataType) -> Any:
        # Categories and days as pandas itself has them: those of Arrow it cannot sort, merge or resample everywhere.
        is_plain = pa.types.is_dictionary(type) or pa.types.is_timestamp(type)
        return None if is_plain else pd.ArrowDtype(type)

    frame: pd.DataFrame = pa.table(columns).to_pandas(types_mapper=type_in_pandas)
    frame.attrs.update(attributes)
    return frame


def _column(contents: h5py.File, name: str, column: h5py.Dataset) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    values = column[...]
    if name in ALONG:
        names = contents[ALONG[name]].asstr()[...].tolist() if ALONG[name] in contents else []
        return _named(values, names)
    if "flag_meanings" in column.attrs:
        return _named(values, _text(column.attrs["flag_meanings"]).split(" "))
    units = _text(column.attrs.get("units", ""))
    if units.startswith("days since "):
        first = np.datetime64(units.split(" ")[2], "D")
        return pa.array((first + values).astype("datetime64[s]"))
    if values.dtype.kind == "i" and values.dtype.itemsize < 4:  # room to be multiplied by the people of an agent
        values = values.astype(np.int32)
    return pa.array(values)


def _named(codes: np.ndarray[Any, Any], names: list[str]) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    is_absent = codes < 0
    indices = pa.array(np.where(is_absent, 0, codes).astype(np.int32), mask=is_absent)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
