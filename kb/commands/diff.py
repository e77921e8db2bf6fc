"""`kb diff`: two revisions compared as graphs, or one and the working tree."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import kb
from kb.base import Base
from kb.commands.loading import checked, write_file
from kb.config import FILE
from kb.diff import compare
from kb.diff.formats import FORMATS, Report, Side
from kb.linting import fails
from kb.parallel import Memory, Remembered
from kb.project import UserError, find_root
from kb.revisions import Commit, Repository, Revision
from kb.terminal import Progress, printable, say

_RANGE = re.compile(r"(?!:/)(.*?)(\.{2,3})(.*)", re.DOTALL)
_WORKING_TREE = Side("working tree")


def run(
    start: Path | None,
    first: str,
    second: str | None,
    format: str,
    fail_on: str,
    *,
    output: Path | None = None,
    limit: int | None = None,
) -> int:
    """Print what differs; give 1 when a finding at the fail level was introduced."""
    root = find_root(start)
    memory = Remembered()
    progress = Progress()
    with Repository(root) as repository:
        before, after = _ends(repository, first, second)
        progress.step("Reading records")
        new = checked(_load(repository, after, memory) if after else kb.load(root, memory=memory))
        old = _load(repository, before, memory)
        if not (_is_project(old) or _is_project(new)):
            raise UserError(f"neither `{before.name}` nor `{after and after.name}` has a {FILE} in this folder")
        progress.step("Comparing")
        difference = compare(old, new)
        progress.close()
        _warn(old, before, "everything was added")
        if after:
            _warn(new, after, "everything was removed")
        sides = _side(before), _side(after) if after else _WORKING_TREE
        _print(Report(difference, root, *sides, folder=repository.folder, limit=limit), format, output)
    return int(fails(difference.findings_introduced, fail_on))


def _ends(repository: Repository, first: str, second: str | None) -> tuple[Commit, Commit | None]:
    """Give the two commits that are meant; `A..B` is two, and `A...B` begins where B left A, as in git."""
    between = _RANGE.fullmatch(first)
    if second is not None or not between:
        return repository.commit(first), None if second is None else repository.commit(second)
    a, b = repository.commit(between[1] or "HEAD"), repository.commit(between[3] or "HEAD")
    return (repository.merge_base(a, b) if between[2] == "..." else a), b


def _load(repository: Repository, commit: Commit, memory: Memory) -> Base:
    """Load the base of a commit; an empty one where there was no project yet."""
    files = repository.files(commit)
    return kb.load(files if files.exists(FILE) else {FILE: ""}, memory=memory)


def _is_project(base: Base) -> bool:
    """Tell whether a side has a kb.yaml; the stand-in for none is in memory."""
    return base.files.texts is None


def _warn(base: Base, commit: Commit, what: str) -> None:
    """Tell the user what of a revision could not be compared."""
    if not _is_project(base):
        say(f"kb: there is no {FILE} in this folder of `{printable(commit.name)}`, so {what}")
    for fault in base.config.faults[:1]:
        place = f"{fault.path}:{fault.span.line}:{fault.span.column}"
        say(f"kb: what can be read of {place} in `{printable(commit.name)}` is compared: {printable(fault.message)}")
    if isinstance(base.files, Revision):
        for path in base.files.submodules:
            say(f"kb: nothing is read of the submodule {printable(path)} in `{printable(commit.name)}`")


def _side(commit: Commit) -> Side:
    return Side(commit.name, commit.id)


def _print(report: Report, format: str, output: Path | None) -> None:
    """Write the report to stdout; or the text there, and the report to a file."""
    sys.stdout.write(FORMATS["text" if output else format].render(report))
    if output:
        text = FORMATS[format].render(replace(report, in_colour=False))
        write_file(output, text.encode("utf-8", "backslashreplace"))
