"""What tests and notebooks do with the package is right by its types."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests/python").glob("test_*.py"))
USES = [path for path in TESTS if re.search("^import corredor as cr$", path.read_text("utf-8"), flags=re.MULTILINE)]


@pytest.fixture(scope="module")
def code_of_notebooks(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("notebooks")
    scripts = []
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        scripts.append(folder / f"notebook_{notebook.stem}.py")
        scripts[-1].write_text("\n".join(code) + "\n", encoding="utf-8")
    return scripts


def test_uses_of_the_package_are_well_typed(code_of_notebooks):
    pytest.importorskip("mypy")
    assert len(USES) > 12
    # Tests and cells need not say the types of their own functions; what they take from the package is checked in full.
    own = ["--allow-untyped-defs", "--allow-incomplete-defs", "--allow-untyped-calls", "--allow-untyped-decorators"]
    own += ["--allow-any-generics", "--no-warn-return-any"]
    # The last value of a cell is shown, and other packages lack types.
    own += ["--disable-error-code=import-untyped"]
    command = [sys.executable, "-m", "mypy", "--strict", *own, *map(str, [*code_of_notebooks, *USES])]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_a_wrong_use_would_be_found(tmp_path):
    pytest.importorskip("mypy")
    script = tmp_path / "wrong.py"
    script.write_text(
        'import corredor as cr\ncr.run("baseline", seed="one")\ncr.run("baseline").measure\n', encoding="utf-8"
    )
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(script)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "[arg-type]" in checked.stdout and "[attr-defined]" in checked.stdout
