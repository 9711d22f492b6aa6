"""marimo's own kernel in this process, in edit mode: a root, 10 cells that read it, the rest apart. Prints the milliseconds of
each rerun after an edit of the root as JSON, after checking that every reader has the new value."""

import asyncio
import json
import queue
import sys
import time

from marimo._config.config import DEFAULT_CONFIG
from marimo._ast.app_config import _AppConfig
from marimo._messaging.types import KernelStreams, NoopStream
from marimo._runtime.commands import AppMetadata, ExecuteCellCommand
from marimo._runtime.kernel_lifecycle import KernelArgs, create_kernel
from marimo._session.model import SessionMode

READERS = 10


async def main(cells: int, edits: int) -> None:
    kernel, _ = create_kernel(
        KernelArgs(
            streams=KernelStreams(stream=NoopStream(), stdout=None, stderr=None, stdin=None),
            debugger=None,
            configs={},
            app_metadata=AppMetadata(
                query_params={}, cli_args={}, filename=None, argv=None, app_config=_AppConfig()
            ),
            user_config=DEFAULT_CONFIG,
            mode=SessionMode.EDIT,
            control_queue=queue.Queue(),
            set_ui_element_queue=queue.Queue(),
            virtual_file_storage=None,
        )
    )
    source = lambda i: "x0 = 0" if i == 0 else f"x{i} = x0 + {i}" if i <= READERS else f"x{i} = {i}"
    await kernel.run([ExecuteCellCommand(cell_id=f"c{i}", code=source(i)) for i in range(cells)])
    times = []
    for edit in range(1, edits + 1):
        start = time.perf_counter()
        await kernel.run([ExecuteCellCommand(cell_id="c0", code=f"x0 = {1000 * edit}")])
        times.append((time.perf_counter() - start) * 1000)
        assert all(kernel.globals[f"x{i}"] == 1000 * edit + i for i in range(1, READERS + 1))
    print(json.dumps(times))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
