"""Terms marked where they first appear in a text: which words of it, and as what they are written for the page.

A term that the author links anywhere in the text counts as linked, and is not marked. What is no running text is left
alone (see `kb.mentions`), and so are everyday words, by the same measure as in KB208.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.base import Base
from kb.fields import ID
from kb.markup import links
from kb.mentions import everyday, find
from kb.record import Record

KINDS = ("code", "guide")
"""The kinds of record in whose texts terms are marked."""
_MARKUP = re.compile(r"[\\\[\]|<>*`{}#~]")
"""What words must not have in them to be marked: it would mean something else within a link."""


class Marked(NamedTuple):
    """A text with links around the words that are marked, and the targets of these links."""

    text: str
    targets: frozenset[str]


def marked(base: Base, record: Record, text: str, language: str | None) -> Marked:
    """Mark the terms in a text of a record, which is in a language; `None` is that of originals."""
    found: dict[str, tuple[int, int]] = {}
    usual = everyday(base)
    for start, end, term in find(base, text, language):
        is_term = term is not None and term.kind == "term" and term is not record
        if term is None or not is_term or term.key in usual or term.key in found or not ID.fullmatch(term.id):
            continue
        if not _MARKUP.search(text, start, end):
            found[term.key] = start, end
    if not found:
        return Marked(text, frozenset())
    for link in links(text):
        target, _ = base.follow(record, link)
        if target is not None:
            found.pop(target.key, None)
    parts: list[str] = []
    done = 0
    for key, (start, end) in found.items():
        parts += text[done:start], f"[[{key}|{text[start:end]}]]"
        done = end
    return Marked("".join(parts) + text[done:], frozenset(found))
