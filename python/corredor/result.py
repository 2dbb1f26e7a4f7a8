"""Results of finished runs, read from their files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
        ``with`` block, when done.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    KeyError
        If the file has no such group.
    ValueError
        If the file is not HDF5, for instance because it was cut short while being copied.
    """
    import h5py
    import xarray as xr

    file = Path(path).expanduser()
    if not file.is_file():
        raise FileNotFoundError(f"no result file at {file}")
    if not h5py.is_hdf5(file):
        raise ValueError(f"{file} is not a whole HDF5 file")
    if group is not None:
        with h5py.File(file, "r") as contents:
            groups = sorted(name for name, item in contents.items() if isinstance(item, h5py.Group))
            if group not in contents:
                raise KeyError(f"{file} has no group {group!r}; it has {groups}")
    # Days that people spent are counts: as time spans they would overflow, and some versions of xarray make them such.
    return xr.open_dataset(file, engine="h5netcdf", group=group, decode_timedelta=False)
