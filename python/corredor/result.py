"""Results of finished runs, read from their files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from corredor.names import unknown

if TYPE_CHECKING:  # loaded when first used, so that importing the package is quick
    import xarray as xr


def open(path: str | os.PathLike[str], *, group: str | None = None) -> xr.Dataset:
    """
    Open a result file as a dataset that reads its variables when they are used.

    Parameters
    ----------
    path : str or os.PathLike
        A file written by ``corredor run`` or :func:`corredor.run`.
    group : str, optional
        A group of the file instead of its root: ``"measures"``, ``"events"``, ``"journeys"`` or ``"people"``.

    Returns
    -------
    xarray.Dataset
        Stocks are at the end of the recorded day, flows are sums since the record before. Close it, or use it in a
        ``with`` block, when done. ``dataset.corredor.plot`` and ``dataset.corredor.measures`` are what the
        :class:`Run` or :class:`Comparison` has under these names; the ``plot`` of a dataset itself is xarray's.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    KeyError
        If the file has no such group.
    ValueError
        If the file is not as it was written: cut short while being copied, changed since, or of another program.

    Examples
    --------
    >>> import corredor as cr
    >>> path = cr.run("baseline", persons_per_agent=1000, until="2015-07-01", output="half_a_year.h5").path
    >>> with cr.open(path) as dataset:
    ...     dataset["persons"].dims
    ('time', 'node', 'status')
    """
    import h5py
    import xarray as xr

    import corredor.opened  # noqa: F401 - its import makes dataset.corredor

    file = whole_result(path)
    if group is not None:
        groups: list[str] = []
        with h5py.File(file, "r") as contents:
            contents.visititems(lambda name, item: groups.append(name) if isinstance(item, h5py.Group) else None)
        if group.removeprefix("/") not in groups:
            raise KeyError(f"{file}: {unknown('group', group, sorted(groups))}")
    # Days that people spent are counts: as time spans they would overflow, and some versions of xarray make them such.
    return xr.open_dataset(file, engine="h5netcdf", group=group, decode_timedelta=False)


def whole_result(path: str | os.PathLike[str]) -> Path:
    """
    Find a result file and make sure that it is as it was written.

    The last line of a result is the SHA-256 of all before it. HDF5 may crash on a few wrong bits, and a number changed
    by hand would go unnoticed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If its last line is no checksum, or not that of the file.
    """
    import hashlib

    file = Path(path).expanduser()
    if not file.is_file():
        raise FileNotFoundError(f"no result file at {file}")
    start = b"\ncorredor sha256 "
    length = len(start) + 64 + 1
    left = file.stat().st_size - length
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while left > 0 and (piece := content.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
        last = content.read()
    if left < 0 or not last.startswith(start):
        raise ValueError(f"{file} is not a whole result of corredor: it has no checksum at its end")
    if last != start + digest.hexdigest().encode() + b"\n":
        raise ValueError(f"{file} was changed since it was written: its checksum is another")
    return file
