"""A Jupyter of the tests' own for every Python client: kernelspec, settings, history and runs in a temporary folder."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def private_jupyter(tmp_path_factory):
    home = tmp_path_factory.mktemp("jupyter")
    subprocess.run(["node", ROOT / "dist/cli.js", "install", "--prefix", home], check=True)
    os.environ["JUPYTER_PATH"] = str(home / "share/jupyter")
    for name in ("CONFIG", "DATA", "RUNTIME"):
        os.environ[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
    os.environ["IPYTHONDIR"] = str(home / "ipython")
    os.environ["CELLAR_HISTORY"] = str(home / "history.sqlite")
