"""Findings of a text at their places in the next one, for the moment in which they are not known anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Finding
from kb.source import Lines


def carry(findings: list[Finding], rules: Collection[str], before: Base, now: Base) -> Iterator[Finding]:
    """Give what some rules found in a base at its places in the next one, where they can still be told."""
    shifts: dict[str, Shift] = {}
    for finding in findings:
        if finding.rule not in rules:
            continue
        path = finding.path
        if before.readings_by_path.get(path) is now.readings_by_path.get(path):
            yield finding
            continue
        if path not in shifts:
            shifts[path] = Shift(before.lines(path), now.lines(path))
        if moved := shifts[path].moved(finding):
            yield moved


class Shift:
    """Where the lines of a text are after an edit: what lies between the lines that both texts begin and end with."""

    def __init__(self, old: Lines, new: Lines) -> None:
        """Compare two texts, line by line."""
        before = [old.line(number) for number in range(1, len(old.starts) + 1)]
        after = [new.line(number) for number in range(1, len(new.starts) + 1)]
        most = min(len(before), len(after))
        self.head = next((number for number in range(most) if before[number] != after[number]), most)
        """How many lines both begin with."""
        rest = most - self.head
        tail = next((number for number in range(rest) if before[-1 - number] != after[-1 - number]), rest)
        self.tail = len(before) - tail
        """The last line before those that both end with."""
        self.by = len(after) - len(before)

    def moved(self, finding: Finding) -> Finding | None:
        """Give a finding at its new place; nothing when the edit reaches it."""
        if finding.end_line <= self.head:
            return finding
        if finding.line > self.tail:
            return replace(finding, line=finding.line + self.by, end_line=finding.end_line + self.by)
        return None
