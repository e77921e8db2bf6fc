"""Putting text on disk: whole or not at all, and only where something changes."""

from __future__ import annotations

import os
import stat
import tempfile
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
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
