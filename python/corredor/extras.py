"""Packages that not everybody needs: pip installs them with an extra of this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def from_extra(extra: str) -> Iterator[None]:
    """Say which extra brings a package that is imported here and is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "another package").partition(".")[0]
        hint = f"this needs {package}, which is not installed: pip install 'corredor[{extra}]'"
        raise ModuleNotFoundError(hint, name=error.name) from error
