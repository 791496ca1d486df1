"""The notebooks under ``examples`` run from end to end, without a network, and are kept without what they print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.ipynb"))


# The kernel is the Python that runs this test, not one that the machine knows by a name.
# In a process of its own: what is left open at the end is closed with it.
RUN = """
import sys

import nbclient
import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager

source, target, folder = sys.argv[1:]
manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
notebook = nbformat.read(source, as_version=4)
where = {"metadata": {"path": folder}}
nbclient.NotebookClient(notebook, km=manager, timeout=300, resources=where).execute()
nbformat.write(notebook, target)
"""


def read(path):
    return nbformat.read(path, as_version=4)


def test_there_are_notebooks():
    assert [each.name for each in NOTEBOOKS] == ["rfm.ipynb", "verification.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda each: each.name)
def test_a_notebook_runs_in_a_folder_of_its_own(path, tmp_path, monkeypatch):
    for package in ("altair", "great_tables", "ipykernel", "narwhals", "nbclient", "polars", "vl_convert"):
        pytest.importorskip(package)
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    work = tmp_path / "work"
    work.mkdir()
    ran = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", RUN, path, tmp_path / "done.ipynb", work],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    done = read(tmp_path / "done.ipynb")

    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.get("outputs", ())]
    assert [each for each in shown if each.output_type == "error" or each.get("name") == "stderr"] == []
    kinds = {kind for each in shown for kind in each.get("data", {})}
    assert {"text/html", "image/svg+xml"} <= kinds
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda each: each.name)
def test_a_notebook_is_kept_without_outputs_and_without_the_machine_it_was_written_on(path):
    notebook = read(path)

    assert [cell.id for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
