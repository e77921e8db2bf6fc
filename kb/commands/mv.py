"""`kb mv`: another id for a record, in all that names it."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.commands.loading import load
from kb.errors import UserError
from kb.fixing import Change, ChangedError
from kb.patch import patch
from kb.project import find, find_root
from kb.renaming import Plan, RenameError, carry_out, plan, rewritten
from kb.terminal import printable, say, style_for


def run(start: Path | None, old: str, new: str, *, dry_run: bool) -> int:
    """Rename a record, its files, and every reference and link to it; or show what that would change."""
    root = find_root(start)
    base = load(root)
    try:
        planned = plan(base, find(base, old).key, new)
        changes = rewritten(base, planned)
        if dry_run:
            _show(planned, changes)
            return 0
        carry_out(root, planned, changes)
    except RenameError as error:
        raise UserError(str(error)) from error
    except ChangedError as error:
        raise UserError(f"{error} changed while `kb mv` was at work; nothing was written, run it again") from error
    _report(planned, changes)
    return 0


def _show(planned: Plan, changes: list[Change]) -> None:
    style = style_for(sys.stdout)
    moved = {move.old: move.new for move in planned.moves}
    for change in changes:
        new = moved.get(change.path, change.path)
        sys.stdout.write(patch(change.path, new, change.before, change.after, style))
    say(f"kb: would rename `{planned.old}` to `{planned.new}` in {_files(changes)}; nothing was written")


def _report(planned: Plan, changes: list[Change]) -> None:
    moved = {move.old: move.new for move in planned.moves}
    for change in changes:
        count = sum(edit.path == change.path for edit in planned.edits)
        edits = f" ({count:,} change{'s' * (count != 1)})" if count else ""
        arrow = f" -> {moved[change.path]}" if change.path in moved else ""
        print(printable(f"{change.path}{arrow}{edits}"))
    say(f"kb: renamed `{planned.old}` to `{planned.new}` in {_files(changes)}; the old id is kept under `formerly`")


def _files(changes: list[Change]) -> str:
    return f"{len(changes):,} file{'s' * (len(changes) != 1)}"
