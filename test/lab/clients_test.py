"""Plain Jupyter clients, which know nothing of Cellar, run the repository's notebooks on the kernel."""
import contextlib
import pathlib
import subprocess
import sys

import nbformat
import papermill
import pexpect
import pytest
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
# Longest that a cell may take on a loaded machine, seconds.
PATIENCE = 120


def assert_ran(notebook):
    """Every code cell ran, and only cells tagged to fail did."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert code
    assert all(cell.execution_count for cell in code)
    failed = [
        output.ename
        for cell in code
        for output in cell.outputs
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", [])
    ]
    assert failed == []
    nbformat.validate(notebook)


@pytest.mark.parametrize("name", NAMES)
def test_nbclient_runs(notebooks, name):
    notebook = nbformat.read(notebooks / name, as_version=4)
    NotebookClient(notebook, timeout=PATIENCE, resources={"metadata": {"path": notebooks}}).execute()
    assert_ran(notebook)


@pytest.mark.parametrize("name", NAMES)
def test_nbconvert_executes(notebooks, name):
    arguments = ["--to", "notebook", "--execute", "--output", "out.ipynb", name]
    subprocess.run([sys.executable, "-m", "nbconvert", *arguments], cwd=notebooks, check=True, timeout=2 * PATIENCE)
    assert_ran(nbformat.read(notebooks / "out.ipynb", as_version=4))


@pytest.mark.parametrize("name", NAMES)
def test_papermill_executes(notebooks, name):
    out = notebooks / "out.ipynb"
    source = nbformat.read(notebooks / name, as_version=4)
    may_fail = any("raises-exception" in cell.metadata.get("tags", []) for cell in source.cells)
    # papermill runs on past a cell that is tagged to fail, and complains of its error all the same when all is written.
    complaint = pytest.raises(papermill.PapermillExecutionError) if may_fail else contextlib.nullcontext()
    with complaint:
        papermill.execute_notebook(notebooks / name, out, cwd=notebooks, progress_bar=False, execution_timeout=PATIENCE)
    assert_ran(nbformat.read(out, as_version=4))


@pytest.mark.parametrize("name", NAMES)
def test_cellar_run_writes_what_nbformat_accepts(notebooks, name):
    command = ["node", ROOT / "dist/cli.js", "run", name, "-o", "out.ipynb"]
    subprocess.run(command, cwd=notebooks, check=True, timeout=2 * PATIENCE)
    assert_ran(nbformat.read(notebooks / "out.ipynb", as_version=4))


def test_jupyter_console_holds_a_conversation(tmp_path):
    console = pexpect.spawn(
        sys.executable,
        ["-m", "jupyter_console", "--kernel", "cellar", "--simple-prompt"],
        cwd=tmp_path,
        encoding="utf8",
        timeout=PATIENCE,
        env={**__import__("os").environ, "TERM": "dumb", "NO_COLOR": "1"},
    )
    console.expect(r"In \[1\]:")
    console.sendline("const x: number = 20")
    console.expect(r"In \[2\]:")
    console.sendline("x * 2 + 2")
    console.expect("42")
    console.expect(r"In \[3\]:")
    console.sendline("throw new RangeError('far')")
    console.expect("RangeError")
    console.expect(r"In \[4\]:")
    # `exit` is IPython's; every kernel's console ends at the end of its input.
    console.sendeof()
    console.expect("Do you really want to exit")
    console.sendline("y")
    console.expect(pexpect.EOF)
