"""What there is to print, whatever the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kb.diff.difference import Difference, EdgeChange
from kb.finding import Finding, Severity
from kb.kinds import Relation


class Side(NamedTuple):
    """One side of a comparison: what its user called it, and its commit; the working tree has none."""

    name: str
    commit: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the side is called: by its user, and the beginning of the commit's id."""
        if not self.commit:
            return (self.name,)
        short = self.commit[:10]
        return (short,) if self.name and self.commit.startswith(self.name) else (self.name, short)


@dataclass(frozen=True, slots=True)
class Report:
    """A difference, and between what it is."""

    difference: Difference
    root: Path
    old: Side
    new: Side
    folder: str = ""
    """The project's folder below the top of the repository, with a slash at its end."""
    limit: int | None = None
    """How many items of a list are shown, 0 for all; each form has its own measure where there is none."""
    in_colour: bool = True
    """Whether text may have colour, when the terminal shows it."""


def counted(number: int, word: str) -> str:
    """Give a number of things: `1 record`, `1,200 records`."""
    return f"{number:,} {word}{'' if number == 1 or word == 'info' else 's'}"


def by_relation(found: Difference) -> Iterator[tuple[Relation, list[EdgeChange], list[EdgeChange], list[EdgeChange]]]:
    """Give each relation of which edges differ, with those added, removed and changed."""
    lists = found.edges_added, found.edges_removed, found.edges_changed
    for name, relation in found.relations.items():
        added, removed, changed = ([edge for edge in edges if edge.relation == name] for edges in lists)
        if added or removed or changed:
            yield relation, added, removed, changed


def levels(findings: Iterable[Finding]) -> str:
    """Count findings by severity in words: `1 error, 2 warnings`."""
    listed = [finding.severity for finding in findings]
    counts = ((listed.count(level), level) for level in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    return ", ".join(counted(count, level) for count, level in counts if count)


def listed(*parts: tuple[int, str]) -> str:
    """Give counts in words, without those of nothing: `3 added, 1 removed`."""
    return ", ".join(f"{count:,} {word}" for count, word in parts if count)
