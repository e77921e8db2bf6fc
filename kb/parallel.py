"""Reading many files: one after the other, or on several cores where there is enough to read."""

from __future__ import annotations

import gc
import os

from kb.files import Files
from kb.finding import Fault
from kb.reader import Reading, Source, read
from kb.source import START

ENOUGH_TO_SHARE = 1500
"""The number of files from which reading is spread over the cores: below it, starting processes costs more."""


def read_all(files: Files, sources: tuple[Source, ...], jobs: int | None = None) -> list[Reading]:
    """Read files in up to `jobs` processes, by default one a core; give the readings in the order of the sources."""
    count = jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if count < 2 or len(sources) < ENOUGH_TO_SHARE or files.root is None:
        return _read_some(files, sources)
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    size = max(50, len(sources) // (count * 8))
    chunks = [sources[start : start + size] for start in range(0, len(sources), size)]
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(count, mp_context=context, initializer=gc.disable) as pool:
        return [reading for part in pool.map(_read_some, [files] * len(chunks), chunks) for reading in part]


def _read_some(files: Files, sources: tuple[Source, ...]) -> list[Reading]:
    return [_read_one(files, source) for source in sources]


def _read_one(files: Files, source: Source) -> Reading:
    try:
        data = files.data(source.path)
    except OSError as error:
        reading = Reading(source, is_broken=True)
        fault = Fault(source.path, START, f"the file cannot be read: {error.strerror or error}")
        reading.faults.append(("undecodable-file", fault))
        return reading
    return read(source, data)
