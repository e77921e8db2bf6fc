"""Renaming a record: every edit and every move that it takes, planned before any of them is made.

References and links that name the record by an id get the new one; links by a title or an alias are true anyway. The
record keeps its old id under `formerly`, so that old addresses lead to the new page. A file that holds one record is
moved, with its translations; in a stream of several the `id` is changed in place.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb import markup
from kb.base import Base, LinkUse, Use
from kb.config import FILE
from kb.fields import ID
from kb.finding import Edit
from kb.fixing import Change, ChangedError, edited
from kb.passages import passages
from kb.reader import Source
from kb.record import Record
from kb.source import Link, Span
from kb.writing import write

_SCHEMA = re.compile(r"yaml-language-server:[ \t]*\$schema=([^\s:]+)(?=\s|$)")
_OPENING = re.compile(r"\[\[\s*")
_ADDRESS = re.compile(r"\]\(\s*")


class RenameError(ValueError):
    """Why a record cannot be renamed, in a sentence for who asked."""


@dataclass(frozen=True, slots=True)
class Move:
    """A file that gets another path."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What renaming a record takes. The edits are of the files as they are, before any is moved."""

    old: str
    """The record's key now, and then."""
    new: str
    edits: tuple[Edit, ...]
    moves: tuple[Move, ...]


def plan(base: Base, key: str, new_id: str) -> Plan:
    """Plan to rename the record of a key. Raises `RenameError` when the id cannot be had, or an edit cannot be made."""
    record = base.records.get(key)
    if record is None:
        raise RenameError(f"there is no record `{key}`")
    new_id = new_id.removeprefix(f"{record.kind}:")
    _refuse_twins(base, record)
    refuse_id(base, record.kind, new_id)
    _refuse_unread(base, record)
    return _Planner(base, record, new_id).plan()


def refuse_id(base: Base, kind: str, id_: str) -> None:
    """Raise `RenameError` when no record of a kind can get an id."""
    if not ID.fullmatch(id_):
        raise RenameError(f"`{id_}` is no id: use lower-case letters, digits, `.`, `_`, `-`, in parts joined by `/`")
    if kind == "code" and "/" not in id_:
        raise RenameError(f"a code's id begins with its family, as in `smtp/{id_}`")
    if existing := base.ids[kind].get(id_):
        raise RenameError(f"`{existing.key}` exists already, in {existing.path}")
    original, dot, tag = id_.rpartition(".")
    if dot and tag in base.config.languages:
        raise RenameError(f"a file `{id_}` would be the translation of `{original}` into `{tag}`; choose another id")


def rewritten(base: Base, planned: Plan) -> list[Change]:
    """Give the files that a plan changes, before and after, under the paths that they have now.

    Raises `RenameError` when a file has changed since it was read.
    """
    by_path: dict[str, list[Edit]] = {move.old: [] for move in planned.moves}
    for edit in planned.edits:
        by_path.setdefault(edit.path, []).append(edit)
    changes = []
    for path, edits in sorted(by_path.items()):
        after = edited(base, path, edits)
        if after is None:
            raise RenameError(f"{path} cannot be changed safely, or has changed since it was read")
        changes.append(Change(path, base.files.data(path), after))
    return changes


def carry_out(root: Path, planned: Plan, changes: list[Change]) -> None:
    """Move and write the files of a plan, each whole or not at all.

    Raises `ChangedError`, before anything is written, when a file is not what it was, or one is in the way.
    """
    moved = {move.old: move.new for move in planned.moves}
    for change in changes:
        if (root / change.path).read_bytes() != change.before:
            raise ChangedError(change.path)
    for target in moved.values():
        if os.path.lexists(root / target):
            raise ChangedError(target)
    for change in changes:
        path = root / change.path
        if change.path in moved:
            new = root / moved[change.path]
            new.parent.mkdir(parents=True, exist_ok=True)
            path = path.rename(new)
        write(Path(os.path.realpath(path)), change.after)


def _refuse_twins(base: Base, record: Record) -> None:
    for other in base.all_records:
        if other.key == record.key and other.language is None and other is not record:
            raise RenameError(f"two records are called `{record.key}`, in {record.path} and {other.path}")


def _refuse_unread(base: Base, record: Record) -> None:
    """Refuse where a file that could not be read is the record's, or names it: what it says would be overlooked."""
    named = re.compile(rf"(?<![\w./-]){re.escape(record.id)}(?![\w./-])")
    for reading in base.readings:
        source = reading.source
        is_own = (source.kind, source.id) == (record.kind, record.id) or source.path == record.path
        if reading.is_broken and (is_own or named.search(base.lines(source.path).text)):
            raise RenameError(f"{source.path} cannot be read whole, and may name `{record.id}`; mend it first")


class _Planner:
    def __init__(self, base: Base, record: Record, new_id: str) -> None:
        self.base = base
        self.record = record
        self.new_id = new_id
        self.own = [record, *(base.translations[key] for key in sorted(base.translations) if key[0] == record.key)]
        self.moves: dict[str, str] = {}
        self.edits: dict[Edit, None] = {}
        self.others = {kind for kind, ids in base.ids.items() if kind != record.kind and new_id in ids}
        """The other kinds that have a record of the new id."""

    def plan(self) -> Plan:
        if earlier := self.base.formerly[self.record.kind].get(self.new_id):
            if earlier is not self.record:
                raise RenameError(f"`{self.new_id}` is what `{earlier.id}` was once called; old links lead there")
        elif self.base.is_unread(self.record.kind, self.new_id):
            raise RenameError(f"a file that cannot be read may hold `{self.new_id}`; `kb lint` says which")
        for version in self.own:
            self._place(version)
        self._remember()
        for use in self.base.uses:
            if use.target is self.record:
                self._reference(use)
        for link in (*self.base.links, *self._links_in_notes()):
            self._link(link)
        for old, new in self.moves.items():
            self._schema(old, new)
            self._configuration(old, new)
        moves = tuple(Move(old, new) for old, new in sorted(self.moves.items()))
        edits = tuple(sorted(self.edits, key=lambda edit: (edit.path, edit.span)))
        return Plan(self.record.key, f"{self.record.kind}:{self.new_id}", edits, moves)

    def _add(self, edit: Edit | None, path: str, span: Span, what: str) -> None:
        if edit is None:
            raise RenameError(f"{path}:{span.line}:{span.column}: {what} cannot be changed safely; change it by hand")
        self.edits[edit] = None

    # The record's own files.

    def _place(self, version: Record) -> None:
        """Find out how one of the record's files gets the new id: by its path, or by an `id` in it."""
        source = self.base.sources[version.path]
        is_alone = sum(record.path == version.path for record in self.base.all_records) == 1
        given = self.base.editor(version.path).place_of(version, "id")
        stays = given and (self.new_id == source.id or self.new_id.startswith(source.id + "/"))
        if stays and (not is_alone or version.id != source.id):
            pass
        elif is_alone:
            self.moves[version.path] = self._path(source)
        else:
            prefix = f"{source.id}/"
            raise RenameError(f"{version.path} holds several records; an id there begins with `{prefix}`")
        if given:
            self._add(self.base.editor(version.path).replace(given, self.new_id), version.path, given, "the `id`")

    def _path(self, source: Source) -> str:
        """Give the path that a file gets with the new id. Raises `RenameError` when it is taken."""
        folder = source.path[: -len(_beyond_folder(source))]
        language = f".{source.language}" if source.language else ""
        root = self.base.files.root
        if root and (root / source.path).is_symlink():
            raise RenameError(f"{source.path} is a symbolic link; rename what it leads to")
        for suffix in (".yaml", ".md"):
            path = f"{folder}{self.new_id}{language}{suffix}"
            if self.base.files.exists(path):
                raise RenameError(f"{path} exists already")
        return f"{folder}{self.new_id}{language}{PurePosixPath(source.path).suffix}"

    def _remember(self) -> None:
        """Keep the old id under `formerly`, in place of the new one if it stands there."""
        editor, record = self.base.editor(self.record.path), self.record
        again = next((item.span for item in record.items("formerly") if item.text == self.new_id), None)
        edit = editor.replace(again, record.id) if again else editor.add(record, "formerly", record.id)
        self._add(edit, record.path, again or record.span, "`formerly`")

    def _schema(self, old: str, new: str) -> None:
        """Let the comment that names a schema for editors lead there from the new folder, too."""
        lines = self.base.lines(old)
        match = _SCHEMA.search(lines.text)
        if match is None or match[1].startswith("/"):
            return
        path = _relative(_joined(old, match[1]), new)
        if path != match[1] and posixpath.dirname(old) != posixpath.dirname(new):
            span = lines.span(match.start(1), match.end(1))
            self._add(self.base.editor(old).substitute(span, path), old, span, "the path of the schema")

    def _configuration(self, old: str, new: str) -> None:
        """Let kb.yaml name the file by its new path where it does so, as in `per_path_ignore`."""
        for span in self.base.editor(FILE).places_of(old):
            self._add(self.base.editor(FILE).replace(span, new), FILE, span, "this path")

    # What names the record.

    def _reference(self, use: Use) -> None:
        kinds = use.declared.kinds
        earlier = kinds[: kinds.index(self.record.kind)] if self.record.kind in kinds else kinds
        is_key = use.reference.text.startswith(f"{self.record.kind}:") or bool(self.others.intersection(earlier))
        text = f"{self.record.kind}:{self.new_id}" if is_key else self.new_id
        span, path = use.reference.span, use.record.path
        self._add(self.base.editor(path).replace(span, text), path, span, "this reference")

    def _links_in_notes(self) -> Iterator[LinkUse]:
        """Give the links in what authors say about references, such as a `difference`."""
        for record in self.base:
            for passage in passages(self.base, record):
                if record.text(passage.field) is None and ("[[" in passage.text or "](" in passage.text):
                    for found in markup.links(passage.text):
                        place = passage.span(found.start, found.end)
                        link = Link(found.target, found.heading, found.label, passage.field, *place, found.is_file)
                        yield LinkUse(record, link, *self.base.follow(record, link))

    def _link(self, use: LinkUse) -> None:
        if use.link.is_file:
            self._file_link(use)
        elif use.target is self.record:
            kind, colon, rest = use.link.target.partition(":")
            is_key = bool(colon) and kind in self.base.kinds
            if (rest if is_key else use.link.target) in (self.record.id, *(self.record.formerly or ())):
                self._retarget(use, f"{self.record.kind}:{self.new_id}" if is_key or self.others else self.new_id)
        elif use.target is not None and use.link.target in (self.new_id, f"{self.record.kind}:{self.new_id}"):
            label = "" if use.link.label else f"|{use.link.target}"  # a title that the new id would take the place of
            self._retarget(use, use.target.key, label)

    def _retarget(self, use: LinkUse, target: str, label: str = "") -> None:
        """Let a `[[link]]` lead to another target, and show the old one where `label` says so."""
        link, path = use.link, use.record.path
        span = self._inside(path, link, _OPENING)
        edit = self.base.editor(path).substitute(span, target) if span else None
        self._add(edit, path, link.span, "this link")
        if label:
            end = Span(link.end_line, link.end_column - 2, link.end_line, link.end_column - 2)
            self._add(self.base.editor(path).substitute(end, label), path, link.span, "this link")

    def _file_link(self, use: LinkUse) -> None:
        """Let a relative link to a file lead there from where the text is then to where the file is then."""
        path = use.record.path
        target = _joined(path, use.link.target)
        if use.target is None and not self.base.files.exists(target):
            return
        here, there = self.moves.get(path, path), self.moves.get(target, target)
        if (here, there) == (path, target):
            return
        text = _relative(there, here)
        if text == use.link.target:
            return
        span = self._inside(path, use.link, _ADDRESS)
        edit = self.base.editor(path).substitute(span, text) if span else None
        self._add(edit, path, use.link.span, "this link")

    def _inside(self, path: str, link: Link, before: re.Pattern[str]) -> Span | None:
        """Give the place of a link's target within the link."""
        lines = self.base.lines(path)
        start, end = lines.offset(*link.span[:2]), lines.offset(*link.span[2:])
        match = before.search(lines.text, start, end)
        if match is None or not lines.text.startswith(link.target, match.end()):
            return None
        return lines.span(match.end(), match.end() + len(link.target))


def _beyond_folder(source: Source) -> str:
    """Give the part of a file's path that is its id, its language and its suffix."""
    language = f".{source.language}" if source.language else ""
    return f"{source.id}{language}{PurePosixPath(source.path).suffix}"


def _joined(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _relative(path: str, source: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(source) or ".")
