"""Brings pages that stand outside docs/ into the documentation site: a hook of MkDocs (see mkdocs.yml)."""

import ast
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "DATA_LICENSES.md": "data-licences.md",
    "LICENSE": "licence.md",
    "README.es.md": "es/index.md",
    "scenarios/data/README.md": "tables.md",
}
SECTIONS = {  # as the navigation of pages in Spanish calls them
    "Home": "Inicio",
    "Tutorials": "Guías",
    "How to": "Cómo se hace",
    "Reference": "Referencia",
    "The model": "El modelo",
    "The project": "El proyecto",
}
ROLE = re.compile(r":(?:attr|class|func|meth):<code>~?([\w.]+)</code>")  # of Sphinx, in docstrings
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def on_files(files, config):
    """Add the pages to those of docs/."""
    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_with_links_of_the_site(text, source, page)))
    return files


def on_page_markdown(markdown, page, config, files):  # noqa: ARG001 MkDocs passes them by name
    """Lead links out of docs/ to where the page is on the site."""
    if page.file.generated_by:
        return markdown
    if page.file.src_uri == "reference/python.md":
        markdown += "".join(f"\n::: corredor.{name}\n" for name in _modules_on_offer())
    return _with_links_of_the_site(markdown, f"docs/{page.file.src_uri}", page.file.src_uri)


def on_page_context(context, page, config, nav):
    """Write what stands around the text, such as the search, in the language of the page."""
    is_spanish = page.file.src_uri.startswith("es/")
    config.theme["language"] = "es" if is_spanish else "en"
    titles = SECTIONS if is_spanish else {spanish: english for english, spanish in SECTIONS.items()}
    for item in nav.items:
        item.title = titles.get(item.title, item.title)
    return context


def on_page_content(html, page, config, files):  # noqa: ARG001 MkDocs passes them by name
    """Lead from names in docstrings, such as :func:`run`, to where they are explained."""
    return _with_links_to_names(html) if page.file.src_uri == "reference/python.md" else html


def _with_links_to_names(html: str) -> str:
    explained = {match.start(): match.group(1) for match in re.finditer(r'id="corredor\.([\w.]+)"', html)}
    names = set(explained.values())

    def link(found: re.Match[str]) -> str:
        name = found.group(1).removeprefix("corredor.")
        # A name alone may be one of the class at hand: the last that was explained before.
        before = [explained[at] for at in explained if at < found.start()]
        owner = before[-1].split(".")[0] if before else ""
        whole = next((one for one in (f"{owner}.{name}", name) if one in names), None)
        shown = f"<code>{name}</code>"
        return f'<a href="#corredor.{whole}">{shown}</a>' if whole else shown

    return ROLE.sub(link, html)


def _modules_on_offer() -> list[str]:
    """Tell which modules the package offers by name; the page shows its other names by itself."""
    package = ROOT / "python" / "corredor"
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    assigned = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    return [name for name in ast.literal_eval(assigned["__all__"]) if (package / f"{name}.py").is_file()]


def _with_links_of_the_site(text: str, source: str, page: str) -> str:
    def link(found: re.Match[str]) -> str:
        target = ((ROOT / source).parent / found.group(1)).resolve().relative_to(ROOT).as_posix()
        there = "index.md" if target == "README.md" else PAGES.get(target, target.removeprefix("docs/"))
        return "](" + posixpath.relpath(there, posixpath.dirname(page) or ".")

    return LINK.sub(link, text)
