"""A Jupyter of the tests' own: kernelspec, settings and notebooks in temporary folders."""
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def private_jupyter(tmp_path_factory):
    home = tmp_path_factory.mktemp("jupyter")
    subprocess.run(["node", ROOT / "dist/cli.js", "install", "--prefix", home], check=True)
    os.environ["JUPYTER_PATH"] = str(home / "share/jupyter")
    for name in ("CONFIG", "DATA", "RUNTIME"):
        os.environ[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
    os.environ["IPYTHONDIR"] = str(home / "ipython")
    os.environ["CELLAR_HISTORY"] = str(home / "history.sqlite")


@pytest.fixture
def notebooks(tmp_path):
    """A copy of notebooks/ that finds the repository's packages: running it writes beside it."""
    copy = tmp_path / "notebooks"
    ignore = shutil.ignore_patterns(".cellar", "_output", ".ipynb_checkpoints")
    shutil.copytree(ROOT / "notebooks", copy, ignore=ignore)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return copy
