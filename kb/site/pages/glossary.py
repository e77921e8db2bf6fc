"""The glossary from A to Z; Korean terms stand under their first consonant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial

from kb.record import Record
from kb.site import api, schema_org
from kb.site.copies import lists
from kb.site.prose import attribute, heading, inert
from kb.site.site import Page, Site, entry

_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
"""The nineteen first consonants in the order of Unicode, doubled ones with their plain ones."""


def pages(site: Site) -> Iterator[Page]:
    """Give the glossary."""
    path = "terms/index.md"
    terms = sorted(site.base.of_kind("term"), key=lambda term: (_sort_key(site.title(term).text), term.id))
    if not terms:
        return
    letters: dict[str, list[Record]] = {}
    for term in terms:
        letters.setdefault(initial(site.title(term).text) or site.labels["other_symbols"], []).append(term)
    jumps = "".join(f'<a href="#letter-{number}">{inert(letter)}</a>' for number, letter in enumerate(letters))
    parts = [
        heading(site.labels["glossary"], "glossary", 1),
        f'<nav class="kb-letters" aria-label="{inert(site.labels["a_to_z"])}" data-search-exclude>{jumps}</nav>',
    ]
    for number, (letter, found) in enumerate(letters.items()):
        parts.append(f"## {inert(letter)} {{#letter-{number}}}")
        parts += (entry(site, term, path) for term in found)
    title = site.labels["glossary"]
    description = site.labels.fill("count_terms", count=len(terms))
    beside = {
        ".md": partial(lists.records, site, path, title, list(letters.items())),
        ".json": partial(api.records, site, site.base.kinds["term"]),
    }
    thing = partial(schema_org.of_terms, site, path, title, "", terms)
    yield Page(path, title, "\n\n".join(parts) + "\n", description, thing=thing, beside=beside)


def initial(text: str) -> str:
    """Give the heading that a term stands under: its first letter, or the first consonant of a Hangul syllable."""
    for char in unicodedata.normalize("NFC", text):
        if "가" <= char <= "힣":
            return _CONSONANTS[(ord(char) - ord("가")) // 588]
        if char.isalpha():
            base = unicodedata.normalize("NFD", char)[0].upper()
            return base if base.isalpha() else char.upper()
        if char.isdigit():
            return "0-9"
    return ""


def _sort_key(text: str) -> tuple[bool, str, str]:
    """Put Hangul first, as Korean readers expect in a list of both, and each term under its letter."""
    first = initial(text)
    if first and first in _CONSONANTS:
        return False, first, text
    return True, first, unicodedata.normalize("NFKD", text).casefold()
