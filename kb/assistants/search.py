"""Finding records by what somebody has in hand: a name, a code, a line of a log, or words."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from kb import patterns
from kb.base import Base, names_of
from kb.names import natural
from kb.record import Record
from kb.suggest.words import plain, stems, words

LONGEST = 4_000
"""How many characters of what is asked are looked at."""
LINES = 20
"""In how many lines of it patterns are looked for."""
LINE = 500
LARGE = 20_000
"""With more records, words are looked for in names and in what a record is about: the rest would not fit in memory."""

_TOKEN = re.compile(r"[^\s,;:()\[\]{}<>\"'=|]+")
_TITLE, _LEAD, _TEXT = 3.0, 1.5, 1.0
_NAMED, _PATTERN, _CODE, _FAMILY, _WORDS = 100.0, 40.0, 20.0, 15.0, 30.0
"""What each sign is worth. Words are worth most where all of them stand in a title."""
_FEW = 3
"""How many words are no line of a log yet."""
_ALONE = 0.3
"""The share of a code's worth that it keeps among many words."""
_LEAST = 0.2
"""The share of the words' worth below which they are no reason."""


class Hit(NamedTuple):
    """A record that may be meant, how surely, and why."""

    record: Record
    score: float
    why: str


class Index:
    """What finds the records of a base. Everything is made when it is first needed."""

    def __init__(self, base: Base) -> None:
        """Take a loaded base."""
        self.base = base

    def find(self, text: str, kind: str | None = None) -> list[Hit]:
        """Give the records that a text may mean, of one kind if one is named, the most likely first."""
        text = text[:LONGEST]
        scores: dict[str, float] = defaultdict(float)
        reasons: dict[str, list[str]] = defaultdict(list)
        for sign in (self._named, self._matched, self._coded, self._worded):
            for key, score, why in sign(text):
                scores[key] += score
                reasons[key].append(why)
        hits = [Hit(self.base[key], score, "; ".join(reasons[key])) for key, score in scores.items()]
        hits = [hit for hit in hits if kind in (None, hit.record.kind)]
        return sorted(hits, key=lambda hit: (-hit.score, natural(hit.record.id), hit.record.key))

    def _named(self, text: str) -> Iterator[tuple[str, float, str]]:
        name = " ".join(text.split())
        for record in self.base.answering(name) if name else ():
            yield record.key, _NAMED, "it is called so"

    def _matched(self, text: str) -> Iterator[tuple[str, float, str]]:
        lines = [line[:LINE] for line in text.splitlines()[:LINES] if line.strip()]
        for key, pattern in self._patterns:
            if any(patterns.occurs(pattern, line) for line in lines):
                yield key, _PATTERN, f"its pattern `{pattern}` matches"

    @cached_property
    def _patterns(self) -> list[tuple[str, str]]:
        found = []
        for code in self.base.of_kind("code"):
            for pattern in code.patterns or ():
                try:
                    patterns.compiled(pattern)
                except ValueError:  # which lint reports
                    continue
                found.append((code.key, pattern))
        return found

    def _coded(self, text: str) -> Iterator[tuple[str, float, str]]:
        tokens = {token.rstrip(".!?").casefold() for token in _TOKEN.findall(text)}
        parts = tokens | {part for token in tokens for part in token.split("-")}
        said = set(words(text, cut=False))
        share = min(1, max(_ALONE, _FEW / max(1, len(tokens))))  # in a long line, most numbers are no codes
        for token in sorted(parts):
            for code in self._codes.get(token, ()):
                is_family = said >= set(words(code.family or "", cut=False)) or any(
                    said >= set(words(name)) for name in self._family_names(code)
                )
                why = f"its code {code.text('code')} stands there"
                yield code.key, _CODE * share + _FAMILY * is_family, why + " with its family" * is_family

    def _family_names(self, code: Record) -> list[str]:
        family = self.base.config.families.get(code.family or "")
        return [name for name in family.name.values() if name] if family else []

    @cached_property
    def _codes(self) -> dict[str, list[Record]]:
        codes: dict[str, list[Record]] = defaultdict(list)
        for record in self.base.of_kind("code"):
            if code := record.text("code"):
                codes[code.casefold()].append(record)
        return codes

    def _worded(self, text: str) -> Iterator[tuple[str, float, str]]:
        said = words(text)
        if len(said) > _FEW:  # numbers are looked at as codes
            said = [word for word in said if not word.isdecimal()]
        asked = {stem for word in said for stem in stems(word)}
        wanted = sorted(asked & self._stems.keys())
        rarity = {stem: math.log(1 + len(self.base) / len(self._stems[stem])) for stem in wanted}
        found: dict[str, float] = defaultdict(float)
        for stem in wanted:
            for key, weight in self._stems[stem].items():
                found[key] += rarity[stem] * weight
        most = _TITLE * (sum(rarity.values()) + (len(asked) - len(wanted)) * math.log(1 + len(self.base)))
        for key, score in found.items():
            if score >= _LEAST * most:
                yield key, _WORDS * score / most, "its words match"

    @cached_property
    def _stems(self) -> dict[str, dict[str, float]]:
        """For each stem the records that have it, and what it is worth where it stands, in any language."""
        index: dict[str, dict[str, float]] = defaultdict(dict)
        said = [(record.key, record) for record in self.base]
        said += [(key, record) for (key, _), record in self.base.translations.items() if key in self.base]
        for key, record in said:
            for weight, text in self._texts(record):
                for stem in {stem for word in words(plain(text)) for stem in stems(word)}:
                    index[stem][key] = max(weight, index[stem].get(key, 0))
        return dict(index)

    def _texts(self, record: Record) -> Iterator[tuple[float, str]]:
        for name in names_of(record, self.base.config):
            yield _TITLE, name
        for name, scalar in record.texts():
            if name == record.declaration.lead:
                yield _LEAD, scalar.text
            elif name != record.declaration.title and len(self.base) <= LARGE:
                yield _TEXT, scalar.text
