"""Run All through nbclient, of a notebook where each cell reads the one above. Arguments: kernel name, number of cells, `let` or nothing.
Prints the seconds of the execution, the kernel's start excluded, as JSON, after checking the last cell's output."""

import json
import sys
import time

import nbformat
from nbclient import NotebookClient

kernel, cells, keyword = sys.argv[1], int(sys.argv[2]), sys.argv[3]
word = f"{keyword} " if keyword != "none" else ""
sources = [f"{word}warm = 1"]
sources += [f"{word}x{i} = " + ("0" if i == 0 else f"x{i - 1} + 1") for i in range(cells)]
sources.append(f"x{cells - 1}")
nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
client = NotebookClient(nb, kernel_name=kernel, timeout=120)
with client.setup_kernel():
    client.execute_cell(nb.cells[0], 0)
    start = time.perf_counter()
    for index, cell in list(enumerate(nb.cells))[1:]:
        client.execute_cell(cell, index)
    seconds = time.perf_counter() - start
data = nb.cells[-1].outputs[-1]["data"]["text/plain"]
assert data == str(cells - 1), data
print(json.dumps(seconds))
