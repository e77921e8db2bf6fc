"""Mending what was found: fixes are applied, the result is linted again, until nothing changes.

In a round, fixes are taken in the order of their places, and one that touches a line that another has changed waits for
the next. Each edit must leave all else in its file as it was (`kb.edits` proves it), and what was mended must be gone:
a fix that brings an error, or does not end its finding, is taken back and not tried again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kb.base import Base, load
from kb.edits import Editor
from kb.finding import Edit, Finding, Severity
from kb.fingerprint import fingerprints, identities
from kb.parallel import Remembered
from kb.reader import BOM, decode, digest
from kb.source import Lines
from kb.writing import write

ROUNDS = 100
"""How often fixes are applied at most. Each round ends at least one finding, and most bases need two."""

Lint = Callable[[Base], list[Finding]]


class ChangedError(Exception):
    """A file is no longer what it was when it was read, so that nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after its findings were mended."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """A mended base: what is still found in it, what was mended, and the files to write."""

    base: Base
    findings: list[Finding]
    fixed: list[Finding]
    changes: list[Change]


@dataclass(slots=True)
class _State:
    base: Base
    findings: list[Finding]
    texts: dict[str, bytes] = field(default_factory=dict)
    """The files that were changed so far."""
    refused: set[str] = field(default_factory=set)
    """The fingerprints of findings whose fixes did not help."""
    careful: set[str] = field(default_factory=set)
    """The files in which one of several fixes brought an error: from then on, one a round."""


def fix(base: Base, lint: Lint, *, unsafe: bool = False, wanted: Callable[[Finding], bool] | None = None) -> Outcome:
    """Mend a base in memory; `write_all` puts the result on disk.

    `lint` gives the findings of a base, `wanted` says which of them to mend (all when left out). Unsafe fixes are left
    alone unless they are asked for.
    """
    memory = Remembered()
    for reading in base.readings:
        memory.keep(reading)
    state = _State(base, lint(base))
    fixed: list[Finding] = []
    for _ in range(ROUNDS):
        known_by = fingerprints(state.base, state.findings)
        chosen = [
            (finding, mark)
            for finding, mark in zip(state.findings, known_by, strict=True)
            if finding.fix and (finding.fix.safe or unsafe) and mark not in state.refused
            if wanted is None or wanted(finding)
        ]
        taken, texts = _apply(state, chosen)
        if not taken:
            break
        after = load(state.base.files.overlaid(texts), memory=memory, jobs=1)
        found = lint(after)
        if _takes_back(state, taken, after, found):
            continue
        fixed += (finding for finding, _ in taken)
        state.base, state.findings = after, found
        state.texts |= texts
    changes = [Change(path, base.files.data(path), state.texts[path]) for path in sorted(state.texts)]
    return Outcome(state.base, state.findings, fixed, [change for change in changes if change.before != change.after])


def write_all(root: Path, changes: Iterable[Change]) -> None:
    """Write mended files, each whole or not at all.

    Raises `ChangedError`, before anything is written, when a file is no longer what it was.
    """
    listed = list(changes)
    for change in listed:
        if (root / change.path).read_bytes() != change.before:
            raise ChangedError(change.path)
    for change in listed:
        write(Path(os.path.realpath(root / change.path)), change.after)


Marked = tuple[Finding, str]
"""A finding with its fingerprint."""


def _apply(state: _State, chosen: Collection[Marked]) -> tuple[list[Marked], dict[str, bytes]]:
    """Choose the fixes that can be applied together, and give them with the texts that they make."""
    lines_taken: dict[str, set[int]] = {}
    edits: dict[str, list[Edit]] = {}
    taken: list[Marked] = []
    for finding, mark in chosen:
        assert finding.fix is not None
        reach = [(edit.path, line) for edit in finding.fix.edits for line in _lines(edit)]
        known = [edit for edit in finding.fix.edits if edit in edits.get(edit.path, ())]
        if len(known) < len(finding.fix.edits) and any(line in lines_taken.get(path, ()) for path, line in reach):
            continue
        if any(edit.path in state.careful and edit.path in edits for edit in finding.fix.edits):
            continue
        for path, line in reach:
            lines_taken.setdefault(path, set()).add(line)
        for edit in finding.fix.edits:
            if edit not in known:
                edits.setdefault(edit.path, []).append(edit)
        taken.append((finding, mark))
    texts = {}
    for path, listed in edits.items():
        text = edited(state.base, path, listed)
        if text is None:  # it cannot be shown to leave the rest alone
            state.refused |= {mark for finding, mark in taken if finding.fix and _edits(finding, path)}
            return _apply(state, [pair for pair in chosen if pair[1] not in state.refused])
        texts[path] = text
    return taken, texts


def _edits(finding: Finding, path: str) -> bool:
    return any(edit.path == path for edit in finding.fix.edits) if finding.fix else False


def _lines(edit: Edit) -> range:
    """Give the lines that an edit touches; one that ends where a line begins does not touch that line."""
    ends_before = edit.span.end_column == 1 and edit.span.end_line > edit.span.line
    return range(edit.span.line, edit.span.end_line + (0 if ends_before else 1))


def edited(base: Base, path: str, edits: list[Edit]) -> bytes | None:
    """Give a file with edits applied, the last first, so that the places of the others stay.

    Each is proved once more; nothing is given where one cannot be made, or the file is not what was read.
    """
    data = base.files.data(path)
    reading = base.readings_by_path.get(path)
    if reading is not None and reading.digest != digest(data):
        return None
    mark = BOM if data.startswith(BOM) else b""
    editor = Editor(path, Lines(decode(data)))
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        after = editor.after(edit)
        if after is None:
            return None
        editor = after
    return mark + editor.lines.text.encode()


def _takes_back(state: _State, taken: list[Marked], after: Base, found: list[Finding]) -> bool:
    """Note the fixes that did not end their findings, and those that brought errors; tell whether there are any."""
    before = Counter(identities(state.base, state.findings))
    known_by = identities(state.base, [finding for finding, _ in taken])
    ended, left = Counter(known_by), Counter(identities(after, found))
    bad = {mark for (_, mark), one in zip(taken, known_by, strict=True) if left[one] > before[one] - ended[one]}
    worse = {path for path, _ in _errors(found) - _errors(state.findings)}
    blamed = [pair for pair in taken if any(_edits(pair[0], path) for path in worse)] or (taken if worse else [])
    paths = {edit.path for finding, _ in blamed if finding.fix for edit in finding.fix.edits}
    if len(blamed) == 1 or paths <= state.careful:
        bad |= {mark for _, mark in blamed}
    state.careful |= paths
    state.refused |= bad
    return bool(bad or blamed)


def _errors(findings: list[Finding]) -> Counter[tuple[str, str]]:
    """Count the errors of each file by rule and message: an edit moves the places of others."""
    return Counter((one.path, f"{one.rule} {one.message}") for one in findings if one.severity is Severity.ERROR)
