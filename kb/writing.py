"""Putting text on disk: whole or not at all, and only where something changes."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path


def write(path: Path, data: str | bytes) -> bool:
    """Write a file atomically, unless it holds the same bytes already; tell whether it was written.

    A file keeps its permissions, and a symbolic link its target. What is no file (`/dev/stdout`) is written in place.
    Raises `OSError` when the folder cannot be written.
    """
    content = data.encode() if isinstance(data, str) else data
    try:
        status = path.stat()
    except OSError:
        mode = 0o666 & ~_umask()
    else:
        if not stat.S_ISREG(status.st_mode):
            path.write_bytes(content)
            return True
        if status.st_size == len(content) and path.read_bytes() == content:
            return False
        mode = stat.S_IMODE(status.st_mode)
    path = path.resolve() if path.is_symlink() else path
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _staged(path, content, mode)
    try:
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by name into a folder, which is made where it is missing: none is replaced before all are written.

    Raises `OSError` when the folder cannot be written.
    """
    was_there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    staged: dict[str, Path] = {}
    try:
        for name, data in files.items():
            staged[name] = _staged(folder / name, data, 0o666 & ~_umask())
        for name in files:
            os.replace(staged.pop(name), folder / name)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):  # something is in it after all
                folder.rmdir()
        raise


def remove_others(folder: Path, wanted: Collection[Path]) -> list[Path]:
    """Remove what a folder holds beside the wanted files, and the folders left empty; give the files removed.

    Links are removed, not followed. Raises `OSError` when something cannot be removed.
    """
    removed = []
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before the folder
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
            removed.append(path)
    return removed


def _staged(path: Path, content: bytes, mode: int) -> Path:
    """Write what is to become a file under another name beside it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
