"""What links to records show before they are followed: each preview stands once on a page, however many links have it.

The links name it as their description, so that screen readers say it; `kb-preview.js` shows it in a card.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from urllib.parse import unquote

from kb.record import Record
from kb.site.site import PREVIEW_ID, Page, Shown, Site

SCRIPT = "assets/kb-preview.js"
_USED = re.compile(rf' aria-describedby="{PREVIEW_ID}([^"\s]+)"')


def with_previews(site: Site, page: Page) -> Page:
    """Give a page with the previews that its links name, numbered, and the script that shows them."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        return f' aria-describedby="{_id(numbers.setdefault(unquote(match[1]), len(numbers)))}"'

    body = _USED.sub(numbered, page.body)
    if not numbers:
        return page
    listed = "".join(_preview(site, site.base[key], _id(n)) for key, n in numbers.items() if key in site.base)
    words = _words(site.labels["preview_open"])
    block = f'<div class="kb-previews" data-open="{words}" data-search-exclude hidden>{listed}</div>'
    return replace(page, body=f"{body}\n{block}\n", scripts=(*page.scripts, SCRIPT))


def _id(number: int) -> str:
    return f"kb-p{number}"


def _preview(site: Site, record: Record, id_: str) -> str:
    lead, title = site.lead(record), site.heading(record)
    text = Shown(site.preview(record), lead.language if lead else "")
    name, sort = _element("b", title), _element("small", Shown(_sort(site, record)))
    return f'<div id="{id_}">{sort} {name} {_element("p", text)}</div>'


def _sort(site: Site, record: Record) -> str:
    """Give what a record is, in a word or two: the family of a code, else its kind."""
    if record.kind == "code":
        return site.family_name(record.family or "")
    kind = record.declaration
    return site.labels[kind.name] if kind.name in ("guide", "term") else site.kind_label(kind)


def _element(tag: str, shown: Shown) -> str:
    lang = f' lang="{shown.language}"' if shown.language else ""
    return f"<{tag}{lang}>{_words(shown.text)}</{tag}>"


def _words(text: str) -> str:
    """Give words as HTML; inside a raw block Markdown leaves them alone."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return escape(" ".join(text.split()))
