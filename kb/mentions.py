"""Records that texts name without a link to them: where, and which names are everyday words.

KB208 reports the names, the site marks those of terms. Both take the same names and leave out the same words, so that
what is marked is what would be worth a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kb import markup
from kb.base import Base, names_of
from kb.fields import Text
from kb.passages import Passage, passages
from kb.phrases import MASK, Found, Phrases
from kb.record import Record

EVERYDAY = 10
"""A record named without a link in more records than these, and than a tenth of all, bears an everyday word."""

_REMARK = re.compile(r"\s*\(([^()]*)\)\s*$")
_NO_NAMES = """
a all an and any are as at be but by can do for from get has have if in into is it its may me must new no nor
not now of off on one or our out own same see set she so such than that the then they this to too up us use was
we what when where which who why will with yes you your
"""
_FUNCTION_WORDS = frozenset(_NO_NAMES.split())
"""English words that name nothing in a sentence, whatever record bears them."""


class Mention(NamedTuple):
    """A record named in a text of another, or of another's translation."""

    record: Record
    passage: Passage
    start: int
    end: int
    target: Record


class _Known:
    """What was worked out for a base, without the base itself, which would keep it alive."""

    __slots__ = ("everyday", "phrases")

    def __init__(self) -> None:
        self.phrases: dict[str | None, Phrases[Record]] = {}
        self.everyday: frozenset[str] | None = None


_KNOWN: WeakKeyDictionary[Base, _Known] = WeakKeyDictionary()


def find(base: Base, text: str, language: str | None) -> Iterator[Found[Record]]:
    """Find the names of records in the running text of a Markdown text; `None` is the language of originals."""
    phrases = _KNOWN.setdefault(base, _Known()).phrases
    if language not in phrases:
        phrases[language] = Phrases(*names(base, language))
    return phrases[language].find(markup.prose(text, MASK))


def unlinked(base: Base) -> dict[tuple[str, str], list[Mention]]:
    """Give the first mentions of records in others without an edge, by the keys of the record named and the other."""
    pairs: dict[tuple[str, str], list[Mention]] = {}
    for mention in _mentions(base):
        pairs.setdefault((mention.target.key, mention.record.key), []).append(mention)
    named = Counter(target for target, _ in pairs)
    most = max(EVERYDAY, len(base) // 10)
    usual = frozenset(target for target, count in named.items() if count > most)
    _KNOWN.setdefault(base, _Known()).everyday = usual
    return pairs


def everyday(base: Base) -> frozenset[str]:
    """Give the keys of the records that bear an everyday word; worked out once, where KB208 did not do it."""
    known = _KNOWN.setdefault(base, _Known())
    if known.everyday is None:
        unlinked(base)
    return known.everyday or frozenset()


def _mentions(base: Base) -> Iterator[Mention]:
    """Give the first mention of each other record without an edge, in each original and in each translation."""
    translations = (record for record in base.translations.values() if record.key in base)
    for record in (*base, *translations):
        near = set[str]().union(*base.neighbours[record.key].values(), (record.key,))
        for passage in passages(base, record):
            if not isinstance(record.declaration.by_name[passage.field].type, Text):
                continue  # a title, or a note, which belongs to two records
            for start, end, target in find(base, passage.text, record.language):
                if target and target.key not in near:
                    near.add(target.key)
                    yield Mention(record, passage, start, end, target)


def names(base: Base, language: str | None) -> tuple[list[tuple[str, Record]], list[tuple[str, Record]]]:
    """Give the names to look for in texts of a language: its own, and those of originals that are no plain words.

    In those of the second list every capital counts.
    """
    loose: list[tuple[str, Record]] = []
    exact: list[tuple[str, Record]] = []
    for record in base:
        if "replaced_by" in record.fields:
            continue
        translation = base.translations.get((record.key, language)) if language else None
        if translation and record.kind == "term":
            loose += ((name, record) for name in _names(base, translation) if _is_name(name))
        for name in _names(base, record):
            if record.kind != "term":
                if _is_proper(name):
                    exact.append((name, record))
            elif _is_name(name) and (translation is None or name != name.lower()):
                loose.append((name, record))
    return loose, exact


def _names(base: Base, record: Record) -> Iterator[str]:
    """Give what readers call a record, without the remark in brackets after a name, and a code as logs show it."""
    for name in names_of(record, base.config):
        remark = _REMARK.search(name)
        if remark is None:
            yield name
        elif not _tells_apart(base, record, remark[1]):
            yield name[: remark.start()]
    if record.kind == "code" and (code := record.text("code")):
        yield code


def _tells_apart(base: Base, record: Record, remark: str) -> bool:
    """Tell whether a remark names another record or a family, as in `Stream (HTTP/2)`: the bare word is not enough."""
    family = remark.casefold()
    if any(family in (id_, *map(str.casefold, one.name.values())) for id_, one in base.config.families.items()):
        return True
    return any(other.key != record.key for other in base.called.get(family, ()))


def _is_name(name: str) -> bool:
    """Tell whether a word or words can be looked for in prose."""
    return len(name) > 1 and not name.isdecimal() and name.lower() not in _FUNCTION_WORDS


def _is_proper(name: str) -> bool:
    """Tell whether a name of a guide or a code is not taken for other words: one of several, or no usual word."""
    words = name.split()
    capitals = sum(map(str.isupper, name))
    if len(words) > 1:
        return capitals > 0
    is_number = name.isdecimal() or name[:2] in ("0x", "0X")
    return not is_number and len(name) > 2 and (capitals > 1 or not name.isalpha())
