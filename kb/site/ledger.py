"""What a build remembers for the next, beside what it built: what each page was made from, and which files came of it.

A file counts as ours while it has the size and time that it was left with; any other is made again. So it does no
harm when a build was interrupted, or somebody changed the site. A ledger that cannot be understood is as good as none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kb.site.press import Entries
from kb.writing import write

NAME = ".kb-ledger.json"
_VERSION = 1

Mark: TypeAlias = tuple[int, int]
"""The size of a file, and the time of its last change."""


class Row(NamedTuple):
    """A page: the digest of all that it was made from, the files of the site, and its part of the search index."""

    key: str
    files: tuple[str, ...]
    entries: Entries


class Rest(NamedTuple):
    """What a language has beside its pages: the digest of all that it was made from, and the files of the site."""

    key: str = ""
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Ledger:
    """The pages by language and by the path of their Markdown, and the marks of all files by path in the site."""

    pages: dict[str, dict[str, Row]] = field(default_factory=dict)
    rest: dict[str, Rest] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)

    @classmethod
    def read(cls, output: Path) -> Ledger:
        """Read the ledger of an output folder; an empty one when there is none."""
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            data = json.loads((output / NAME).read_bytes())
            if data["version"] == _VERSION:
                return cls(
                    {
                        language: {source: Row(key, _names(files), _entries(entries))
                                   for source, (key, files, entries) in rows.items()}
                        for language, rows in data["pages"].items()
                    },
                    {language: Rest(key, _names(files)) for language, (key, files) in data["rest"].items()},
                    {name: (int(size), int(time)) for name, (size, time) in data["marks"].items()},
                )  # fmt: skip
        return cls()

    def write(self, output: Path) -> None:
        """Write the ledger into an output folder."""
        data = {"version": _VERSION, "pages": self.pages, "rest": self.rest, "marks": self.marks}
        write(output / NAME, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _names(names: list[str]) -> tuple[str, ...]:
    if not all(isinstance(name, str) for name in names):
        raise TypeError
    return tuple(names)


def _entries(entries: Any) -> Entries:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TypeError
    return entries


def marks(folder: Path) -> dict[str, Mark]:
    """Give the marks of all files below a folder by path."""
    return dict(_marks(str(folder), ""))


def _marks(folder: str, prefix: str) -> Iterator[tuple[str, Mark]]:
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from _marks(entry.path, f"{prefix}{entry.name}/")
            else:
                status = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, (status.st_size, status.st_mtime_ns)


def marks_of(folder: Path, names: Iterable[str]) -> dict[str, Mark]:
    """Give the marks of some files."""
    found = {}
    for name in names:
        status = os.lstat(folder / name)
        found[name] = status.st_size, status.st_mtime_ns
    return found
