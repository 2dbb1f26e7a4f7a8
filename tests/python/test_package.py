"""What the package says that it needs."""

import ast
import functools
import inspect
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import corredor as cr
from corredor import opened, plotting

ROOT = Path(__file__).resolve().parents[2]


def test_oldest_versions_that_are_tested_are_the_oldest_that_are_admitted():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    admitted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    tested = (ROOT / "requirements/oldest.txt").read_text(encoding="utf-8").split("# what only tests need")[0]
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", tested, flags=re.MULTILINE))
    oldest = dict(requirement.split(">=") for requirement in admitted)
    assert pinned.keys() == oldest.keys()
    for name, version in oldest.items():
        assert re.fullmatch(rf"{re.escape(version)}(\.0)*", pinned[name]), name


def extras() -> dict[str, list[str]]:
    """Names of packages by extra, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"]
    return {extra: [re.split("[<>=]", each)[0] for each in group] for extra, group in groups.items()}


def test_every_extra_that_a_hint_names_brings_what_is_missing():
    imported = re.compile(r'with from_extra\("(\w+)"\):\n((?: +(?:from|import) .*\n)+)')
    hinted = set()
    for module in sorted((ROOT / "python/corredor").glob("*.py")):
        for extra, lines in imported.findall(module.read_text(encoding="utf-8")):
            packages = re.findall(r"(?:from|import) (\w+)", lines, flags=re.MULTILINE)
            hinted.add(extra)
            assert packages[0] in extras()[extra], (module.name, extra)
    assert hinted == {"arrow", "designs", "plots"}
    outside = re.compile(r"^ +(?:from|import) (?:pyarrow|scipy|SALib)\b", flags=re.MULTILINE)
    designs = (ROOT / "python/corredor/designs.py").read_text(encoding="utf-8")
    assert len(outside.findall(designs)) == designs.count('from_extra("designs"):')


def test_extras_are_told_where_installing_is():
    said = (ROOT / "docs/howto/install.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `corredor\[(\w+)\]` \| ([^|]+) \|", said, flags=re.MULTILINE))
    told = {extra: {package.lower() for package in brings.split(", ")} for extra, brings in rows.items()}
    assert told == {extra: {package.lower() for package in packages} for extra, packages in extras().items()}


PARAMETERS = pd.DataFrame({"name": ["a"], "low": [0.0], "high": [1.0]})


@pytest.mark.parametrize(
    ("missing", "use", "hint"),
    [
        ("scipy.stats", lambda: cr.designs.latin_hypercube(PARAMETERS, 2), r"scipy, .*'corredor\[designs\]'"),
        ("SALib.sample", lambda: cr.designs.morris(PARAMETERS, 2), r"SALib, .*'corredor\[designs\]'"),
        ("SALib.sample", lambda: cr.designs.sobol(PARAMETERS, 2), r"SALib, .*'corredor\[designs\]'"),
        ("SALib.analyze", lambda: cr.designs.analyse_sobol(PARAMETERS, np.ones(3)), r"SALib, .*'corredor\[designs\]'"),
        ("pyarrow", lambda: cr.events("none.h5"), r"pyarrow, .*'corredor\[arrow\]'"),
        ("matplotlib.pyplot", lambda: cr.designs.plot_effects(PARAMETERS), r"matplotlib, .*'corredor\[plots\]'"),
    ],
)
def test_what_is_not_installed_is_told_with_its_extra(monkeypatch, missing, use, hint):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=hint):
        use()


# What tests call ------------------------------------------------------------------------------------------------------


@functools.cache
def used_in_tests() -> tuple[frozenset[str], frozenset[str]]:
    """Names that tests call, and those that they look up: `cr.run` from the package, `.step` of anything."""
    called, read = set(), set()
    for test in sorted((ROOT / "tests/python").glob("test_*.py")):
        tree = ast.parse(test.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                read.add(f".{node.attr}")
                read.add(ast.unparse(node))
            if isinstance(node, ast.Call):
                called.add(ast.unparse(node.func))
                if isinstance(node.func, ast.Attribute):
                    called.add(f".{node.func.attr}")
    return frozenset(called), frozenset(read)


def members_of(kind: type) -> dict[str, object]:
    """What a class of the package offers, with what it inherits from others of the package."""
    own = [each for each in kind.__mro__ if each.__module__.startswith("corredor.")]
    return {name: value for each in own for name, value in vars(each).items() if not name.startswith("_")}


def never_used(module: object, names: list[str], prefix: str) -> list[str]:
    called, read = used_in_tests()
    absent = []
    for name in names:
        thing = getattr(module, name)
        if inspect.isclass(thing):
            for member, value in members_of(thing).items():
                is_method = inspect.isfunction(value) or isinstance(value, (classmethod, staticmethod))
                if f".{member}" not in (called if is_method else read):
                    absent.append(f"{prefix}{name}.{member}")
        elif callable(thing) and not {f"{prefix}{name}", f"corredor.{name}"} & called:
            absent.append(f"{prefix}{name}")
    return absent


def test_every_public_name_is_called_by_a_test():
    names = [name for name in cr.__all__ if name != "__version__"]
    assert never_used(cr, names, "cr.") == []
    designs = [
        name for name, value in vars(cr.designs).items() if getattr(value, "__module__", "") == "corredor.designs"
    ]
    assert len(designs) > 7
    assert never_used(cr.designs, [name for name in designs if name[0] != "_"], "cr.designs.") == []
    for plots in ("RunPlots", "EnsemblePlots", "ComparisonPlots"):
        assert never_used(plotting, [plots], "plotting.") == []
    assert never_used(opened, ["Opened"], "opened.") == []


def test_a_public_name_that_no_test_calls_is_found():
    class Unused:
        __module__ = "corredor.example"

        def nobody_calls_this(self):
            pass

    class module:  # noqa: N801
        kind = Unused

        @staticmethod
        def nor_this():
            pass

    assert never_used(module, ["kind", "nor_this"], "cr.") == ["cr.kind.nobody_calls_this", "cr.nor_this"]
