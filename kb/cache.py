"""What a run of `kb lint` leaves for the next: readings by the content of their files, and whole results.

It is kept in the user's own cache folder, never in the project: who may write to a repository must not write here. It
is a SQLite file for each project, safe to use from two processes at once; one that is damaged, older or not writable is
as good as none. What comes out of it can only be plain data of kb's own (see `_Unpickler`).
"""

from __future__ import annotations

import io
import os
import pickle
import sqlite3
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

import kb
from kb.reader import Reading, Source

PATIENCE = 2.0
"""Seconds to wait for another process that writes."""
RESULTS = 20
"""How many results are kept for a project: one for each combination of options that was used last."""

_TABLES = """
create table if not exists facts (name text primary key, value blob) without rowid;
create table if not exists readings (source text primary key, digest blob, mark blob, data blob) without rowid;
create table if not exists results (key blob primary key, used integer, mark blob, data blob);
"""
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "kb.finding": ("Edit", "Fault", "Finding", "Fix", "Related", "Severity"),
    "kb.reader": ("Reading", "Source"),
    "kb.record": ("Record",),
    "kb.source": ("Link", "Reference", "Scalar", "Span"),
    "kb.suppression": ("Suppression",),
}
"""The classes that a cache may hold, by module."""


class Cache:
    """The cache of one project. Every method may be called whether or not there is one that can be used."""

    def __init__(self, root: Path) -> None:
        """Open the cache of the project at `root`, making it where there is none."""
        self._connection: sqlite3.Connection | None = None
        self._kept: dict[Source, Reading] = {}
        self._recalled: set[str] = set()
        self._path: Path | None = None
        with suppress(OSError, sqlite3.Error):
            self._open(root)

    # Readings: the `Memory` that loading asks.

    def recall(self, source: Source, digest: bytes) -> Reading | None:
        """Give the reading of a file that had that content before, or nothing."""
        row = self._row("select digest, mark, data from readings where source = ?", (_name(source),))
        if row is None or row[0] != digest:
            return None
        reading = _unpacked(row[1], row[2])
        if not isinstance(reading, Reading) or reading.source != source or reading.digest != digest:
            return None
        self._recalled.add(_name(source))
        return reading

    def keep(self, reading: Reading) -> None:
        """Remember a reading, once the cache is closed."""
        self._kept[reading.source] = reading

    # Results.

    def result(self, key: bytes) -> Any:
        """Give what was kept under a key, or nothing."""
        row = self._row("select mark, data from results where key = ?", (key,))
        return None if row is None else _unpacked(*row)

    def keep_result(self, key: bytes, result: Any) -> None:
        """Keep a result in place of the one that was least recently written."""
        mark, data = _packed(result)
        self._write(
            ("insert or replace into results values (?, (select coalesce(max(used), 0) + 1 from results), ?, ?)",
             [(key, mark, data)]),
            ("delete from results where key not in (select key from results order by used desc limit ?)",
             [(RESULTS,)]),
        )  # fmt: skip

    def close(self, *, whole: bool = False) -> None:
        """Write what is to be kept; `whole` says that all files of the project were recalled or kept."""
        if self._kept:
            rows = ((_name(source), reading.digest, *_packed(reading)) for source, reading in self._kept.items())
            statements: list[tuple[str, Iterable[tuple[Any, ...]]]] = [
                ("insert or replace into readings values (?, ?, ?, ?)", rows)
            ]
            if whole:
                known = self._recalled | {_name(source) for source in self._kept}
                rest = ((name,) for (name,) in self._rows("select source from readings") if name not in known)
                statements.append(("delete from readings where source = ?", list(rest)))
            self._write(*statements)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # The file.

    def _open(self, root: Path) -> None:
        folder = place(root)
        if folder is None:
            return
        name = blake2b(os.fsencode(os.path.realpath(root)), digest_size=16).hexdigest()
        self._path = folder / f"{name}.sqlite"
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, or on a disk that cannot be written
                raise
            self._forget()
            self._connect()

    def _connect(self) -> None:
        assert self._path is not None
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("pragma trusted_schema = off")
            connection.execute("pragma synchronous = off")  # what a crash of the machine costs is a cache
            if not connection.execute("select 1 from sqlite_master where name = 'results'").fetchone():
                connection.executescript(_TABLES)
            stamp = connection.execute("select value from facts where name = 'stamp'").fetchone()
            if stamp is None or stamp[0] != _stamp():
                connection.execute("begin immediate")
                connection.execute("delete from readings")
                connection.execute("delete from results")
                connection.execute("insert or replace into facts values ('stamp', ?)", (_stamp(),))
                connection.execute("commit")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _forget(self) -> None:
        """Give up a damaged file; the next run makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _row(self, statement: str, values: tuple[Any, ...]) -> Any:
        return next(iter(self._rows(statement, values)), None)

    def _rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # another process writes, for longer than we wait
            return []
        except sqlite3.DatabaseError:
            self._forget()
            return []

    def _write(self, *statements: tuple[str, Iterable[tuple[Any, ...]]]) -> None:
        """Run statements in one transaction; where they cannot be written, nothing is."""
        if self._connection is None:
            return
        try:
            self._connection.execute("begin immediate")
            for statement, rows in statements:
                self._connection.executemany(statement, rows)
            self._connection.execute("commit")
        except sqlite3.OperationalError:  # a full or read-only disk, another process
            with suppress(sqlite3.Error):
                self._connection.execute("rollback")
        except sqlite3.DatabaseError:
            self._forget()


def place(root: Path) -> Path | None:
    """Give the folder of all caches, made where it is missing; nothing where there is none that is ours alone.

    It is `KB_CACHE_DIR`, or `kb` in the user's cache folder. A default that lies in the project is not used: what is
    there may be of a stranger's branch.
    """
    chosen = os.environ.get("KB_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(chosen or os.path.join(home, "kb"))
    real = os.path.realpath(folder)
    if not chosen and (not folder.is_absolute() or Path(real).is_relative_to(os.path.realpath(root))):
        return None
    os.makedirs(real, mode=0o700, exist_ok=True)
    status = os.stat(real)
    is_ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & stat.S_IWOTH)
    return Path(real) if is_ours else None


@cache
def _stamp() -> bytes:
    """Give what a cache's content depends on beside the project: the code that made it, and Python's version."""
    seen = blake2b(f"{kb.__version__} {sys.version}".encode(), digest_size=16)
    for path in sorted(Path(kb.__file__).parent.rglob("*.py")):
        status = path.stat()
        seen.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.digest()


def _name(source: Source) -> str:
    return "\0".join((source.path, source.kind, source.id, source.language or "")).encode("utf-8", "replace").decode()


def _packed(value: Any) -> tuple[bytes, bytes]:
    data = pickle.dumps(value, protocol=5)
    return blake2b(data, digest_size=16).digest(), data


def _unpacked(mark: bytes, data: bytes) -> Any:
    """Give what was packed, or nothing when it is not what was written."""
    if not isinstance(data, bytes) or blake2b(data, digest_size=16).digest() != mark:
        return None
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - whatever a strange pickle does, it is no reading
        return None


class _Unpickler(pickle.Unpickler):
    """Makes plain data of kb's own classes and nothing else, whatever the bytes ask for."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a class that a cache may hold. Raises `UnpicklingError` for any other."""
        return _class(module, name)


@cache
def _class(module: str, name: str) -> Any:
    if name not in _PLAIN.get(module, ()):
        raise pickle.UnpicklingError(f"{module}.{name}")
    return getattr(import_module(module), name)
