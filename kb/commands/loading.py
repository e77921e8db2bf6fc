"""Loading the base that a command is about, and finding the record that its user means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import kb
from kb.base import Base, configured
from kb.config import Config
from kb.files import Files
from kb.fixing import Change, ChangedError, write_all
from kb.linting import errors
from kb.project import UserError, find_root
from kb.terminal import say
from kb.writing import write, write_folder


def load(root: Path | None) -> Base:
    """Load the project at or above a folder. Raises `UserError` when there is none, or its kb.yaml is broken."""
    return checked(kb.load(find_root(root)))


def checked(base: Base) -> Base:
    """Give a base back. Raises `UserError` with the place of the first mistake when its kb.yaml is broken."""
    _refuse_faults(base.config)
    return base


def configuration(root: Path) -> Config:
    """Give the configuration of the project in a folder, no record read. Raises `UserError` when it is broken."""
    config = configured(Files(root))
    _refuse_faults(config)
    return config


def _refuse_faults(config: Config) -> None:
    if config.faults:
        fault = config.faults[0]
        raise UserError(f"{fault.path}:{fault.span.line}:{fault.span.column}: {fault.message}")


def relative(path: Path, root: Path) -> str:
    """Give a path that a user names as the project has it. Raises `UserError` when it is not there, or not inside."""
    full = Path(os.path.abspath(path))
    if not full.exists():
        raise UserError(f"{path} does not exist")
    for name in (full, full.resolve()):
        for folder in (Path(os.path.abspath(root)), root.resolve()):
            if name.is_relative_to(folder):
                return name.relative_to(folder).as_posix()
    raise UserError(f"{path} is not in the project at {root}")


def write_file(path: Path, data: bytes) -> None:
    """Write a file that a user asked for. Raises `UserError` when it cannot be written."""
    try:
        write(path, data)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that a user asked for into a folder of their own.

    Raises `UserError` when it cannot be written, or holds something else: its user may have meant another.
    """
    try:
        others = sorted(set(os.listdir(folder)) - set(files)) if folder.is_dir() else ()
        if others:
            raise UserError(f"{folder} holds other files, such as `{others[0]}`; name a new or an empty folder")
        write_folder(folder, files)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror or error}") from error


def write_changes(root: Path, changes: Iterable[Change], when: str) -> None:
    """Write changed records. Raises `UserError` when one changed (it is said `when`), or cannot be written."""
    try:
        write_all(root, changes)
    except ChangedError as error:
        raise UserError(f"{error} changed {when}; nothing was written, run it again") from error
    except OSError as error:
        raise UserError(f"{error.filename} cannot be written: {error.strerror or error}") from error


def warn_of_errors(base: Base) -> int:
    """Tell how many errors there are in the records, for commands that go on in spite of them; give their number."""
    count = len(errors(base))
    if count:
        say(f"kb: the records have {count} error{'s' * (count > 1)}; `kb lint` shows them")
    return count
