"""Brings pages that stand outside docs/ into the documentation site: a hook of MkDocs (see mkdocs.yml)."""

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
    return _with_links_of_the_site(markdown, f"docs/{page.file.src_uri}", page.file.src_uri)


def _with_links_of_the_site(text: str, source: str, page: str) -> str:
    def link(found: re.Match[str]) -> str:
        target = ((ROOT / source).parent / found.group(1)).resolve().relative_to(ROOT).as_posix()
        there = "index.md" if target == "README.md" else PAGES.get(target, target.removeprefix("docs/"))
        return "](" + posixpath.relpath(there, posixpath.dirname(page) or ".")

    return LINK.sub(link, text)
