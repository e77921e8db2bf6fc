"""What is said about a record: faults as rules state them, findings as users see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.source import Span


class Severity(StrEnum):
    """How much a finding matters; `OFF` rules run only when they are asked for."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for off up to 3 for an error, so that levels can be compared."""
        return _RANKS[self]


_RANKS = {Severity.OFF: 0, Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding is about, such as the first of two duplicates."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file, and the text to put in its place."""

    path: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would end a finding. `safe` means: what the author surely meant."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule's check yields: a place and a message; the rule's code and severity are added later."""

    path: str
    span: Span
    message: str
    record: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    meant: str | None = None
    """What reading took the author to mean in place of what stands there, for the rule to make a fix of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the rule that found it. Positions count from 1, the end is exclusive."""

    rule: str
    name: str
    severity: Severity
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    record: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def span(self) -> Span:
        """The place as one value."""
        return Span(self.line, self.column, self.end_line, self.end_column)

    @property
    def order(self) -> tuple[str, int, int, str, int, int, str]:
        """The sort key that every output uses: path, line, column, rule."""
        return self.path, self.line, self.column, self.rule, self.end_line, self.end_column, self.message

    def as_dict(self) -> dict[str, Any]:
        """Give the finding in the form of `kb lint --format json`."""
        return {
            "rule": self.rule,
            "name": self.name,
            "severity": str(self.severity),
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "record": self.record,
            "related": [
                {"path": r.path, "line": r.line, "column": r.column, "message": r.message} for r in self.related
            ],
            "fix": self.fix and _fix_as_dict(self.fix),
        }


def _fix_as_dict(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [{"path": e.path, **e.span._asdict(), "text": e.text} for e in fix.edits],
    }
