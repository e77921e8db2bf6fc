"""Text for people at a terminal: what came with `+`, what went with `-`, what is not as it was with `~`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from kb.diff.difference import Change, EdgeChange, Entry, PageChange, RecordChange, SettingChange
from kb.diff.excerpt import Contrast, Excerpt, contrast, shortened
from kb.diff.formats.report import Report, Side, by_relation, counted, levels, listed
from kb.finding import Finding
from kb.terminal import Style, printable, style_for, width

_Item = TypeVar("_Item")

_LIMIT = 20
_COLOURS = {"+": "green", "-": "red", "~": "yellow", ">": "cyan"}
_LEVELS = {"error": ("red", "bold"), "warning": ("yellow", "bold"), "info": ("cyan", "bold")}
_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}


def render(report: Report) -> str:
    """Give what differs in the order of its weight: records, edges, settings, findings, pages."""
    return _Text(report).render()


class _Text:
    """The lines of one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found = report.difference
        self.style = style_for(sys.stdout) if report.in_colour else Style(on=False)
        self.room = max(min(width(), 140), 60)
        self.limit = _LIMIT if report.limit is None else report.limit or sys.maxsize

    def render(self) -> str:
        sections = (self._records(), self._edges(), self._settings(), self._findings(), self._pages())
        parts = [part for section in sections if (part := "\n".join(section))]
        if not parts:
            parts = [self.style("Nothing differs.", "green", "bold")]
        return "\n\n".join([self._head(), *parts]) + "\n"

    def _head(self) -> str:
        old, new = self.found.old, self.found.new
        counts = ((old.records, new.records, "records"), (old.edges, new.edges, "edges"))
        sizes = ", ".join(f"{a:,} {word}" if a == b else f"{a:,} → {b:,} {word}" for a, b, word in counts)
        sides = f"{self._side(self.report.old)} → {self._side(self.report.new)}"
        return f"{self.style(sides, 'bold')}\n{self.style(sizes, 'dim')}"

    @staticmethod
    def _side(side: Side) -> str:
        name, *short = map(printable, side.names)
        return f"{name} ({short[0]})" if short else name

    # Pieces.

    def _title(self, name: str, counts: str) -> str:
        return f"{self.style(name, 'bold')}: {counts}"

    def _sign(self, sign: str) -> str:
        return self.style(sign, _COLOURS[sign], "bold")

    def _cut(self, items: Sequence[_Item], lines: Callable[[_Item], str], indent: str = "  ") -> Iterator[str]:
        """Give the lines of as many items as are wanted, and say how many are left."""
        yield from map(lines, items[: self.limit])
        if len(items) > self.limit:
            yield indent + self.style(f"… and {len(items) - self.limit:,} more; `--limit 0` shows them", "dim")

    def _named(self, sign: str, key: str, title: str, more: str = "") -> str:
        words = self.style(shortened(title, 60), "dim")
        return f"  {self._sign(sign)} {printable(key)}  {words}{f' ({more})' if more else ''}"

    # Records.

    def _records(self) -> Iterator[str]:
        found = self.found
        counts = listed(
            (len(found.records_added), "added"),
            (len(found.records_removed), "removed"),
            (len(found.records_renamed), "renamed"),
            (len(found.records_changed), "changed"),
            (len(found.unread), "in files that only one side can read"),
        )
        if not counts:
            return
        yield self._title("Records", counts)
        yield from self._cut(found.records_added, partial(self._entry, "+"))
        yield from self._cut(found.records_removed, partial(self._entry, "-"))
        for changes in (found.records_renamed, found.records_changed):
            yield from self._cut(changes, lambda change: "\n".join(self._change(change)))
        yield from self._cut(found.unread, lambda key: f"  ? {printable(key)}")

    def _entry(self, sign: str, entry: Entry) -> str:
        more = f"now {entry.successor}" if entry.successor else ", ".join(entry.languages) if sign == "+" else ""
        return self._named(sign, entry.key, entry.title, printable(more))

    def _change(self, change: RecordChange) -> Iterator[str]:
        signed = (("+", change.languages_added), ("-", change.languages_removed))
        more = ", ".join(f"{sign}{language}" for sign, languages in signed for language in languages)
        if change.key == change.old_key:
            yield self._named("~", change.key, change.title, printable(more))
            if change.path != change.old_path:
                yield f"      file {printable(change.old_path)} → {printable(change.path)}"
        else:
            known_by = "its `formerly` says so" if change.evidence == "formerly" else "the same content"
            keys = f"{change.old_key} → {change.key}"
            yield self._named(">", keys, change.title, printable(f"{known_by}, {more}" if more else known_by))
        for field in change.fields:
            where = f" ({field.language})" if field.language else ""
            yield from self._contrast(printable(field.name + where), contrast(field.old, field.new, self.room - 10))

    def _contrast(self, name: str, words: Contrast) -> Iterator[str]:
        remark = self.style(f"  {words.remark}", "dim") if words.remark else ""
        yield f"      {self.style(name, 'cyan')}{remark}"
        for sign, excerpt in (("-", words.old), ("+", words.new)):
            if excerpt:
                yield f"        {self._sign(sign)} {self._excerpt(excerpt, _COLOURS[sign])}"

    def _excerpt(self, excerpt: Excerpt, colour: str) -> str:
        dim = [self.style(part, "dim") for part in (excerpt.before, excerpt.after)]
        return f"{dim[0]}{self.style(excerpt.marked, colour)}{dim[1]}"

    # Edges.

    def _edges(self) -> Iterator[str]:
        found = self.found
        lists = found.edges_added, found.edges_removed, found.edges_changed
        counts = listed(*zip(map(len, lists), ("added", "removed", "changed"), strict=True))
        if not counts:
            return
        yield self._title("Edges", counts)
        for relation, *parts in by_relation(found):
            added, removed, changed = parts
            number = listed(*zip(map(len, parts), ("added", "removed", "changed"), strict=True))
            yield f"  {self.style(relation.name, 'cyan')}  {self.style(number, 'dim')}"
            yield from self._cut(added, partial(self._edge, "+"), "    ")
            yield from self._cut(removed, partial(self._edge, "-"), "    ")
            yield from self._cut(changed, lambda edge: "\n".join(self._reworded(edge)), "    ")

    def _edge(self, sign: str, edge: EdgeChange) -> str:
        note = {"+": edge.new, "-": edge.old}.get(sign)
        arrow = "—" if self.found.relations[edge.relation].symmetric else "→"
        ends = f"{printable(edge.source)} {arrow} {printable(edge.target)}"
        words = self.style(f"  {shortened(note, max(self.room - len(ends) - 8, 24))}", "dim") if note else ""
        return f"    {self._sign(sign)} {ends}{words}"

    def _reworded(self, edge: EdgeChange) -> Iterator[str]:
        yield self._edge("~", edge)
        yield from self._contrast(
            self.found.relations[edge.relation].note or "note", contrast(edge.old, edge.new, self.room - 10)
        )

    # The rest.

    def _settings(self) -> Iterator[str]:
        found = self.found
        if found.settings or found.registries:
            numbers = (len(found.settings), "setting"), (len(found.registries), "official list")
            yield self._title("Configuration", ", ".join(counted(*number) for number in numbers if number[0]))
        yield from self._cut(found.settings, self._setting)
        for registry in found.registries:
            parts = (registry.added, "added"), (registry.removed, "removed"), (registry.changed, "changed")
            codes = "; ".join(f"{word} {shortened(', '.join(codes), 60)}" for codes, word in parts if codes)
            yield f"  {self._sign('~')} official list of {printable(registry.family)}: {codes}"

    def _setting(self, change: SettingChange) -> str:
        name = printable(change.name)
        if change.old is None or change.new is None:
            value = shortened(change.new or change.old or "", max(self.room - len(name) - 8, 24))
            return f"  {self._sign('-' if change.new is None else '+')} {name}: {value}"
        room = max((self.room - len(name) - 10) // 2, 24)
        words = contrast(change.old, change.new, room)
        return f"  {self._sign('~')} {name}: {words.old or ''} → {words.new or ''}{words.remark}"

    def _findings(self) -> Iterator[str]:
        introduced, resolved = self.found.findings_introduced, self.found.findings_resolved
        counts = listed((len(introduced), f"introduced ({levels(introduced)})"), (len(resolved), "resolved"))
        if not counts:
            return
        yield self._title("Findings", counts)
        yield from self._cut(introduced, partial(self._finding, "+"))
        yield from self._cut(resolved, partial(self._finding, "-"))

    def _finding(self, sign: str, finding: Finding) -> str:
        path = os.path.relpath(self.report.root / finding.path).replace(os.sep, "/")
        place = printable(f"{path}:{finding.line}:{finding.column}")
        level = self.style(finding.severity, *_LEVELS[finding.severity])
        rule = self.style(f"{finding.rule} {finding.name}", "dim")
        return f"  {self._sign(sign)} {place}: {level} {rule}: {printable(finding.message)}"

    def _pages(self) -> Iterator[str]:
        found = {change: list(self.found.pages_that(change)) for change in Change}
        if counts := listed(*((len(pages), str(change)) for change, pages in found.items())):
            yield self._title("Pages", counts)
        for pages in found.values():
            yield from self._cut(pages, self._page)

    def _page(self, page: PageChange) -> str:
        now = self.style(f" → {printable(page.now)}", "dim") if page.now else ""
        return f"  {self._sign(_SIGNS[page.change])} {printable(page.address)}{now}"
