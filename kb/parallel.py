"""Reading many files: one after the other, or on several cores where there is enough to read."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Protocol

from kb.files import Files
from kb.finding import Fault
from kb.kinds import Kind
from kb.reader import Reading, Source, read
from kb.source import START

ENOUGH_TO_SHARE = 1500
"""The number of files from which reading is spread over the cores: below it, starting processes costs more."""


class Memory(Protocol):
    """What remembers readings from one load to the next, by a file's source and the digest of its content."""

    def recall(self, source: Source, digest: bytes) -> Reading | None:
        """Give the reading of a file that had that content before, or nothing."""

    def keep(self, reading: Reading) -> None:
        """Remember a reading."""


class Remembered:
    """A memory that lasts as long as the process: the last reading of each file."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._readings: dict[Source, Reading] = {}

    def recall(self, source: Source, digest: bytes) -> Reading | None:
        """Give the last reading of the file, if it had the same content."""
        reading = self._readings.get(source)
        return reading if reading is not None and reading.digest == digest else None

    def keep(self, reading: Reading) -> None:
        """Remember a reading in place of the file's last one."""
        self._readings[reading.source] = reading


def read_all(
    files: Files,
    sources: tuple[Source, ...],
    kinds: Mapping[str, Kind],
    jobs: int | None = None,
    memory: Memory | None = None,
) -> list[Reading]:
    """Read files in up to `jobs` processes, by default one a core; give the readings in the order of the sources.

    With a memory, only files are read whose content it does not know.
    """
    if memory is None:
        return _read_all(files, sources, kinds, jobs)
    recalled = ((source, memory.recall(source, files.digest(source.path))) for source in sources)
    known = {source: reading for source, reading in recalled if reading is not None}
    for source, reading in known.items():
        reading.declare(kinds[source.kind])
    for reading in _read_all(files, [source for source in sources if source not in known], kinds, jobs):
        known[reading.source] = reading
        if reading.digest:
            memory.keep(reading)
    return [known[source] for source in sources]


def _read_all(files: Files, sources: Sequence[Source], kinds: Mapping[str, Kind], jobs: int | None) -> list[Reading]:
    count = jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if count < 2 or len(sources) < ENOUGH_TO_SHARE or files.root is None:
        return _read_some(files, sources, kinds)
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    size = max(50, len(sources) // (count * 8))
    chunks = [sources[start : start + size] for start in range(0, len(sources), size)]
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(count, mp_context=context, initializer=gc.disable) as pool:
        parts = pool.map(_read_some, repeat(files), chunks, repeat(dict(kinds)))
        readings = [reading for part in parts for reading in part]
    for reading in readings:
        reading.declare(kinds[reading.source.kind])
    return readings


def _read_some(files: Files, sources: Sequence[Source], kinds: Mapping[str, Kind]) -> list[Reading]:
    return [_read_one(files, source, kinds[source.kind]) for source in sources]


def _read_one(files: Files, source: Source, kind: Kind) -> Reading:
    try:
        data = files.data(source.path)
    except OSError as error:
        reading = Reading(source, is_broken=True)
        fault = Fault(source.path, START, f"the file cannot be read: {error.strerror or error}")
        reading.faults.append(("undecodable-file", fault))
        return reading
    return read(source, data, kind)
