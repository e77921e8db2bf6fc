"""Finding the project that a command is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kb.config import FILE
from kb.errors import UserError
from kb.names import nearest

__all__ = ["UserError", "find_root", "unknown"]


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
    try:
        here = Path.cwd()
    except FileNotFoundError as error:
        raise UserError("the working folder is gone; change to another") from error
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise UserError(f"there is no {FILE} here or in a folder above; `kb init` makes one")


def unknown(what: str, name: str, known: Iterable[str]) -> UserError:
    """Give the error for a name that means nothing, with the near one, or else with all there are."""
    names = list(known)
    near = nearest(name, names)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(f'`{one}`' for one in names)}"
    return UserError(f"there is no {what} `{name}`; {hint}")
