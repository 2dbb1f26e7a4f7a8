"""What the package says that it needs."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import corredor as cr

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
