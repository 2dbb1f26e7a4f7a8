"""The notebooks run from the first cell to the last, and are stored without what they print."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_without_outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_says_what_it_bends_to_be_quick(path):
    cells = nbformat.read(path, as_version=4).cells
    text = {kind: "\n".join(cell.source for cell in cells if cell.cell_type == kind) for kind in ("code", "markdown")}
    if "refresh_days" in text["code"]:
        assert "`routes.refresh_days` is" in text["markdown"] and "bends the results" in text["markdown"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # of the Jupyter packages, which are not ours
def test_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    said = [o["text"] for cell in notebook.cells for o in cell.get("outputs", []) if o["output_type"] == "stream"]
    assert [text for text in said if "Warning" in text] == []
    figures = [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    assert figures
