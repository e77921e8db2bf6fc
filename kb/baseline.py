"""The findings that a project knows of and lives with: kept in a file, and not reported again.

An entry is known by its fingerprint, which follows from the rule, the record and the evidence, so that moving or
re-indenting wakes nothing. What no longer occurs is dropped when the file is written anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from kb.base import Base
from kb.finding import Finding
from kb.fingerprint import fingerprints
from kb.reader import decode

FILE = "kb-baseline.json"
"""Where the baseline is when kb.yaml does not say."""


class BaselineError(ValueError):
    """A baseline file that is none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A known finding. What it was about is kept for those who read the file."""

    fingerprint: str
    rule: str
    path: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """Give the entry as it stands in the file."""
        return {"fingerprint": self.fingerprint, "rule": self.rule, "path": self.path, "message": self.message}


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings beside a baseline: those that are new, those that are known, and entries that are history."""

    new: list[Finding]
    remaining: list[Finding]
    resolved: list[Entry] = field(default_factory=list)


def load(base: Base) -> list[Entry] | None:
    """Read a project's baseline; nothing when it has none. Raises `BaselineError` when it cannot be used."""
    try:
        return read(decode(base.files.data(path(base))))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineError(getattr(error, "strerror", None) or error) from error


def path(base: Base) -> str:
    """Give where a project's baseline is, or would be, from its root."""
    return base.config.lint.baseline or FILE


def read(text: str) -> list[Entry]:
    """Read a baseline file. Raises `BaselineError` when it is none."""
    try:
        data: Any = json.loads(text)
        if data["version"] != 1:
            raise BaselineError(f"it is of version {data['version']}, which this kb does not know")
        fields = ("fingerprint", "rule", "path", "message")
        return [Entry(*(str(entry[name]) for name in fields)) for entry in data["findings"]]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        if isinstance(error, BaselineError):
            raise
        raise BaselineError("it is not what `kb lint --update-baseline` writes") from error


def compare(base: Base, findings: list[Finding], entries: Iterable[Entry], active: Collection[str]) -> Compared:
    """Tell new findings from known ones. An entry of a rule that is not `active` (by code) is not history."""
    known = {entry.fingerprint: entry for entry in entries}
    marks = fingerprints(base, findings)
    pairs = list(zip(findings, marks, strict=True))
    left = known.keys() - set(marks)
    return Compared(
        [finding for finding, mark in pairs if mark not in known],
        [finding for finding, mark in pairs if mark in known],
        [entry for mark, entry in known.items() if mark in left and entry.rule in active],
    )


def render(base: Base, findings: list[Finding], kept: Iterable[Entry] = ()) -> str:
    """Write a baseline of all these findings, and of `kept` entries; a line each, so that git can merge it."""
    marks = fingerprints(base, findings)
    entries = [Entry(mark, one.rule, one.path, one.message) for one, mark in zip(findings, marks, strict=True)]
    entries = sorted({*entries, *kept}, key=lambda entry: (entry.path, entry.rule, entry.message, entry.fingerprint))
    lines = [json.dumps(entry.as_dict(), ensure_ascii=False) for entry in entries]
    body = ",\n  ".join(lines)
    return f'{{"version": 1, "findings": [\n  {body}\n]}}\n' if lines else '{"version": 1, "findings": []}\n'
