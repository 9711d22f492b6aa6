"""Notebooks to run: copies, so that the repository's own stay as they are."""
import pathlib
import shutil

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def notebooks(tmp_path):
    """A copy of notebooks/ that finds the repository's packages: running it writes beside it."""
    copy = tmp_path / "notebooks"
    ignore = shutil.ignore_patterns(".cellar", "_output", ".ipynb_checkpoints")
    shutil.copytree(ROOT / "notebooks", copy, ignore=ignore)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return copy
