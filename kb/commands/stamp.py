"""`kb stamp`: note in translations which texts of their originals they translate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kb import stamps
from kb.base import Base
from kb.commands.loading import load, relative, write_changes
from kb.finding import Edit
from kb.fixing import Change, edited
from kb.project import UserError, find_root, is_within
from kb.record import Record
from kb.terminal import say


def run(start: Path | None, paths: list[Path]) -> int:
    """Stamp the translations at the paths anew, or all that have no stamp yet; 1 when one cannot be edited."""
    root = find_root(start)
    base = load(root)
    wanted = [relative(path, root) for path in paths]
    edits: dict[str, list[Edit]] = defaultdict(list)
    failed = set()
    for original, translation in _chosen(base, wanted):
        if stamps.read(translation) == stamps.parse(stamps.current(original, translation)):
            continue
        if edit := stamps.write(base, original, translation):
            edits[translation.path].append(edit)
        else:
            failed.add(translation.path)
    changes = []
    for path, listed in edits.items():
        if (data := edited(base, path, listed)) is None:
            failed.add(path)
        else:
            changes.append(Change(path, base.files.data(path), data))
    write_changes(root, changes, "while it was being stamped")
    say(f"kb: stamped {len(changes):,} file{'' if len(changes) == 1 else 's'}")
    for path in sorted(failed):
        say(f"kb: {path} cannot be edited safely; write its `{stamps.FIELD}` by hand, or write it as a block of fields")
    return int(bool(failed))


def _chosen(base: Base, wanted: list[str]) -> Iterator[tuple[Record, Record]]:
    """Give the translations to stamp, with their originals."""
    named = [
        (base.records[key], translation)
        for (key, _), translation in base.translations.items()
        if key in base.records and (not wanted or is_within(translation.path, wanted))
    ]
    if wanted and not named:
        raise UserError("there is no translation there; name files such as `504.ko.yaml`, or their folders")
    for original, translation in named:
        if wanted or stamps.read(translation) is None:
            yield original, translation
