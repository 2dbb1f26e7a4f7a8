"""Columns of a simulation that are looked at without copying them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

if TYPE_CHECKING:
    from corredor.simulation import _DayToken

WRITERS = frozenset({"fill", "itemset", "partition", "put", "resize", "setfield", "setflags", "sort"})
# What these give looks at the memory and knows nothing of days.
UNGUARDED = frozenset({"base", "ctypes", "data", "flat"})


class ColumnView(NDArrayOperatorsMixin):
    """
    A column of a simulation: read-only, no copy, good until the next step.

    It behaves like a NumPy array: it has the methods of one, can be computed with and given to NumPy and pandas. Rows
    move when the simulation steps; using the view afterwards raises RuntimeError, and so does using parts of it, such
    as slices. Numbers are kept by copying them: ``view.copy()``. An array made by ``numpy.asarray(view)`` is of that
    day for good: read-only, without a guard, and it keeps the memory of that day's rows for as long as it lives.
    """

    __slots__ = ("_column", "_name", "_token")

    def __init__(self, column: npt.NDArray[Any], name: str, token: _DayToken) -> None:
        self._column = column
        self._name = name
        self._token = token

    def _now(self) -> npt.NDArray[Any]:
        if self._token.over:
            raise RuntimeError(f"this view of {self._name!r} is {self._token.over}; take a new view, or keep a copy")
        return self._column

    def _guarded(self, result: Any) -> Any:
        """Make views of arrays that share memory with this one, also in lists of them."""
        if isinstance(result, (list, tuple)) and type(result) in (list, tuple):
            return type(result)(self._guarded(part) for part in result)
        if isinstance(result, np.ndarray) and np.may_share_memory(result, self._column):
            return ColumnView(result, self._name, self._token)
        return result

    def _refuse(self) -> NoReturn:
        raise ValueError(f"a view of {self._name!r} is read-only; copy() gives an array that may be changed")

    # As NumPy asks for it --------------------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        column = self._now()
        if copy or (dtype is not None and np.dtype(dtype) != column.dtype):
            if copy is False:
                raise ValueError("another type needs a copy")
            return np.array(column, dtype=dtype)
        return column

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        for target in (*options.get("out", ()), *(inputs[:1] if method == "at" else ())):
            if isinstance(target, ColumnView):
                target._refuse()
        return getattr(ufunc, method)(*_arrays(inputs), **_arrays(options))

    def __array_function__(self, function: Callable[..., Any], types: Any, inputs: Any, options: Any) -> Any:
        if isinstance(options.get("out"), ColumnView):
            self._refuse()
        return self._guarded(function(*_arrays(inputs), **_arrays(options)))

    def __getattr__(self, name: str) -> Any:
        """Give what an array has, guarded: a method looks at the day when it is called."""
        if name.startswith("_") or name in UNGUARDED:
            raise AttributeError(f"a view of a column has no {name!r}; numpy.asarray(view) gives an array")
        if name in WRITERS:
            self._refuse()
        value = getattr(self._now(), name)
        if not callable(value):
            return self._guarded(value)

        def call(*arguments: Any, **options: Any) -> Any:
            return self._guarded(getattr(self._now(), name)(*_arrays(arguments), **_arrays(options)))

        return call

    # As Python asks for it -------------------------------------------------------------------------------------------

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
        return self._guarded(self._now()[_arrays(rows)])

    def __setitem__(self, rows: Any, values: Any) -> NoReturn:
        self._refuse()

    def __len__(self) -> int:
        return len(self._now())

    def __iter__(self) -> Iterator[Any]:
        return (self[row] for row in range(len(self)))

    def __contains__(self, value: object) -> bool:
        return value in self._now()

    def __bool__(self) -> bool:
        return bool(self._now())

    def __reduce__(self) -> Any:
        """Travel, and be copied, as an array of its own memory."""
        return self.copy().__reduce__()

    def __repr__(self) -> str:
        if self._token.over:
            return f"<corredor.ColumnView of {self._name!r}, {self._token.over.partition(':')[0]}>"
        return f"<corredor.ColumnView of {self._name!r}, {len(self):,} rows of {self.dtype}>"


def _arrays(value: Any) -> Any:
    """Put arrays in the place of views, also in lists and mappings of them."""
    if isinstance(value, ColumnView):
        return value._now()
    if type(value) in (list, tuple):
        return type(value)(_arrays(part) for part in value)
    if type(value) is dict:
        return {key: _arrays(part) for key, part in value.items()}
    return value
