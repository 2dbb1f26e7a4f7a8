"""The documentation agrees with the program and with itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "DATA_LICENSES.md", "scenarios/data/README.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


def test_reference_of_scenario_keys_is_up_to_date(program):
    made = subprocess.run([program, "schema", "--markdown"], check=True, capture_output=True, text=True).stdout
    stored = (ROOT / "docs/reference/scenario-keys.md").read_text(encoding="utf-8")
    assert stored == made, "run: build/corredor schema --markdown > docs/reference/scenario-keys.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_project_lead_somewhere(page):
    targets = [target for target, _ in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_shipped_table_has_terms():
    terms = (ROOT / "DATA_LICENSES.md").read_text(encoding="utf-8")
    shipped = {path.name for path in (ROOT / "scenarios/data").iterdir()} - {"README.md"}
    assert [name for name in sorted(shipped) if f"`{name}`" not in terms] == []


def test_every_output_variable_is_described():
    described = (ROOT / "docs/output.md").read_text(encoding="utf-8")
    table = (ROOT / "engine/output/variables.cpp").read_text(encoding="utf-8")
    names = set(re.findall(r'^\s*(?:\{|of_crime\()"(\w+)",', table, flags=re.MULTILINE))
    assert len(names) > 20
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []


def test_every_command_is_in_the_readme_and_the_other_way_round(program):
    said = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    commands = set(re.findall(r"^  ([a-z]+) {2,}", said.split("ubcommands:")[-1], flags=re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `corredor ([a-z]+)", readme, flags=re.MULTILINE))
    assert listed == commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_scenarios_in_the_text_are_valid(program, page, tmp_path):
    blocks = re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for number, block in enumerate(block for block in blocks if block.startswith("extends:")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, encoding="utf-8")
        subprocess.run([program, "validate", path], check=True)
