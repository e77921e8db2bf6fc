"""Markdown for programs that read text: authors' texts, links between copies, and plain words that stay plain.

What authors wrote stays as it is but for what would act in a page: raw HTML shows as text, and links lead to the web,
to mail, or to records, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape

from kb.markup import LinkMatch, links, without_code, without_suppressions
from kb.record import Record
from kb.site.prose import CONTROL, is_harmless
from kb.site.site import Shown, Site, url_of

_ACTIVE = re.compile(r"[\\`*\[\]|]|(?<!\w)_|_(?!\w)|^(?=#{1,6}\s|[-+>]\s)")
"""What Markdown would take for a mark in words that are none; what only begins a line is one at the beginning."""
_NUMBER = re.compile(r"^(\d{1,9})([.)]\s)")
_ENTITY = re.compile(r"<|&(?=#?\w{1,32};)")
_IN_TEXT = re.compile(
    r"^(?P<heading>#{1,6})(?=[ \t])"
    r"|(?P<image>!)(?=\[)"
    r"|(?P<autolink><(?:https?://|mailto:)[^\s<>]+>)"
    r"|(?P<tag><)(?=[A-Za-z/!?])"
    r"|\]\((?=\s*(?P<destination>[^\s)]{0,200}))"
    r"|(?P<definition>\]:)",
    re.MULTILINE,
)

Linker = Callable[[LinkMatch], str]


def words(text: str) -> str:
    """Give plain words as Markdown that shows just them, on one line."""
    text = _ACTIVE.sub(lambda m: "\\" + m[0], " ".join(CONTROL.sub(" ", text).split()))
    text = _NUMBER.sub(r"\1\\\2", text)
    return _ENTITY.sub(lambda m: escape(m[0]), text)


def link(text: str, href: str) -> str:
    """Give a link with plain words."""
    return f"[{words(text)}]({href})"


def heading(text: str, level: int = 2) -> str:
    """Give a heading of plain words."""
    return f"{'#' * level} {words(text)}"


def top(site: Site, title: str, page: str) -> Iterator[str]:
    """Give the title of a page, and its address where that is known."""
    yield heading(title, 1)
    if site.base.config.site.url:
        yield f"<{site.address(url_of(page))}>"


def way(site: Site, page: str, target: str, anchor: str = "") -> str:
    """Give the relative address of a copy from another; both are paths of pages."""
    return site.href(page, target).removesuffix(".html") + ".md" + (f"#{anchor}" if anchor else "")


def to_record(site: Site, page: str, record: Record, text: str = "") -> str:
    """Give a link to a record's copy; by the shortest name that is clear anywhere, where no words are given."""
    return link(text or site.short(record), way(site, page, site.path(record)))


def prose(site: Site, page: str, record: Record, name: str, deepen: int = 0) -> str:
    """Give an author's field as a copy has it; empty where there is none."""
    shown = site.shown(record, name)
    return text_of(site, page, record, shown.text, deepen) if shown else ""


def text_of(site: Site, page: str, record: Record, text: str, deepen: int = 0) -> str:
    """Give a text that an author wrote in a record, its links led to copies, its headings moved down by `deepen`."""

    def linker(match: LinkMatch) -> str:
        target, _ = site.base.follow(record, match)
        shown = match.label or (site.title(target).text if target else match.target)
        if target and target.kind == "code" and not match.label:
            shown = site.short(target)
        return link(shown, way(site, page, site.path(target), match.heading)) if target else words(shown)

    return cleaned(text, linker, deepen)


def cleaned(text: str, linker: Linker, deepen: int = 0) -> str:
    """Give an author's text; `linker` gives the Markdown of a link to a record."""
    text = without_suppressions(CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    changes = [(match.start, match.end, linker(match)) for match in links(text)]
    changes += _harmless(without_code(text), deepen)
    return _replaced(text, sorted(changes)).strip("\n")


def _harmless(masked: str, deepen: int) -> Iterator[tuple[int, int, str]]:
    """Give what changes in a text whose code is blanked out, so that nothing in it acts."""
    for match in _IN_TEXT.finditer(masked):
        if match["heading"]:
            yield *match.span(), "#" * min(6, len(match["heading"]) + deepen)
        elif match["image"]:
            yield *match.span(), ""
        elif match["tag"]:
            yield *match.span(), "&lt;"
        elif match["definition"]:
            yield *match.span(), "]\\:"
        elif match["destination"] is not None and not is_harmless(match["destination"]):
            yield *match.span(), "]\\("


def _replaced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """Put other words in places of a text, which are given in their order; what lies within one already done is left."""
    parts: list[str] = []
    done = 0
    for start, end, new in places:
        if start >= done:
            parts += text[done:start], new
            done = end
    return "".join(parts) + text[done:]


def listed(items: Iterable[str]) -> str:
    """Give a list of Markdown; empty where there is nothing to list."""
    return "\n".join(f"- {item}" for item in items)


def joined(parts: Iterable[str]) -> str:
    """Give the text of a copy from its blocks, empty ones left out."""
    return "\n\n".join(part for part in parts if part) + "\n"


def said(label: str, shown: Shown | None) -> str:
    """Give a fact in a line; empty where there is none."""
    return f"{words(label)}{'' if label.endswith('?') else ':'} {words(shown.text)}" if shown else ""
