"""The official list of a family's codes: a dated CSV copy in the project, named by `registry` in kb.yaml."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from kb.reader import LARGEST, decode

if TYPE_CHECKING:
    from kb.base import Base

HEADER = ("code", "name", "status", "source")
_RANGE = re.compile(r"([0-9]{1,18})\s*[-\u2013]\s*([0-9]{1,18})")


class Row(NamedTuple):
    """One line of a registry, as it stands there, and the number of that line."""

    code: str
    name: str
    status: str
    source: str
    line: int

    @property
    def range(self) -> tuple[str, str] | None:
        """The first and last code of a row for many, such as `600-699`; nothing for a row of one code."""
        match = _RANGE.fullmatch(self.code)
        return (match[1], match[2]) if match else None


class Registry:
    """The rows of a registry in their order, to iterate over and to look codes up in."""

    def __init__(self, path: str, rows: tuple[Row, ...]) -> None:
        """Take the rows of the file at `path`."""
        self.path = path
        self.rows = rows

    def __iter__(self) -> Iterator[Row]:
        """Give the rows in the order of the file."""
        return iter(self.rows)

    def __contains__(self, code: object) -> bool:
        """Tell whether a row is about that code, alone or within a range."""
        return isinstance(code, str) and self.find(code) is not None

    def find(self, code: str) -> Row | None:
        """Give the row of a code: its own, or the first range that it lies in."""
        if row := self._single.get(code):
            return row
        if not (self._ranges and re.fullmatch("[0-9]{1,18}", code)):
            return None
        return next((row for first, last, row in self._ranges if _between(first, code, last)), None)

    @cached_property
    def _single(self) -> dict[str, Row]:
        return {row.code: row for row in reversed(self.rows) if not row.range}

    @cached_property
    def _ranges(self) -> list[tuple[str, str, Row]]:
        return [(*row.range, row) for row in self.rows if row.range]


def load(base: Base, family: str) -> Registry | None:
    """Give the registry of a family by its id, or nothing when it has none or `problem` says why it cannot be read."""
    found = _read_once(base, family)
    return found if isinstance(found, Registry) else None


def problem(base: Base, family: str) -> str | None:
    """Say why the registry that a family names cannot be read; nothing when it can, or when it names none."""
    found = _read_once(base, family)
    return found if isinstance(found, str) else None


class Coverage(NamedTuple):
    """A registry beside the records of its family: the rows that ask for a record, and those of them that have none."""

    registry: Registry
    due: tuple[Row, ...]
    missing: tuple[Row, ...]
    is_begun: bool
    """Whether the family has any record."""


def coverage(base: Base) -> dict[str, Coverage]:
    """Give the coverage of each family's registry, by the family's id; families whose registry cannot be read are out.

    Rows with the status `assigned`, or with none, are due; rows for a range of codes are not. A code whose file exists
    but cannot be read, or whose record has another code by mistake, is not missing.
    """
    present = _present(base)
    found: dict[str, Coverage] = {}
    for family in base.config.families:
        if (listed := load(base, family)) is None:
            continue
        due = tuple(row for row in listed if row.status.lower() in ("", "assigned") and listed.find(row.code) is row)
        codes = present.get(family, set())
        missing = tuple(
            row for row in due if row.code not in codes and not base.is_unread("code", f"{family}/{row.code.lower()}")
        )
        found[family] = Coverage(listed, due, missing, family in present)
    return found


def _present(base: Base) -> dict[str, set[str]]:
    """Give the codes of each family; the last part of an id counts where the code is missing, unlisted or a double."""
    present: dict[str, set[str]] = defaultdict(set)
    times = Counter((record.family, record.text("code")) for record in base.of_kind("code"))
    for record in base.all_records:
        if record.kind == "code" and record.language is None:
            code, own = record.text("code"), record.family or ""
            folder, _, last = record.id.rpartition("/")
            for family in {own, folder.partition("/")[0]} - {""}:
                listed = load(base, family)
                present[family].add(code or last)
                if code is None or times[own, code] > 1 or (listed is not None and code not in listed):
                    present[family] |= {last, last.upper()}
    return present


_READ: WeakKeyDictionary[Base, dict[str, Registry | str | None]] = WeakKeyDictionary()


def _read_once(base: Base, family: str) -> Registry | str | None:
    known = _READ.setdefault(base, {})
    if family not in known:
        declared = base.config.families.get(family)
        known[family] = _read(base, declared.registry.text) if declared and declared.registry else None
    return known[family]


def _read(base: Base, path: str) -> Registry | str:
    try:
        data = base.files.data(path)
    except FileNotFoundError:
        return f"there is no file `{path}` in the project"
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a path with a NUL
        reason = getattr(error, "strerror", None) or "it must be a regular file inside the project"
        return f"the registry `{path}` cannot be read: {reason}"
    if len(data) > LARGEST:
        return f"the registry `{path}` is larger than {LARGEST:,} bytes"
    try:
        return _parse(path, decode(data))
    except UnicodeDecodeError:
        return f"the registry `{path}` is not UTF-8"
    except csv.Error as error:
        return f"the registry `{path}` is no CSV: {error}"


def _parse(path: str, text: str) -> Registry | str:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = tuple(cell.strip() for cell in next(reader, ()))
    if header != HEADER:
        return f"the registry `{path}` must begin with the line `{','.join(HEADER)}`"
    rows = []
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) > len(HEADER):
            return f"line {line} of the registry `{path}` has {len(cells)} columns; quote the name that has a comma"
        code, name, status, source = (cell.strip() for cell in (*cells, "", "", "", "")[: len(HEADER)])
        if code:
            rows.append(Row(code, name, status, source, line))
        line = reader.line_num + 1
    return Registry(path, tuple(rows))


def _between(first: str, code: str, last: str) -> bool:
    return len(first) <= len(code) <= len(last) and int(first) <= int(code) <= int(last)
