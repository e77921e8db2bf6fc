"""The site in one language: where each record's page is, and what its readers see of it."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple
from urllib.parse import quote

from kb.base import Base, Edge, Use
from kb.config import Family, Group
from kb.fields import Field, Text
from kb.kinds import Kind
from kb.localized import Localized
from kb.markup import LinkMatch, plain, slugify
from kb.names import natural
from kb.record import Record
from kb.site.labels import Labels
from kb.site.marks import KINDS as MARKED_KINDS
from kb.site.marks import Marked, marked
from kb.site.prose import attribute, inert, page_markdown
from kb.terminal import columns

PREVIEW = 180
"""How wide a preview is, in columns: a wide East Asian character takes two."""

PREVIEW_ID = "kb-about-"
"""What a link names as its description, before a record's key; the page puts a number in place of both."""

_NUMBER = re.compile(r"^(?:0x[0-9a-f]+|\d+(?:\.\d+)+)$|(?<=\()0x[0-9a-f]+(?=\)$)", re.IGNORECASE)
MAP = "map.md"
"""The page with the map of everything."""

_KIND_LABELS = {"code": "codes", "guide": "guides", "term": "glossary"}


class Shown(NamedTuple):
    """A text as readers of this language see it; `language` is set where it is not theirs."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path below the language's root, and its Markdown."""

    path: str
    title: str
    body: str
    description: str = ""
    meta: dict[str, object] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    """Scripts that only this page loads, by path below the language's root."""
    styles: tuple[str, ...] = ()
    """The same of style sheets."""
    thing: Callable[[], dict[str, object]] | None = field(default=None, compare=False)
    """Gives what the page is about in schema.org's words."""
    trail: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The pages above this one below the home page, each with its name and path."""
    beside: Mapping[str, Callable[[], str]] = field(default_factory=dict, compare=False)
    """Gives the files that stand beside the page under its name, by suffix; they are written when the engine is done."""

    @property
    def url(self) -> str:
        """The address below the language's root."""
        return url_of(self.path)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is not a page: its path below the language's root, and its content."""

    path: str
    content: str | bytes


class Site:
    """The records in one language."""

    def __init__(self, base: Base, language: str) -> None:
        """Take the records of a base for readers of a language."""
        self.base = base
        self.language = language
        self.labels = Labels(base.config, language)
        self.is_original = language == base.config.language
        self._previews: dict[str, str] = {}
        self._marks: dict[tuple[str, str], Marked] = {}

    # Where things are.

    @property
    def prefix(self) -> str:
        """The folder of this language below the root of the whole site, with a slash; empty for the first language."""
        return "" if self.is_original else f"{self.language}/"

    def path(self, record: Record) -> str:
        """Give the path of a record's page."""
        return f"{record.declaration.folder}/{record.id}.md"

    def href(self, page: str, target: str, heading: str = "") -> str:
        """Give the relative address of one page from another; both are paths below the language's root."""
        url = url_of(target) if target.endswith(".md") else target
        folder, _, name = url.rpartition("/")
        return _way(posixpath.dirname(page), folder) + quote(name) + (f"#{heading}" if heading else "")

    def on_map(self, record: Record, page: str) -> str:
        """Give the relative address of a record on the map of everything, from a page."""
        return self.href(page, MAP, record.key)

    def compare_path(self, a: str, b: str) -> str:
        """Give the path of the page that compares two codes, given by key."""
        first, second = sorted((a, b))
        return "compare/{}-vs-{}.md".format(*(key.partition(":")[2].replace("/", "-") for key in (first, second)))

    def address(self, file: str, language: str | None = None) -> str:
        """Give the address of a file for machines: from the root of the whole site, or whole where that is known.

        It is the file of this language, or of another one of the site.
        """
        config = self.base.config
        prefix = self.prefix if language is None else "" if language == config.language else f"{language}/"
        return (config.site.url.rstrip("/") + "/" if config.site.url else "") + quote(prefix + file)

    # What readers see.

    def shown(self, record: Record, name: str) -> Shown | None:
        """Give a field's text: translated, or else as it was written and marked with its language."""
        if not self.is_original:
            translation = self.base.translations.get((record.key, self.language))
            if translation and (text := translation.text(name)):
                return Shown(text)
        text = record.text(name)
        if not text:
            return None
        return Shown(text, "" if self.is_original else self.base.config.language)

    def title(self, record: Record) -> Shown:
        """Give what a record is called."""
        return self.shown(record, record.declaration.title) or Shown(record.id)

    def heading(self, record: Record) -> Shown:
        """Give a record's heading: for a code, its number before its name."""
        shown = self.title(record)
        code = record.text("code") if record.kind == "code" else None
        return Shown(f"{code} {shown.text}", shown.language) if code else shown

    def short(self, record: Record) -> str:
        """Give the shortest name that is clear anywhere: `SMTP 504`, or the title."""
        if record.kind != "code":
            return self.title(record).text
        return f"{self.family_name(record.family or '')} {record.text('code') or record.id.rpartition('/')[2]}"

    def full(self, record: Record) -> str:
        """Give a name that is clear anywhere and says it all: `SMTP 504 Parameter Not Implemented`."""
        return f"{self.short(record)} {self.title(record).text}" if record.kind == "code" else self.short(record)

    def lead(self, record: Record) -> Shown | None:
        """Give the text that says what a record is about: a summary or a definition."""
        name = record.declaration.lead
        return self.shown(record, name) if name else None

    def kind_label(self, kind: Kind) -> str:
        """Give what readers call the records of a kind."""
        return self.localized(kind.label) if kind.label else self.labels[_KIND_LABELS[kind.name]]

    def field_label(self, field: Field) -> str:
        """Give what readers call a field."""
        return self.localized(field.label) if field.label else self.labels[field.name]

    def preview(self, record: Record) -> str:
        """Give the beginning of a record's lead as plain words on one line."""
        if record.key not in self._previews:  # every link to the record asks for it
            lead = self.lead(record)
            self._previews[record.key] = shortened(plain(lead.text), PREVIEW) if lead else ""
        return self._previews[record.key]

    def localized(self, text: Localized) -> str:
        """Give a text of the configuration in this language."""
        return text.into(self.language)

    # Links.

    def anchor(self, page: str, record: Record, words: str = "", heading: str = "", *, alone: bool = False) -> str:
        """Give the HTML of a link to a record, with its preview: one of those of the page, or, `alone`, its own."""
        label = Shown(words) if words else self.title(record) if record.kind != "code" else Shown(self.short(record))
        lang = f' lang="{label.language}"' if label.language else ""
        about = self._about(record, alone=alone) if not heading else ""
        href = attribute(self.href(page, self.path(record), heading))
        return f'<a class="kb-ref k-{colour(record.kind)}" href="{href}"{about}{lang}>{inert(label.text)}</a>'

    def mark(self, page: str, term: Record, words: str) -> str:
        """Give the HTML of words that are a term, which lead to it and keep their look."""
        href = attribute(self.href(page, self.path(term)))
        return f'<a class="kb-term" href="{href}"{self._about(term)}>{inert(words)}</a>'

    def _about(self, record: Record, *, alone: bool = False) -> str:
        preview = self.preview(record)
        if alone or not preview:
            return f' title="{attribute(preview)}"' if preview else ""
        return f' aria-describedby="{PREVIEW_ID}{quote(record.key, safe=":/")}"'

    def prose(self, page: str, record: Record, name: str, *, deepen: int = 3) -> str:
        """Give a field as Markdown for a page, in a marked block where it is not in the page's language.

        In codes and guides the terms are marked.
        """
        shown = self.shown(record, name)
        if shown is None:
            return ""
        text, marks = self._marked(record, name, shown)

        def linker(match: LinkMatch) -> str:
            target, _ = self.base.follow(record, match)
            if target is None:
                return f'<span class="kb-broken">{inert(match.label or match.target)}</span>'
            if match.target in marks:
                return self.mark(page, target, match.label)
            if target is record and not match.heading:
                return f"<strong>{inert(match.label or self.title(record).text)}</strong>"
            return self.anchor(page, target, match.label, match.heading)

        return in_language(page_markdown(text, linker, deepen=deepen), shown.language)

    def _marked(self, record: Record, name: str, shown: Shown) -> Marked:
        if record.kind not in MARKED_KINDS:
            return Marked(shown.text, frozenset())
        place = record.key, name
        if place not in self._marks:  # the pages of pairs ask for it again and again
            language = None if shown.language or self.is_original else self.language
            self._marks[place] = marked(self.base, record, shown.text, language)
        return self._marks[place]

    def marks(self, record: Record) -> set[str]:
        """Give the keys of the terms that are marked in any text of a record."""
        texts = (field.name for field in record.declaration.fields if isinstance(field.type, Text))
        found = ((name, shown) for name in texts if (shown := self.shown(record, name)))
        return set[str]().union(*(self._marked(record, name, shown).targets for name, shown in found))

    @cached_property
    def noted(self) -> dict[tuple[str, str], list[Use]]:
        """The references with an author's words about them, by the record's key and a field that kb.yaml declares."""
        found: dict[tuple[str, str], list[Use]] = defaultdict(list)
        own = {name for kind in self.base.kinds.values() for name, field in kind.by_name.items() if field.label}
        for use in self.base.uses:
            if use.field in own and use.reference.note and use.leads:
                found[use.record.key, use.field].append(use)
        return found

    @cached_property
    def own_kinds(self) -> list[Kind]:
        """The kinds of the project's own of which there are records, in the order of kb.yaml."""
        used = {record.kind for record in self.base}
        return [kind for kind in self.base.kinds.values() if kind.is_own and kind.name in used]

    # Families and what they hold.

    @cached_property
    def families(self) -> dict[str, list[Record]]:
        """The codes of each family: declared families in their order, then the others; codes in their own order."""
        found: dict[str, list[Record]] = {family: [] for family in self.base.config.families}
        for record in self.base.of_kind("code"):
            found.setdefault(record.family or "", []).append(record)
        return {family: sorted(records, key=code_order) for family, records in found.items() if records}

    def family(self, id_: str) -> Family:
        """Give a family's declaration, or a plain one where kb.yaml has none."""
        return self.base.config.families.get(id_) or Family(id_, Localized({"": id_.upper()}))

    def family_name(self, id_: str) -> str:
        """Give a family's name."""
        return self.localized(self.family(id_).name)

    @staticmethod
    def numbers_of(record: Record) -> set[str]:
        """Give the numbers of a code that longer ones may begin with: `5.7.1`, `0x8`, or that in `Cancelled (0x8)`."""
        return {
            number.lower() for text in (record.text("code"), record.title) for number in _NUMBER.findall(text or "")
        }

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The numbers of codes with which longer ones begin."""
        numbers = sorted({number for record in self.base.of_kind("code") for number in self.numbers_of(record)})
        return frozenset(number for number, after in pairwise(numbers) if after.startswith(number))

    def comparisons(self, record: Record) -> list[Record]:
        """Give the codes that a code is compared with: those of its own family first, each family as readers count."""
        others = [self.base[key] for key in self.base.neighbours[record.key].get(("compare", True), ())]
        return sorted(others, key=lambda other: (other.family != record.family, other.family, code_order(other)))

    def class_of(self, record: Record) -> Group | None:
        """Give the class of a code in its family."""
        return self.family(record.family or "").class_of(record.text("code") or "", record.text("class"))

    def answer(self, record: Record, name: str) -> Shown | None:
        """Give what a code says of `retry` or `acts`, or else what its class says of all its codes."""
        if shown := self.shown(record, name):
            return shown
        group = self.class_of(record)
        words: Localized = getattr(group, name) if group else Localized()
        return Shown(text) if (text := self.localized(words)) else None

    def category_anchor(self, id_: str | None) -> str:
        """Give the anchor of a category in the list of guides."""
        group = self.base.config.category(id_) if id_ else None
        return f"category-{slugify(group.id if group else id_ or '')}"

    def category_name(self, id_: str | None) -> str:
        """Give a category's name; one that kb.yaml does not declare is shown as it was written."""
        group = self.base.config.category(id_) if id_ else None
        return self.localized(group.name) if group else id_ or ""

    def by_category(self, records: list[Record]) -> Iterator[tuple[str, str, list[Record]]]:
        """Give records by category: its id, its name, its records in the order given; in the order of kb.yaml."""
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            group = self.base.config.category(record.text("category") or "")
            groups[group.id if group else record.text("category") or ""].append(record)
        order = [*self.base.config.categories, *sorted(set(groups) - set(self.base.config.categories))]
        for id_ in order:
            if id_ in groups:
                yield id_, self.category_name(id_) or self.labels["other_guides"], groups[id_]


def colour(kind: str) -> str:
    """Give the name under which the style knows a kind: its own for those of kb, one for all others."""
    return kind if kind in _KIND_LABELS else "own"


@lru_cache(maxsize=4096)
def _way(start: str, end: str) -> str:
    """Give the relative address of one folder from another, with a slash; nothing when they are one."""
    way = posixpath.relpath(end or ".", start or ".")
    return "" if way == "." else quote(way) + "/"


def url_of(path: str) -> str:
    """Give the address of the page that is made of a Markdown file."""
    return path.removesuffix(".md") + ".html"


def shortened(text: str, room: int = PREVIEW) -> str:
    """Cut a text at a space where it is wider than there is room for, in columns."""
    head = text[: 2 * room]  # no more can fit, but for a few marks that take no room
    if head == text and columns(text) <= room:
        return text
    fits = sum(width <= room for width in accumulate(columns(char) for char in head))
    return (text[: fits + 1].rpartition(" ")[0].rstrip(",;:") or text[:fits]) + " …"


def spoken(site: Site, a: Record, b: Record) -> Shown:
    """Give the beginning of what the author says about a pair, as plain words; empty where nothing is said."""
    first, second = sorted((a.key, b.key))
    note = site.base.edges.get(Edge(first, second, "compare")) or ""
    return Shown(shortened(plain(note)), "" if site.is_original else site.base.config.language)


def in_language(text: str, language: str) -> str:
    """Wrap a block of Markdown in an element that says its language; nothing to wrap when there is none to say."""
    if not language:
        return text
    return f'<div class="kb-foreign" lang="{language}" markdown="1">\n\n{text}\n\n</div>'


def in_language_inline(shown: Shown) -> str:
    """Give words as HTML that says their language."""
    return f'<span lang="{shown.language}">{inert(shown.text)}</span>' if shown.language else inert(shown.text)


def entry(site: Site, record: Record, page: str) -> str:
    """Give a record's item in a list of records: its name as a link, and the beginning of what it is about."""
    lead = site.lead(record)
    words = f"\n    {in_language_inline(lead._replace(text=site.preview(record)))}" if lead else ""
    href = attribute(site.href(page, site.path(record)))
    name = in_language_inline(site.title(record))
    return f'- <a class="kb-entry k-{colour(record.kind)}" href="{href}">{name}</a>\n{words}'


def code_order(record: Record) -> tuple[list[tuple[int, int, str]], str]:
    """Order codes as readers count: `9` before `10`, `5.7.1` before `5.10.0`, words after numbers."""
    return natural(record.text("code") or record.id.rpartition("/")[2]), record.id
