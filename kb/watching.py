"""Seeing that a project's files changed, by looking at their names, sizes and times twice a second.

It needs nothing installed and works on every file system.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

PAUSE = 0.5
"""Seconds between two looks at the files."""

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
            while (later := snapshot(root)) != now and not stop.wait(PAUSE / 5):
                now = later
            before = now
            changed()


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
