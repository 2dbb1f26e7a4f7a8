"""What the package says that it needs."""

import re
import tomllib
from pathlib import Path

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
