"""Columns of a simulation that are looked at without copying them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

if TYPE_CHECKING:
    from corredor.simulation import _DayToken


class ColumnView(NDArrayOperatorsMixin):
    """
    A column of a simulation: read-only, no copy, good until the next step.

    It behaves like a NumPy array: it can be indexed, compared, computed with and given to NumPy functions. Rows move
    when the simulation steps; using the view afterwards raises RuntimeError. Numbers are kept by
    copying them: ``view.copy()``.
    """

    def __init__(self, column: npt.NDArray[Any], name: str, token: _DayToken) -> None:
        self._column = column
        self._name = name
        self._token = token

    def _now(self) -> npt.NDArray[Any]:
        if self._token.is_over:
            raise RuntimeError(
                f"this view of {self._name!r} is of a day that is over: rows have moved since; take a new view, or "
                "keep a copy"
            )
        return self._column

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        column = self._now()
        if copy or (dtype is not None and np.dtype(dtype) != column.dtype):
            if copy is False:
                raise ValueError("another type needs a copy")
            return np.array(column, dtype=dtype)
        return column

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        arrays = [value._now() if isinstance(value, ColumnView) else value for value in inputs]
        return getattr(ufunc, method)(*arrays, **options)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of its numbers."""
        return self._now().dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """Its length, as of an array."""
        return self._now().shape

    def copy(self) -> npt.NDArray[Any]:
        """
        Copy the column, to keep it.

        Returns
        -------
        numpy.ndarray
            Of its own memory.
        """
        return self._now().copy()

    def __getitem__(self, rows: Any) -> Any:
        return self._now()[rows]

    def __len__(self) -> int:
        return len(self._now())

    def __repr__(self) -> str:
        if self._token.is_over:
            return f"<corredor.ColumnView of {self._name!r}, of a day that is over>"
        return f"<corredor.ColumnView of {self._name!r}, {len(self):,} rows of {self.dtype}>"
