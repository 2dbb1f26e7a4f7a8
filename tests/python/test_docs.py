"""The documentation agrees with the program and with itself."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / name
    for name in ("README.md", "README.es.md", "CONTRIBUTING.md", "DATA_LICENSES.md", "scenarios/data/README.md")
]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
CHROMIUM = shutil.which("chromium")

sys.path.insert(0, str(ROOT / "tools"))
import reference_pages  # noqa: E402
import tutorials  # noqa: E402

FOLLOWED = [ROOT / "docs/tutorials/analysts.md", ROOT / "docs/tutorials/researchers.md"]
FOLLOWED += sorted((ROOT / "docs/howto").glob("*.md"))
TRANSLATED = {ROOT / "docs/tutorials/analysts.md": ROOT / "docs/es/tutorial.md"}


def test_reference_is_up_to_date(program):
    stored = {page: (ROOT / "docs/reference" / page).read_text(encoding="utf-8") for page in reference_pages.NAMES}
    made = reference_pages.pages(program)
    assert [page for page in made if made[page] != stored[page]] == [], "run: make pages"


def test_nothing_else_stands_in_the_reference():
    stored = {path.name for path in (ROOT / "docs/reference").glob("*.md")}
    assert stored == {*reference_pages.NAMES, "python.md"}


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.stem)
def test_what_a_page_tells_to_do_gives_what_it_shows(program, page):
    command = [sys.executable, ROOT / "tools/tutorials.py", "--program", program, page]
    followed = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert followed.returncode == 0, f"{followed.stderr}\nIf the page is to change: make pages"


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.stem)
def test_a_translation_has_the_commands_outputs_and_scenarios_of_the_original(page):
    original, translation = (path.read_text(encoding="utf-8") for path in (page, TRANSLATED[page]))
    assert tutorials.run_blocks(translation) == tutorials.run_blocks(original), "run: make pages"
    assert [_meaning(scenario) for scenario in _scenarios(translation)] == [
        _meaning(scenario) for scenario in _scenarios(original)
    ]


def test_output_that_differs_from_what_a_page_shows_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```sh\nprintf 'a 1\\nb 2\\nc 3\\n'\n```\n\n```text\na 1\n…\nc 4\n```\n", encoding="utf-8")
    assert len(tutorials.follow(page, None, renew=False)) == 1
    assert tutorials.follow(page, None, renew=True) == []
    assert page.read_text(encoding="utf-8").endswith("a 1\n…\nc 3\n```\n")
    assert tutorials.follow(page, None, renew=False) == []


def test_a_command_that_fails_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```sh\nfalse\n```\n", encoding="utf-8")
    assert len(tutorials.follow(page, None, renew=False)) == 1


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The documentation site, built by the Makefile; a warning is an error there."""
    if not (ROOT / ".venv/.locked").exists():
        pytest.skip("the environment of the Makefile is not there (make build)")
    folder = tmp_path_factory.mktemp("docs") / "site"
    subprocess.run(["make", "docs", f"SITE={folder}"], cwd=ROOT, check=True)
    return folder


def test_site_has_every_page(site):
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert [page for page in sorted(pages) if not (site / page).is_file()] == []


def test_site_documents_what_the_package_offers(site):
    import corredor

    page = (site / "reference/python.html").read_text(encoding="utf-8")
    missing = [name for name in corredor.__all__ if name[0] != "_" and f'id="corredor.{name}"' not in page]
    assert missing == []
    reached = ["designs.sobol", "Comparison.to_xarray", "Ensemble.path", "opened.Opened.plot"]
    reached += [f"plotting.{figures}.timeline" for figures in ("RunPlots", "EnsemblePlots")]
    assert [name for name in reached if f'id="corredor.{name}"' not in page] == []


def test_pages_in_spanish_are_spanish_around_the_text_too(site):
    spanish, english = ((site / page).read_text(encoding="utf-8") for page in ("es/tutorial.html", "index.html"))
    assert 'lang="es"' in spanish and 'placeholder="Búsqueda"' in spanish and "Cómo se hace" in spanish
    assert 'lang="en"' in english and 'placeholder="Search"' in english and "Cómo se hace" not in english


def test_names_in_docstrings_lead_to_where_they_are_explained(site):
    page = (site / "reference/python.html").read_text(encoding="utf-8")
    assert re.findall(r":(?:attr|class|func|meth):", page) == []
    led_to = set(re.findall(r'<a href="#(corredor\.[\w.]+)"><code>', page))
    assert {"corredor.run", "corredor.Scenario.set", "corredor.Simulation.scenario"} <= led_to
    assert [name for name in led_to if f'id="{name}"' not in page] == []


def test_site_fetches_nothing(site):
    fetched = re.compile(
        r"""<(?:script|img|iframe|link)[^>]*?\s(?:src|href)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//"""
    )
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > 20
    assert [path.name for path in files if fetched.search(path.read_text(encoding="utf-8"))] == []


def requests_of(page, folder):
    """Opens a page from disk in Chromium; gives what it asked the network for, but not what Chromium asks for itself."""
    log = folder / "requests.json"
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    switches += [f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", "--virtual-time-budget=3000"]
    command = [CHROMIUM, *switches, "--dump-dom", page.as_uri()]
    opened = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=120)
    events = [event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    asked = {
        event["url"]
        for event in events
        if event.get("initiator", "not an origin") != "not an origin" and "url" in event
    }
    return opened.stdout, {url for url in asked if re.match(r"(?:https?|wss?):", url)}


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("page", ["index.html", "reference/python.html", "es/tutorial.html"])
def test_site_opens_from_disk_without_a_request(site, page, tmp_path):
    shown, asked = requests_of(site / page, tmp_path)
    assert "md-content" in shown
    assert asked == set()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_request_of_a_page_would_be_seen(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/picture.png">', encoding="utf-8")
    _, asked = requests_of(page, tmp_path)
    assert asked == {"http://127.0.0.1:9/picture.png"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_project_lead_somewhere(page):
    targets = [target for target, _ in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_shipped_table_has_terms():
    terms = (ROOT / "DATA_LICENSES.md").read_text(encoding="utf-8")
    shipped = {path.name for path in (ROOT / "scenarios/data").iterdir()} - {"README.md"}
    assert [name for name in sorted(shipped) if f"`{name}`" not in terms] == []


def test_page_on_tables_describes_every_table_and_counts_its_rows():
    said = (ROOT / "scenarios/data/README.md").read_text(encoding="utf-8")
    counted = re.findall(r"^## `(\w+\.csv)`(?: — (\d+) )?", said, flags=re.MULTILINE)
    rows = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in ROOT.glob("scenarios/data/*.csv")
    }
    assert {name for name, _ in counted} == rows.keys()
    assert [(name, rows[name]) for name, number in counted if number and int(number) != rows[name]] == []


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


def test_the_spanish_readme_has_the_commands_code_and_links_of_the_english_one():
    english, spanish = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.es.md"))
    command = re.compile(r"^\| `corredor ([a-z-]+)", flags=re.MULTILINE)
    assert command.findall(spanish) == command.findall(english)
    code = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
    in_english, in_spanish = (
        [re.sub("  #.*", "", block) for block in code.findall(text)] for text in (english, spanish)
    )
    assert in_spanish == in_english
    # The Spanish page stands on the site too, where there are no notebooks.
    own = {"README.md", "README.es.md", "docs/tutorials/analysts.md", "notebooks/01_first_run.ipynb"}
    assert {link for link, _ in LINK.findall(english)} - {link for link, _ in LINK.findall(spanish)} <= own


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_scenarios_in_the_text_are_valid(program, page, tmp_path):
    for number, block in enumerate(_scenarios(page.read_text(encoding="utf-8"))):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, encoding="utf-8")
        subprocess.run([program, "validate", path], check=True)


def _scenarios(text):
    blocks = re.findall(r"^```yaml[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [block for block in blocks if block.startswith("extends:")]


def _meaning(scenario):
    """Everything in a scenario but its words."""
    words = {"about", "about_es", "name_es", "question", "question_es", "source"}
    content = yaml.safe_load(scenario)
    entries = [
        {key: value for key, value in entry.items() if key not in words} for entry in content.get("timeline", [])
    ]
    return {key: value for key, value in content.items() if key not in words} | {"timeline": entries}
