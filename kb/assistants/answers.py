"""What an assistant is told, in Markdown. A question about what is not there raises `UserError` with one line."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

import networkx as nx

from kb.assistants.library import Copy
from kb.base import Base, Edge
from kb.errors import UserError
from kb.finding import Finding
from kb.linting import unknown_selector
from kb.llms import Edition, address_of
from kb.project import find as find_record
from kb.project import is_within, unknown
from kb.record import Record
from kb.rules import find as find_rule
from kb.rules import name_of
from kb.source import shown


def find(copy: Copy, text: str, kind: str | None, language: str | None, limit: int) -> str:
    """Give the records that a text may mean, the most likely first, a line for each with why."""
    if not text.strip():
        raise UserError("say what is to be found: a code, words, or a line of a log")
    if kind is not None and kind not in copy.base.kinds:
        raise unknown("kind", kind, copy.base.kinds)
    edition = copy.edition(language)
    hits = copy.index.find(text, kind)
    if not hits:
        return f"Nothing here is about `{shown(text)}`. Other words may help, or the code alone."
    lines = [_item(edition, hit.record.key, f" ({hit.why})") for hit in hits[:limit]]
    more = [f"\n{len(hits) - limit:,} more are less likely."] if len(hits) > limit else []
    return "\n".join([*lines, *more])


def show(copy: Copy, id_: str, language: str | None) -> str:
    """Give a record with its texts, what it is compared with and linked with, and its sources."""
    key = find_record(copy.base, id_).key
    page = f"\nPublished at <{address_of(copy.base.graph, key, language)}>.\n" if copy.base.config.site.url else ""
    return copy.edition(language).article(key) + page


def compare(copy: Copy, a: str, b: str, language: str | None) -> str:
    """Give what two codes have to do with each other: the author's words on how they differ, or that there are none."""
    base, edition = copy.base, copy.edition(language)
    one, other = find_record(base, a), find_record(base, b)
    if one is other:
        raise UserError(f"both are {one.key}")
    parts = [f"# {edition.name(one.key)} and {edition.name(other.key)}"]
    parts.append(_verdict(base, edition, one, other))
    for record in (one, other):
        facts = edition.facts(record.key)
        parts.append("\n\n".join([f"## {edition.name(record.key)}", facts, edition.lead(record.key)]))
    both = sorted(_linked(base, one) & _linked(base, other))
    if both:
        parts.append("\n".join(["## Both are linked with", "", *(_item(edition, key) for key in both)]))
    return "\n\n".join(parts) + "\n"


def related(copy: Copy, id_: str, language: str | None) -> str:
    """Give all that a record is linked with, by the sort of link."""
    edition = copy.edition(language)
    key = find_record(copy.base, id_).key
    links = edition.related(key, level=2)
    return f"# {edition.name(key)}\n\n{links or 'It is linked with nothing.'}\n"


def path(copy: Copy, a: str, b: str, language: str | None) -> str:
    """Give the shortest way from one record to another, a line for each step."""
    base, edition = copy.base, copy.edition(language)
    start, end = find_record(base, a).key, find_record(base, b).key
    try:
        keys = nx.shortest_path(base.graph.to_undirected(as_view=True), start, end)
    except nx.NetworkXNoPath:
        return f"No way leads from {start} to {end}."
    lines = [_item(edition, keys[0])]
    for left, right in pairwise(keys):
        source, _, relation = base.between(left, right)[0]
        ends = f"{left} → {right}" if source == left else f"{right} → {left}"
        lines.append(_item(edition, right, f" ({relation}: {ends})"))
    return "\n".join(lines)


def lint(copy: Copy, paths: Sequence[str], limit: int) -> str:
    """Give what is wrong in the records, in some files or folders of the project or in all of them."""
    wanted = [_inside(path) for path in paths]
    found = [finding for finding in copy.findings if not wanted or is_within(finding.path, wanted)]
    if not found:
        if wanted and not any(is_within(source.path, wanted) for source in copy.base.listing.sources):
            raise UserError(f"no record is in {', '.join(f'`{shown(path)}`' for path in paths)}")
        return f"Nothing found in {len(copy.base):,} records."
    counts = Counter(str(finding.severity) for finding in found)
    total = ", ".join(f"{counts[level]:,} {level}" for level in ("error", "warning", "info") if counts[level])
    lines = [f"{total}.", "", *(_finding(finding) for finding in found[:limit])]
    more = [f"\n{len(found) - limit:,} more; name paths to see those of some files."] if len(found) > limit else []
    return "\n".join([*lines, *more])


def explain(name: str) -> str:
    """Give the page of a rule of lint."""
    rule = find_rule(name)
    if rule is None:
        raise UserError(unknown_selector(name) or f"`{shown(name)}` means several rules; name one")
    return f"# {rule.CODE} {name_of(rule)} ({rule.SEVERITY})\n\n{(rule.__doc__ or '').strip()}\n"


def read(copy: Copy, kind: str, id_: str, language: str | None) -> str:
    """Give the record of exactly that kind and id."""
    if f"{kind}:{id_}" not in copy.base:
        raise UserError(f"there is no record `{shown(f'{kind}:{id_}')}`")
    return copy.edition(language).article(f"{kind}:{id_}")


def completions(copy: Copy, name: str, begun: str, given: Mapping[str, str]) -> list[str]:
    """Give the kinds, ids or languages that begin so; ids of the kind that is given already."""
    base = copy.base
    if name == "kind":
        known = list(base.kinds)
    elif name == "language":
        known = list(base.config.languages)
    else:
        known = sorted(base.ids.get(given.get("kind", ""), {}))
    return [one for one in known if one.startswith(begun)]


def index(copy: Copy) -> str:
    """Give what is in the base: every record with a line on it."""
    return copy.edition(None).index()


def _item(edition: Edition, key: str, why: str = "") -> str:
    about = edition.entry(key).about
    return f"- {key}: {edition.name(key)}{why}{f' — {about}' if about else ''}"


def _verdict(base: Base, edition: Edition, one: Record, other: Record) -> str:
    """Say what authors say of a pair."""
    edge = Edge(min(one.key, other.key), max(one.key, other.key), "compare")
    if edge in base.edges:
        note = base.edges[edge]
        return edition.markdown(one.key, note, 2) if note else "They are compared, but nobody has written what differs."
    for record, second in ((one, other), (other, one)):
        for use in base.uses if "not_confused_with" in record.fields else ():
            if use.record is record and use.field == "not_confused_with" and use.target is second:
                reason = f": {use.reference.note.text}" if use.reference.note else "."
                return f"An author considered the two, and holds that nobody confuses them{reason}"
    return "Nobody has compared these two. What follows is what each record says."


def _linked(base: Base, record: Record) -> set[str]:
    return {key for (relation, _), keys in base.neighbours[record.key].items() for key in keys if relation != "mention"}


def _inside(path: str) -> str:
    """Give a path within the project as findings have it. Raises `UserError` for one that leads out."""
    clean = posixpath.normpath(path.replace("\\", "/"))
    if PurePosixPath(clean).is_absolute() or clean.split("/")[0] == "..":
        raise UserError(f"`{shown(path)}` is no path within the project")
    return clean


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    return f"- {place}: {finding.severity} {finding.rule} {finding.name}: {finding.message}"
