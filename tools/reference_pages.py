"""Writes the pages of docs/reference/ that are made from the program, the shipped tables and the frozen runs.

`make pages` calls it, or: tools/reference_pages.py build/corredor
"""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
NAMES = ("commands.md", "scenario-keys.md", "data.md", "golden-hashes.md")
DATA = ROOT / "scenarios" / "data"


def pages(program: Path) -> dict[str, str]:
    """Make every page: its name in docs/reference/, its text."""
    made = (commands(program), _say(program, "schema", "--markdown"), data(), golden_hashes())
    return dict(zip(NAMES, made))


def _say(program: Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def command_names(program: Path) -> list[str]:
    """Tell the commands that the program lists."""
    return re.findall(r"^  ([a-z]+) {2,}", _say(program, "--help").split("ubcommands:")[-1], flags=re.MULTILINE)


def commands(program: Path) -> str:
    """Show what each command says of itself."""
    text = "# Commands\n\nWhat each command says with `--help`.\n\n"
    text += f"```text\n{_say(program, '--help').strip()}\n```\n"
    for name in command_names(program):
        text += f"\n## corredor {name}\n\n```text\n{_say(program, name, '--help').strip()}\n```\n"
    return text


def data() -> str:
    """List the shipped files with their rows, terms and sources."""
    terms = _terms()
    text = (
        "# Data and sources\n\n"
        "Every file that scenarios read, in `scenarios/data/`. [Tables, column by column](../../scenarios/data/README.md) says what columns mean and what\n"
        "was corrected; [terms of the data](../../DATA_LICENSES.md) under which terms the numbers may be passed on.\n\n"
        "| File | Rows | Where its numbers come from | Terms |\n| --- | ---: | --- | --- |\n"
    )
    tables = {}
    for path in sorted(DATA.iterdir()):
        if path.name == "README.md":
            continue
        rows = ""
        if path.suffix == ".csv":
            tables[path.name] = _rows(path)
            rows = str(len(tables[path.name]))
        text += f"| `{path.name}` | {rows} | {' | '.join(terms.get(path.name, ('', '')))} |\n"
    text += "\n" + _observations(tables["targets.csv"])
    text += "\n## Sources, row by row\n\nAs the column `source` of each table says it; short names are hosts and slugs of pages.\n"
    for name, table in tables.items():
        counts = Counter(row["source"] for row in table)
        text += f"\n### {name}\n\n| Rows | Source |\n| ---: | --- |\n"
        text += "".join(f"| {count} | {_cell(source)} |\n" for source, count in sorted(counts.items(), key=_most_first))
    return text


def _observations(targets: list[dict[str, str]]) -> str:
    text = (
        "## What was observed\n\n"
        "Rows of `targets.csv` by quantity. *Calibration* rows end by 2021 and were used to fit; *validation* rows are later and were not;\n"
        "*context* rows are not compared with the flows.\n\n"
        "| Quantity | Calibration | Validation | Context |\n| --- | ---: | ---: | ---: |\n"
    )
    uses = ("calibration", "validation", "context")
    counts = Counter((row["quantity"], row["use"]) for row in targets)
    for quantity in sorted({row["quantity"] for row in targets}):
        text += f"| `{quantity}` | " + " | ".join(str(counts[quantity, use]) for use in uses) + " |\n"
    return text


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return (-item[1], item[0])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def _terms() -> dict[str, tuple[str, str]]:
    """Read who published each file's numbers, and the terms, from DATA_LICENSES.md."""
    found = {}
    for line in (ROOT / "DATA_LICENSES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3:
            found |= dict.fromkeys(re.findall(r"`([\w.]+)`", cells[0]), (cells[1], cells[2]))
    return found


def golden_hashes() -> str:
    """Show the frozen runs and the hashes of their states."""
    text = (
        "# Frozen runs\n\n"
        "These scenarios are kept as they were, with what they came to: the hash of the whole state at ten days on the way and at the end.\n"
        "Any number of threads, any compiler and any processor must come to the same (`tests/regression/`). A change of the model that changes\n"
        "results fails there first, and is accepted on purpose: `CORREDOR_UPDATE_GOLDEN=1 ctest --preset release -R Golden`, then `make pages`.\n"
    )
    for folder in sorted(path.parent for path in (ROOT / "tests/regression").glob("*/expected.json")):
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        name = re.search(r"^name: (.*)$", (folder / "scenario.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)
        text += f"\n## {name.group(1)}\n\n`tests/regression/{folder.name}/`\n\n| After day | Hash of the state |\n| ---: | --- |\n"
        text += "".join(f"| {day} | `{value}` |\n" for day, value in expected["state_hash_after_day"].items())
        text += "\n| At the end | |\n| --- | ---: |\n"
        text += "".join(f"| {_words(key)} | {value:,} |\n" for key, value in expected["summary_in_agents"].items())
    return text


def _words(key: str) -> str:
    return key.removesuffix("_usd").replace("_", " ") + (", USD" if key.endswith("_usd") else "")


if __name__ == "__main__":
    for page, made in pages(Path(sys.argv[1]).resolve()).items():
        (REFERENCE / page).write_text(made, encoding="utf-8")
