"""Examples in docstrings do what they show."""

import doctest
import importlib
import pkgutil

import pytest

import corredor

MODULES = ["corredor", *(f"corredor.{module.name}" for module in pkgutil.iter_modules(corredor.__path__))]


def test_there_are_examples() -> None:
    found = [test for name in MODULES for test in doctest.DocTestFinder().find(importlib.import_module(name))]
    assert sum(len(test.examples) for test in found) > 20


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module_hold(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).failed == 0
