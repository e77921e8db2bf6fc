"""Finding the project that a command is about."""

from __future__ import annotations

from pathlib import Path

from kb.config import FILE


class UserError(Exception):
    """A mistake in how kb was called, with one line that says what to do. Ends with exit code 2."""


def find_root(start: Path | None) -> Path:
    """Give the folder of `kb.yaml`: the one that was named, or the nearest at or above the working directory.

    Raises `UserError` when there is none.
    """
    if start is not None:
        if not start.is_dir():
            raise UserError(f"{start} is no folder")
        if not (start / FILE).is_file():
            raise UserError(f"there is no {FILE} in {start}; `kb init {start}` makes one")
        return start
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise UserError(f"there is no {FILE} here or in a folder above; `kb init` makes one")
