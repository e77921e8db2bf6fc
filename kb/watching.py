"""Seeing that a project's files changed, by looking at their names, sizes and times a few times a second.

It needs nothing installed and works on every file system.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

PAUSE = 0.5
"""Seconds between two looks at the files."""
QUIET = 0.1
"""Seconds without a change before a change is told, so that several files that are saved together are one change."""
SHARE = 0.05
"""The part of a core that looking may take, for who wants to see changes sooner."""
SHORTEST = 0.15

WATCHED = (".yaml", ".yml", ".md", ".csv", ".css", ".js", ".html", ".svg", ".png")
"""How files end that a site or the findings may come from."""


def watch(
    root: Path,
    changed: Callable[[], object],
    stop: threading.Event | None = None,
    before: Mapping[str, tuple[int, int]] | None = None,
) -> None:
    """Call `changed` after each change to a project's files, once they are quiet, until `stop` is set.

    `before` is a snapshot from before the files were read for the first time: what changed meanwhile is seen too.
    """
    stop = stop or threading.Event()
    before = snapshot(root) if before is None else before
    while not stop.wait(PAUSE):
        now = snapshot(root)
        if now != before:
            before = _quiet(root, now, stop)
            changed()


class Watcher:
    """Looks at a project's files beside whoever works on them, in a thread of its own."""

    def __init__(self, root: Path, before: Mapping[str, tuple[int, int]] | None = None) -> None:
        """Begin to look; `before` is a snapshot from before the files were read for the first time."""
        self._root = root
        self._before = snapshot(root) if before is None else before
        self._changed: set[str] = set()
        self._since = 0.0
        self._state = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kb-watch", daemon=True)
        self._thread.start()

    @property
    def has_news(self) -> bool:
        """Whether files have changed that nobody took note of yet."""
        return bool(self._changed)

    def wait(self) -> tuple[list[str], float]:
        """Wait for a change; give the paths of all files that changed, and when (`time.monotonic`) it was seen."""
        with self._state:
            while not self._changed:
                self._state.wait(1)  # with an end, so that Ctrl-C is heard on every system
            changed, self._changed = sorted(self._changed), set()
            return [os.path.relpath(path, self._root).replace(os.sep, "/") for path in changed], self._since

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pause = SHORTEST
        while not self._stop.wait(pause):
            began = time.monotonic()
            now = snapshot(self._root)
            pause = min(max((time.monotonic() - began) / SHARE, SHORTEST), 2 * PAUSE)
            if now == self._before:
                continue
            later = _quiet(self._root, now, self._stop)
            with self._state:
                self._since = self._since if self._changed else began
                self._changed |= {path for path, _ in self._before.items() ^ later.items()}
                self._before = later
                self._state.notify_all()


def _quiet(root: Path, now: Mapping[str, tuple[int, int]], stop: threading.Event) -> Mapping[str, tuple[int, int]]:
    """Wait until nothing changes any more; give the last snapshot."""
    while not stop.wait(QUIET) and (later := snapshot(root)) != now:
        now = later
    return now


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Give the time and size of each file of a project by path; what is hidden or built is left out."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and (folder != str(root) or name != "build")]
        for name in names:
            if name.endswith(WATCHED):
                path = os.path.join(folder, name)
                try:
                    status = os.stat(path)
                except OSError:
                    continue
                found[path] = (status.st_mtime_ns, status.st_size)
    return found
