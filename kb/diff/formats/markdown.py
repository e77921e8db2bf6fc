"""Markdown for a comment on a pull request, on GitHub or GitLab.

A record is hostile input, and a comment acts: it mentions people, links, closes issues. So authors' words stand only in
code, where nothing acts, and on one line. Lists are cut until the whole is short enough for a comment.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

from kb.diff.difference import Change, EdgeChange, Entry, PageChange, RecordChange, RegistryChange, SettingChange
from kb.diff.excerpt import Contrast, contrast, shortened
from kb.diff.formats.report import Report, Side, by_relation, counted, levels, listed
from kb.finding import Finding

MARK = "<!-- kb diff -->"
LONGEST = 65_000
"""GitHub takes 65,536 characters; they are counted as it counts them, in units of UTF-16."""
_LIMITS = (50, 25, 12, 6, 3, 1)
_OPEN = 8
"""So many items are shown at once; a longer list waits behind a click."""
_ROOM = 160

Row = tuple[str, ...]
_Item = TypeVar("_Item")


def render(report: Report) -> str:
    """Give the comment. Its first line is a mark by which a workflow finds it again."""
    most = _LIMITS[0] if report.limit is None else report.limit or sys.maxsize
    text = ""
    for limit in (most, *(limit for limit in _LIMITS if limit < most)):
        text = _Comment(report, limit).render()
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST:
            break
    return text


def code(text: str, room: int = _ROOM) -> str:
    """Give words as code on one line; nothing in it acts."""
    flat = shortened(text, room)
    if not flat:
        return ""
    ticks = "`" * (max(map(len, re.findall("`+", flat)), default=0) + 1)
    pad = " " if "`" in (flat[0], flat[-1]) else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def cell(text: str, room: int = _ROOM) -> str:
    """Give words as code for the cell of a table, where a bar would end the cell even in code."""
    return code(text, room).replace("|", "\\|")


class _Comment:
    """One comment, with at most so many items of each list."""

    def __init__(self, report: Report, limit: int) -> None:
        self.report = report
        self.found = report.difference
        self.limit = limit

    def render(self) -> str:
        parts = [MARK, *self._head()]
        if self.found:
            introduced, resolved = self.found.findings_introduced, self.found.findings_resolved
            parts += self._findings("introduced", introduced)
            parts += [*self._records(), *self._edges(), *self._settings()]
            parts += [*self._findings("resolved", resolved), *self._pages()]
        return "\n\n".join(parts) + "\n"

    # Pieces.

    def _section(self, title: str, count: int, body: str) -> str:
        """Give a list under its title; a long one waits behind a click."""
        if count <= _OPEN:
            return f"#### {title}\n\n{body}"
        return f"<details>\n<summary><b>{title}</b></summary>\n\n{body}\n\n</details>"

    def _table(self, title: str, head: Row, items: Sequence[_Item], row: Callable[[_Item], Row]) -> Iterator[str]:
        """Give a table under its title, without columns that have nothing in them."""
        if items:
            shown = [row(item) for item in items[: self.limit]]
            used = [any(cells[number] for cells in shown) for number in range(len(head))]
            lines = [tuple(compress(cells, used)) for cells in (head, ("---",) * len(head), *shown)]
            body = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
            yield self._section(title, len(items), body + self._rest(len(items)))

    def _rest(self, count: int) -> str:
        return f"\n\nAnd {count - self.limit:,} more, which `kb diff` shows." if count > self.limit else ""

    # The beginning.

    def _head(self) -> Iterator[str]:
        found = self.found
        sides = f"{self._side(self.report.old)} → {self._side(self.report.new)}"
        if not found:
            yield f"### Nothing differs in the knowledge base\n\n{sides}"
            return
        yield f"### Changes to the knowledge base\n\n{sides}"
        renamed = listed((len(found.records_renamed), "renamed"))
        changed = listed((len(found.records_changed), "changed"))
        rows = [
            (
                "records",
                len(found.records_added),
                len(found.records_removed),
                ", ".join(filter(None, (changed, renamed))),
            ),
            ("edges", len(found.edges_added), len(found.edges_removed), listed((len(found.edges_changed), "changed"))),
            ("findings", len(found.findings_introduced), len(found.findings_resolved), ""),
            (
                "pages",
                *(len(list(found.pages_that(change))) for change in (Change.ADDED, Change.REMOVED)),
                listed((len(list(found.pages_that(Change.CHANGED))), "changed")),
            ),
        ]
        lines = ["| | added | removed | |", "| --- | ---: | ---: | --- |"]
        lines += [f"| {name} | {added:,} | {removed:,} | {more} |" for name, added, removed, more in rows]
        lines.append(f"\n{found.new.records:,} records and {found.new.edges:,} edges in all.")
        yield "\n".join(lines)

    @staticmethod
    def _side(side: Side) -> str:
        if side.commit is None:
            return side.name
        name, *short = map(code, side.names)
        return f"{name} ({short[0]})" if short else name

    # Findings.

    def _findings(self, what: str, findings: Sequence[Finding]) -> Iterator[str]:
        title = f"{counted(len(findings), 'finding')} {what}: {levels(findings)}"
        yield from self._table(title, ("", "rule", "place", "message"), findings, self._finding)

    def _finding(self, finding: Finding) -> Row:
        place = cell(f"{self.report.folder}{finding.path}:{finding.line}")
        return str(finding.severity), f"{finding.rule} {finding.name}", place, cell(finding.message, 400)

    # Records.

    def _records(self) -> Iterator[str]:
        found = self.found
        title = counted(len(found.records_added), "record")
        yield from self._table(f"{title} added", ("record", "title", "translated into"), found.records_added, _added)
        title = counted(len(found.records_removed), "record")
        yield from self._table(f"{title} removed", ("record", "title", "is now"), found.records_removed, _removed)
        title = counted(len(found.records_renamed), "record")
        yield from self._table(f"{title} renamed", ("was", "is", "title", "known by"), found.records_renamed, _renamed)
        yield from self._changed([change for change in found.records_renamed if change.fields], "renamed and changed")
        changed = [change for change in found.records_changed if change.fields or change.path != change.old_path]
        yield from self._changed(changed, "changed")
        both = (*found.records_renamed, *found.records_changed)
        rest = [one for one in both if not one.fields and (one.languages_added or one.languages_removed)]
        title = counted(len(rest), "record")
        head = "record", "title", "added", "removed"
        yield from self._table(f"{title} with other translations", head, rest, _translated)
        title = counted(len(found.unread), "record")
        yield from self._table(f"{title} in files that only one side can read", ("record",), found.unread, _key)

    def _changed(self, changes: Sequence[RecordChange], what: str) -> Iterator[str]:
        if not changes:
            return
        parts = []
        for change in changes[: self.limit]:
            lines = list(self._lines(change))
            body = "\n".join(lines[: 6 * self.limit])
            parts.append(f"{code(change.key)} {code(change.title)}\n\n```diff\n{body}\n```")
        body = "\n\n".join(parts) + self._rest(len(changes))
        yield self._section(f"{counted(len(changes), 'record')} {what}", len(changes), body)

    def _lines(self, change: RecordChange) -> Iterator[str]:
        """Give the lines of a block of differences, none of which can end it."""
        if change.key == change.old_key and change.path != change.old_path:
            yield from ("@@ file @@", f"- {shortened(change.old_path, _ROOM)}", f"+ {shortened(change.path, _ROOM)}")
        for sign, languages in (("+", change.languages_added), ("-", change.languages_removed)):
            if languages:
                yield from ("@@ translations @@", f"{sign} {shortened(', '.join(languages), _ROOM)}")
        for field in change.fields:
            where = f" ({field.language})" if field.language else ""
            yield from self._contrast(f"{field.name}{where}", contrast(field.old, field.new, _ROOM))

    @staticmethod
    def _contrast(name: str, words: Contrast) -> Iterator[str]:
        yield f"@@ {shortened(name, 60)}{f': {words.remark}' if words.remark else ''} @@"
        for sign, excerpt in (("-", words.old), ("+", words.new)):
            if excerpt:
                yield f"{sign} {excerpt}"

    # Edges.

    def _edges(self) -> Iterator[str]:
        for relation, added, removed, changed in by_relation(self.found):
            items = [("added", edge) for edge in added] + [("removed", edge) for edge in removed]
            items += [(word, edge) for edge in changed for word in ("was", "is")]
            counts = listed((len(added), "added"), (len(removed), "removed"), (len(changed), "changed"))
            head = "", "from", "to", relation.note or ""
            yield from self._table(f"Edges of {relation.name}: {counts}", head, items, _edge)

    # The rest.

    def _settings(self) -> Iterator[str]:
        settings, registries = self.found.settings, self.found.registries
        title = counted(len(settings), "setting")
        yield from self._table(f"{title} changed in kb.yaml", ("setting", "was", "is"), settings, _setting)
        title = counted(len(registries), "official list")
        yield from self._table(f"{title} changed", ("family", "added", "removed", "changed"), registries, _registry)

    def _pages(self) -> Iterator[str]:
        pages = [page for change in Change for page in self.found.pages_that(change)]
        yield from self._table(f"{counted(len(pages), 'page')} affected", ("", "page", "leads to"), pages, _page)


# Rows.


def _key(key: str) -> Row:
    return (cell(key),)


def _added(entry: Entry) -> Row:
    return cell(entry.key), cell(entry.title), cell(", ".join(entry.languages))


def _removed(entry: Entry) -> Row:
    return cell(entry.key), cell(entry.title), cell(entry.successor or "")


def _renamed(change: RecordChange) -> Row:
    return cell(change.old_key), cell(change.key), cell(change.title), cell(change.evidence or "")


def _translated(change: RecordChange) -> Row:
    added, removed = ", ".join(change.languages_added), ", ".join(change.languages_removed)
    return cell(change.key), cell(change.title), cell(added), cell(removed)


def _edge(item: tuple[str, EdgeChange]) -> Row:
    word, edge = item
    note = edge.new or edge.old or ""
    if word in ("was", "is"):
        words = contrast(edge.old, edge.new, _ROOM)
        note = str(words.old or "") if word == "was" else str(words.new or words.remark)
    return word, cell(edge.source), cell(edge.target), cell(note)


def _setting(change: SettingChange) -> Row:
    words = contrast(change.old, change.new, _ROOM)
    return cell(change.name), cell(str(words.old or "")), cell(str(words.new or words.remark))


def _registry(change: RegistryChange) -> Row:
    lists = change.added, change.removed, change.changed
    return cell(change.family), *(cell(", ".join(codes)) for codes in lists)


def _page(page: PageChange) -> Row:
    return str(page.change), cell(page.address), cell(page.now or "")
