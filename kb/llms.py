"""The base as text for language models: an index of links and one-line descriptions, and the records themselves.

The index has the form of `llms.txt`, specified at https://llmstxt.org: a title, a summary as a quotation, and sections
of links. Records are plain Markdown. All of it is made from the graph, so it holds what the graph holds; nothing in it
is markup of the site. Authors' words stay within the line or the section that they belong to.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import quote

from kb.graph import families_of, folder_of, relations_of
from kb.kinds import KINDS, Relation
from kb.localized import Localized
from kb.markup import LinkMatch, as_code, fences, links, plain, without_suppressions
from kb.names import natural

if TYPE_CHECKING:
    import networkx as nx

    from kb.config import Family

ROOM = 200
"""How many characters a description has in the index."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?=[ \t]|$)", re.MULTILINE)
_SHORT = 100

_WORDS: Mapping[str, str] = {
    "abbreviation": "Abbreviation",
    "acts": "Who must act",
    "also": "Also called",
    "broader": "Broader",
    "category": "Category",
    "class": "Class",
    "compare": "Compare with",
    "family": "Family",
    "fix": "How to fix it",
    "glossary": "Glossary",
    "guides": "Guides",
    "mentioned": "Mentioned in",
    "narrower": "Narrower",
    "not_confused": "Not to be confused",
    "other_codes": "Other codes",
    "patterns": "How it looks in a log",
    "related_records": "Related",
    "retry": "Try again?",
    "sources": "Sources",
    "status": "Status",
    "use_instead": "Use instead",
    "used_in_codes": "Used by codes",
    "used_in_guides": "Used in guides",
    "when": "When you see this code",
}
_LABELS: Mapping[str, str] = {"aliases": "also"}
"""The words for a field, where they are not under the field's own name."""
_FACTS = ("family", "class", "retry", "acts", "status", "abbreviation", "aliases", "category")
_LEADS = ("summary", "definition")
_ELSEWHERE = frozenset(
    (*_FACTS, *_LEADS, "kind", "title", "path", "code", "name", "term", "translations", "patterns", "sources")
) | {"not_confused_with", "formerly", "translated_from"}


class Words(Protocol):
    """What names things for readers: the labels of the site, or any mapping with the same keys."""

    def __getitem__(self, key: str, /) -> str:
        """Give a label."""


class Entry(NamedTuple):
    """A link: its words, its address, and what stands there, on one line."""

    title: str
    address: str
    about: str = ""


class Part(NamedTuple):
    """A section of links."""

    title: str
    entries: Sequence[Entry]


def index(title: str, summary: str, parts: Iterable[Part], details: str = "") -> str:
    """Give an `llms.txt`: title, summary, details in Markdown without headings, then sections of links."""
    blocks = [f"# {_line(title)}"]
    if summary:
        blocks.append(f"> {_line(summary)}")
    if details:
        blocks.append(_under(details, 6).strip())
    for part in parts:
        if part.entries:
            blocks += [f"## {_line(part.title)}", _listed(part.entries)]
    return "\n\n".join(blocks) + "\n"


def _listed(entries: Iterable[Entry]) -> str:
    return "\n".join(f"- {_link(entry)}{f': {_line(entry.about)}' if entry.about else ''}" for entry in entries)


def _link(entry: Entry) -> str:
    return f"[{_words(entry.title)}]({_address(entry.address)})"


def _words(text: str) -> str:
    """Give words that can stand in the brackets of a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", _line(text))


def _address(address: str) -> str:
    """Give an address that can stand in the round brackets of a link."""
    return quote(_CONTROL.sub("", address), safe="!#$%&'*+,/:;=?@[]~")


def _line(text: str) -> str:
    """Give a text on one line, with nothing in it that cannot be seen."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


class Edition:
    """A base in one language, as text for language models."""

    def __init__(
        self,
        graph: nx.MultiDiGraph[str],
        language: str | None = None,
        *,
        address: Callable[[str], str] | None = None,
        follow: Callable[[str, LinkMatch], str | None] | None = None,
        words: Words = _WORDS,
    ) -> None:
        """Take a base's graph, whole or narrowed, for readers of a language; by default that of its records.

        `address` gives where a record is found by its key: by default its page where the site is published, or else its
        file. `follow` gives the key of the record that a link in the text of another leads to; by default ids, titles
        and aliases are looked up in the graph. `words` are the labels of the interface in that language.
        """
        self.graph = graph
        self.original = str(graph.graph.get("language") or "en")
        self.language = language or self.original
        self.address = address or (lambda key: address_of(graph, key, self.language))
        self._follow = follow or self._look_up
        self._words = words

    # What is asked for.

    def index(self, details: str = "") -> str:
        """Give the `llms.txt` of the base: a section for each family of codes, the guides, the terms, other kinds."""
        parts = (Part(title, [self.entry(key) for key in keys]) for title, keys in self.sections())
        return index(self.title, self.summary, parts, details)

    def full(self, details: str = "") -> str:
        """Give all records, in the order of the index; what links to a record is told where the link begins."""
        articles = (self.article(key, level=2, backlinks=False) for _, keys in self.sections() for key in keys)
        return "\n".join([index(self.title, self.summary, (), details), *articles])

    def entry(self, key: str) -> Entry:
        """Give a record's line in the index."""
        return Entry(self.name(key), self.address(key), textwrap.shorten(self.lead(key), ROOM, placeholder=" …"))

    def article(self, key: str, *, level: int = 1, backlinks: bool = True) -> str:
        """Give a record as Markdown: its name as a heading of that level, facts, texts, links, sources.

        `backlinks` says whether it lists the records that link to it, too.
        """
        blocks = [f"{'#' * level} {_line(self.name(key))}", f"<{_address(self.address(key))}>", self.facts(key)]
        heading = "#" * (level + 1)
        for label, text in self._sections(key, level + 1, backlinks=backlinks):
            blocks += [f"{heading} {label}" if label else "", text]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def related(self, key: str, *, level: int = 1, backlinks: bool = True) -> str:
        """Give the links of a record as Markdown, a heading of that level for each sort."""
        return "\n\n".join(
            f"{'#' * level} {label}\n\n{links}" for label, links in self._links(key, backlinks=backlinks)
        )

    def facts(self, key: str) -> str:
        """Give the facts of a record that fit on a line each, as a Markdown list."""
        return "\n".join(f"- {label}: {_line(value)}" for label, value in self._facts(key) if value.strip())

    # What the base is.

    @property
    def title(self) -> str:
        """What the base is called."""
        return str(self.graph.graph.get("title") or "Knowledge base")

    @property
    def summary(self) -> str:
        """What the base is."""
        return str(self.graph.graph.get("description") or "")

    @cached_property
    def families(self) -> dict[str, Family]:
        """The families that the base describes."""
        return families_of(self.graph)

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Give the keys of all records by family or kind, with a title: families in their order, codes as counted."""
        kinds: dict[str, dict[str, list[str]]] = {kind: {} for kind in KINDS}
        kinds["code"] = {family: [] for family in self.families}
        for key in sorted(self.graph, key=self._order):
            data = self.graph.nodes[key]
            family = str(data.get("family") or "") if self._kind(key) == "code" else ""
            kinds.setdefault(self._kind(key), {}).setdefault(family, []).append(key)
        for kind, groups in kinds.items():
            for family, keys in groups.items():
                if keys:
                    yield self._family(family) if family else self._kind_name(kind), keys

    def _order(self, key: str) -> tuple[list[tuple[int, int, str]], str]:
        data = self.graph.nodes[key]
        own = data.get("code") if self._kind(key) == "code" else self._text(key, "title")
        return natural(str(own or key).casefold()), key

    def _kind(self, key: str) -> str:
        return str(self.graph.nodes[key].get("kind") or key.partition(":")[0])

    def _kind_name(self, kind: str) -> str:
        if kind in KINDS:
            return self._words[{"code": "other_codes", "guide": "guides", "term": "glossary"}.get(kind, kind)]
        own = self.graph.graph.get("kinds", {}).get(kind, {})
        return Localized(own.get("label", {})).into(self.language) or str(own.get("plural") or kind)

    def _family(self, id_: str) -> str:
        family = self.families.get(id_)
        return family.name.into(self.language) if family else id_.upper()

    def _category(self, id_: str) -> str:
        name = self.graph.graph.get("categories", {}).get(id_, {}).get("name", {})
        return Localized(name).into(self.language) or id_

    # What a record says.

    def name(self, key: str) -> str:
        """Give a name that is clear anywhere: `SMTP 504 Parameter Not Implemented`, or the title."""
        data = self.graph.nodes[key]
        title = self._text(key, "title") or key
        if self._kind(key) != "code" or not data.get("code"):
            return title
        return " ".join(filter(None, (self._family(str(data.get("family") or "")), str(data["code"]), title)))

    def lead(self, key: str) -> str:
        """Give what a record is about, as plain words on one line."""
        return _line(self.words(key, next(filter(None, (self._text(key, name) for name in _LEADS)), "")))

    def _text(self, key: str, name: str) -> str:
        value = self._value(key, name)
        return value if isinstance(value, str) else ""

    def _value(self, key: str, name: str) -> Any:
        """Give what a record says in a field: translated, or else as it was written."""
        data = self.graph.nodes[key]
        translated = data.get("translations", {}).get(self.language, {})
        if name == "title":  # which is the name of a code, the term of a term
            kind = self._kind(key)
            name = KINDS[kind].title if kind in KINDS else name
            return translated.get(name) or data.get("title")
        return translated.get(name) or data.get(name)

    def _facts(self, key: str) -> Iterator[tuple[str, str]]:
        data = self.graph.nodes[key]
        family = self.families.get(str(data.get("family") or ""))
        group = family.class_of(str(data.get("code") or ""), data.get("class")) if family else None
        yield "Key", key
        if self.language != self.original and self.language not in data.get("translations", {}):
            yield "Language", self.original
        for name in _FACTS:
            value = self._value(key, name)
            if name == "family":
                value = self._family(str(value)) if value else ""
            elif name == "category":
                value = self._category(str(value or ""))
            elif name == "class" and group:
                value = group.name.into(self.language)
            elif name in ("retry", "acts") and not value and group:
                value = getattr(group, name).into(self.language)
            yield self._label(name), ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        for name in sorted(set(data) - _ELSEWHERE):
            value = self._value(key, name)
            if not self._is_long(key, name) and not isinstance(value, list | Mapping) and value is not None:
                yield self._label(name), str(value)
            elif isinstance(value, list) and not any(isinstance(item, Mapping) for item in value):
                yield self._label(name), ", ".join(map(str, value))

    def _label(self, name: str) -> str:
        """Give what readers call a field; words made of its name, where it is none of kb's."""
        try:
            return self._words[_LABELS.get(name, name)] if name not in ("body", "note") else ""
        except KeyError:
            return name.replace("_", " ").replace("-", " ").capitalize()

    def _is_long(self, key: str, name: str) -> bool:
        value = self._value(key, name)
        return isinstance(value, str) and ("\n" in value.strip() or len(value) > _SHORT or name in ("when", "fix"))

    def _sections(self, key: str, level: int, *, backlinks: bool) -> Iterator[tuple[str, str]]:
        """Give the texts and lists of a record, each with its heading; what it is about has none."""
        data = self.graph.nodes[key]
        kind = self._kind(key)
        declared = [field.name for field in KINDS[kind].fields] if kind in KINDS else []
        names = sorted(data, key=lambda name: declared.index(name) if name in declared else len(declared))
        for name in (*_LEADS, *(name for name in names if name not in _ELSEWHERE and self._is_long(key, name))):
            if text := self._text(key, name):
                label = "" if name in _LEADS else self._label(name)
                yield label, self.markdown(key, text, level if label else level - 1)
        if patterns := data.get("patterns"):
            yield self._words["patterns"], "\n".join(f"- {as_code(_line(str(pattern)))}" for pattern in patterns)
        yield from self._links(key, backlinks=backlinks)
        if items := data.get("not_confused_with"):
            yield self._words["not_confused"], "\n".join(self._not_confused(item) for item in items)
        if sources := data.get("sources"):
            yield self._words["sources"], "\n".join(f"- {_line(str(source))}" for source in sources)

    def _links(self, key: str, *, backlinks: bool) -> Iterator[tuple[str, str]]:
        for label, keys in self._linked(key, backlinks=backlinks).items():
            yield label, "\n".join(self._linked_item(key, other, note) for other, note in keys.items())

    def _linked(self, key: str, *, backlinks: bool) -> dict[str, dict[str, str]]:
        """Give the records that one is linked with, by what a reader calls them, each with the author's words."""
        found: dict[str, dict[str, str]] = {}
        named = set()
        relations = self._relations
        out = [(relation, True, other, data) for _, other, relation, data in self._edges(key, outward=True)]
        into = [(relation, False, other, data) for other, _, relation, data in self._edges(key, outward=False)]
        order = {name: number for number, name in enumerate(relations)}
        for relation, outward, other, data in sorted(
            out + into, key=lambda item: (order.get(item[0], len(order)), not item[1], self._order(item[2]))
        ):
            declared = relations.get(relation)
            is_outward = outward or (declared is not None and declared.symmetric)
            if relation == "mention" and (outward or other in named):  # its link stands in the text
                continue
            if not backlinks and not is_outward:
                continue
            named.add(other)
            note = data.get(declared.note) if declared and declared.note else None
            found.setdefault(self._relation(relation, other, outward=is_outward), {}).setdefault(other, str(note or ""))
        return found

    def _edges(self, key: str, *, outward: bool) -> Iterable[tuple[str, str, str, dict[str, Any]]]:
        edges = self.graph.out_edges if outward else self.graph.in_edges
        return edges(key, keys=True, data=True)

    def _relation(self, relation: str, other: str, *, outward: bool) -> str:
        """Give what a reader calls the records that a relation leads to, or comes from."""
        kind = self._kind(other)
        plainly = {"compare": "compare", "related": "related_records", "broader": "broader" if outward else "narrower"}
        if relation in plainly:
            return self._words[plainly[relation]]
        if relation == "replaced_by":
            return self._words["use_instead"] if outward else "Replaces"
        if relation == "mention":
            return self._words["mentioned"]
        if relation in ("guide", "term"):
            used = {"code": "used_in_codes", "guide": "used_in_guides"}.get(kind)
            return self._words[used] if used and not outward else self._kind_name(kind)
        declared = self._relations.get(relation)
        label = (declared.label if outward else declared.inverse_label) if declared else None
        return Localized(label).into(self.language) if label else f"{self._label(relation)}{'' if outward else ' (of)'}"

    def _linked_item(self, key: str, other: str, note: str) -> str:
        words = f": {_line(self.words(key, note))}" if note else ""
        return f"- {_link(Entry(self.name(other), self.address(other)))}{words}"

    def _not_confused(self, item: Any) -> str:
        id_ = str(item["with"] if isinstance(item, Mapping) and "with" in item else item)
        key = next((one for one in (id_, f"code:{id_}") if one in self.graph), None)
        name = _link(Entry(self.name(key), self.address(key))) if key else as_code(_line(id_))
        reason = _line(plain(str(item.get("reason") or ""))) if isinstance(item, Mapping) else ""
        return f"- {name}{f': {reason}' if reason else ''}"

    # Authors' texts.

    def markdown(self, key: str, text: str, below: int = 0) -> str:
        """Give a text of a record as Markdown that stands alone: links led to addresses, headings below a level."""
        return _under(self._linking(key, text), below).strip()

    def words(self, key: str, text: str) -> str:
        """Give a text of a record as plain words on one line, links as what they lead to is called."""
        return plain(without_suppressions(self._linking(key, text, words_only=True)))

    def _linking(self, key: str, text: str, *, words_only: bool = False) -> str:
        text = without_suppressions(_visible(text))
        parts: list[str] = []
        done = 0
        for match in links(text):
            if match.start < done:
                continue
            target = self._follow(key, match) if match.target else key
            target = target if target in self.graph else None  # it may be narrowed away
            words = match.label or (self._shown(target, match) if target else match.target or match.heading)
            if target is not None and target != key and not words_only:
                words = _link(Entry(words, self.address(target)))
            parts += text[done : match.start], words
            done = match.end
        return "".join(parts) + text[done:]

    def _shown(self, target: str, match: LinkMatch) -> str:
        name = self._text(target, "title") if self._kind(target) != "code" else self.name(target)
        return name or match.target

    def _look_up(self, key: str, match: LinkMatch) -> str | None:
        if match.is_file:
            return self._files.get(_joined(str(self.graph.nodes[key].get("path") or ""), match.target))
        name = match.target.strip()
        return name if name in self.graph else self._named.get(name.casefold())

    @cached_property
    def _relations(self) -> dict[str, Relation]:
        return relations_of(self.graph)

    @cached_property
    def _files(self) -> dict[str, str]:
        return {str(data["path"]): key for key, data in self.graph.nodes(data=True) if data.get("path")}

    @cached_property
    def _named(self) -> dict[str, str]:
        """The keys by all that a link may call them, ids before titles before other names, in lower case."""
        named: dict[str, str] = {}
        keys = sorted(self.graph)
        for key in keys:
            named.setdefault(key.partition(":")[2].casefold(), key)
        for key in keys:
            data = self.graph.nodes[key]
            texts = (data, *(data.get("translations") or {}).values())
            for name in (name for said in texts for name in _names(said)):
                named.setdefault(name.casefold(), key)
                named.setdefault(f"{self._kind(key)}:{name}".casefold(), key)
        return named


def _names(said: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "name", "term", "abbreviation"):
        if isinstance(said.get(name), str):
            yield said[name]
    for alias in said.get("aliases") or ():
        yield str(alias)
    if said.get("family") and said.get("code"):
        yield f"{said['family']} {said['code']}"


def _joined(path: str, way: str) -> str:
    """Give the path to which a relative way leads from a file."""
    parts = path.split("/")[:-1]
    for part in way.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _under(text: str, level: int) -> str:
    """Move the headings of a text as far down as it takes for all to be below a level; code is passed over."""
    lines = text.split("\n")
    coded = {number for fence in fences(lines) for number in range(fence.first, fence.last + 1)}
    found = {
        number: match
        for number, line in enumerate(lines)
        if number not in coded and (match := _HEADING.match(line)) is not None
    }
    down = level + 1 - min((len(match[1]) for match in found.values()), default=level + 1)
    for number, match in found.items() if down > 0 else ():
        lines[number] = "#" * min(6, len(match[1]) + down) + lines[number][match.end() :]
    return "\n".join(lines)


def address_of(graph: nx.MultiDiGraph[str], key: str, language: str | None = None) -> str:
    """Give where a record is found: its page where the site is published, or else the path of its file."""
    url = graph.graph.get("url")
    data = graph.nodes[key]
    if not url:
        return quote(str(data.get("path") or key))
    kind, _, id_ = key.partition(":")
    prefix = f"{language}/" if language and language != graph.graph.get("language", language) else ""
    return f"{str(url).rstrip('/')}/{prefix}{quote(folder_of(graph, str(data.get('kind') or kind)))}/{quote(id_)}.html"
