"""`kb init`: a small knowledge base to grow from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kb.config import FILE
from kb.project import UserError
from kb.terminal import say
from kb.writing import write

_HIDDEN = ("gitignore", "pre-commit-config.yaml")
"""Files of the sample whose names begin with a dot in a project. One that is there already stays as it is."""


def run(directory: Path) -> int:
    """Write the sample into a folder, touching nothing that is there. Raises `UserError` when a file is in the way."""
    if directory.exists() and not directory.is_dir():
        raise UserError(f"{directory} is no folder")
    if (directory / FILE).exists():
        raise UserError(f"{directory / FILE} exists already")
    sample = dict(_files(files("kb") / "sample"))
    there = sorted(path for path in sample if (directory / path).exists())
    taken = [path for path in there if path.removeprefix(".") not in _HIDDEN]
    if taken:
        raise UserError(f"{directory / taken[0]} exists already; `kb init` overwrites nothing")
    try:
        for path, data in sample.items():
            if path not in there:
                write(directory / path, data)
    except OSError as error:
        raise UserError(f"{error.filename or directory} cannot be written: {error.strerror or error}") from error
    print(os.path.relpath(directory / FILE))
    say(f"kb: a knowledge base with {sum('records/' in path for path in sample)} records is in {directory.resolve()}")
    say("kb: next: `kb lint` checks it, `kb serve` shows it, `kb new code shop/e1003` adds a record")
    return 0


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            name = f".{entry.name}" if entry.name in _HIDDEN else entry.name
            yield prefix + name, entry.read_bytes()
