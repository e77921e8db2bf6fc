"""Reading files on several cores."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from kb.files import Files
from kb.reader import Reading, Source


def read_shared(files: Files, sources: tuple[Source, ...], jobs: int) -> list[Reading]:
    """Read the files in `jobs` processes, and give the readings in the order of the sources."""
    size = max(50, len(sources) // (jobs * 8))
    chunks = [sources[start : start + size] for start in range(0, len(sources), size)]
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=gc.disable) as pool:
        return [reading for part in pool.map(_read_chunk, [files] * len(chunks), chunks) for reading in part]


def _read_chunk(files: Files, sources: tuple[Source, ...]) -> list[Reading]:
    from kb.base import _read_one

    return [_read_one(files, source) for source in sources]
