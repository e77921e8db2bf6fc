"""What a generated base holds: its records by kind, what they are called, and which codes are compared."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar

from benchmarks import words

T = TypeVar("T")


class Counts(NamedTuple):
    """How many records of each kind there are."""

    codes: int
    guides: int
    terms: int


def counts(records: int) -> Counts:
    """Share a number of records among the kinds."""
    guides, terms = max(round(records * 0.15), 1), max(round(records * 0.25), 1)
    return Counts(records - guides - terms, guides, terms)


class Draw:
    """Random choices. Only `random()` is promised to give the same numbers for ever, so all is made from it."""

    def __init__(self, *seed: object) -> None:
        """Begin the choices that belong to this seed."""
        self.random = random.Random("/".join(map(str, seed))).random

    def below(self, limit: int) -> int:
        """Give a number from 0 on."""
        return int(self.random() * limit)

    def between(self, first: int, last: int) -> int:
        """Give a number, both ends included."""
        return first + int(self.random() * (last - first + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Give one of some options."""
        return options[int(self.random() * len(options))]

    def some(self, options: Sequence[T], count: int, but: Sequence[T] = ()) -> list[T]:
        """Give distinct options, those at the beginning oftener: every base has its well-known records."""
        left = len(options) - sum(1 for option in but if option in options) if but else len(options)
        chosen: dict[int, T] = {}
        while len(chosen) < min(count, left):
            index = int(self.random() ** 1.5 * len(options))
            if options[index] not in but:
                chosen[index] = options[index]
        return list(chosen.values())


class Family(NamedTuple):
    """A family of codes, all of one form."""

    id: str
    name: str
    pattern: str
    spell: Callable[[int], str]
    """Gives the code of a number; no two numbers have the same."""
    has_classes: bool = False
    is_registered: bool = False


def _reply(index: int) -> str:
    return str(100 + index)


def _padded(index: int) -> str:
    return f"{index * 3 + 7:05d}"


def _dotted(index: int) -> str:
    return f"{(2, 4, 5)[index % 3]}.{index // 30}.{index // 3 % 10}"


def _numbered(prefix: str, index: int) -> str:
    return f"{prefix}-{index * 11 + 1001}"


def _symbol(index: int) -> str:
    size = len(words.SYMBOLS)
    first, second, more = index % size, (index // size + index * 7) % size, index // size**2
    return f"E{words.SYMBOLS[first]}{words.SYMBOLS[second]}{more or ''}"


FAMILIES = (
    Family("mailhop", "MailHop", "[1-9][0-9]{2,}", _reply, has_classes=True, is_registered=True),
    Family("sockcore", "SockCore", "E[A-Z]+[0-9]*", _symbol),
    Family("bouncetag", "BounceTag", r"[245]\.[0-9]+\.[0-9]", _dotted, has_classes=True),
    Family("namecast", "NameCast", "NC-[0-9]{4,}", partial(_numbered, "NC"), is_registered=True),
    Family("datavault", "DataVault", "[0-9]{5,}", _padded),
    Family("webgate", "WebGate", "[1-9][0-9]{2,}", _reply, has_classes=True),
    Family("printhub", "PrintHub", "PH-[0-9]{4,}", partial(_numbered, "PH")),
    Family("voicelink", "VoiceLink", "E[A-Z]+[0-9]*", _symbol),
)


class Code(NamedTuple):
    """A code to be written."""

    id: str
    code: str
    name: str
    family: Family


class Guide(NamedTuple):
    """A guide to be written."""

    id: str
    title: str
    headings: list[str]


class Term(NamedTuple):
    """A term to be written."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that must be known before the first record is written."""

    seed: int
    families: tuple[Family, ...]
    codes: list[Code]
    guides: list[Guide]
    terms: list[Term]
    pairs: list[list[int]]
    """For each code, by number, those that it declares comparisons with."""

    @classmethod
    def of(cls, count: Counts, seed: int) -> Plan:
        """Make the plan of a base."""
        draw = Draw(seed, "plan")
        families = FAMILIES[: max(1, min(len(FAMILIES), count.codes // 10))]
        codes = list(_codes(draw, count.codes, families))
        titles = names(draw, count.guides, words.GERUNDS, words.ADJECTIVES, words.NOUNS)
        guides = []
        for gerund, *rest in titles:
            title = f"{gerund} {_article(rest[0])} {' '.join(rest)}"
            guides.append(Guide(slug(title), title, draw.some(words.HEADINGS, draw.between(4, 5))))
        titles = names(draw, count.terms, words.ADJECTIVES, words.NOUNS, more=words.QUALIFIERS)
        terms = [Term(slug(" ".join(title)), " ".join(title).capitalize()) for title in titles]
        return cls(seed, families, codes, guides, terms, _pairs(codes, draw))


def _codes(draw: Draw, count: int, families: tuple[Family, ...]) -> Iterator[Code]:
    """Give the codes family by family; the first families are the largest."""
    titles = names(draw, count, words.ADJECTIVES, words.NOUNS, words.PARTICIPLES)
    total = sum(range(2, len(families) + 2))
    ends = [count * sum(range(len(families) + 1 - n, len(families) + 2)) // total for n in range(len(families))]
    start = 0
    for family, end in zip(families, ends, strict=True):
        for index in range(end - start):
            code = family.spell(index)
            yield Code(f"{family.id}/{code.lower()}", code, " ".join(next(titles)).capitalize(), family)
        start = end


def names(draw: Draw, count: int, *lists: Sequence[str], more: Sequence[str] = ()) -> Iterator[list[str]]:
    """Give distinct combinations of words; a number follows them where the words do not suffice."""
    if more and count > math.prod(map(len, lists)) // 2:
        lists = (more, *lists)
    enough = math.prod(map(len, lists)) // 2
    seen: set[tuple[str, ...]] = set()
    for number in range(count):
        if number % enough == 0:
            seen.clear()
        while (name := tuple(draw.pick(options) for options in lists)) in seen:
            pass
        seen.add(name)
        yield [*name, str(number // enough + 1)] if number >= enough else [*name]


def _pairs(codes: list[Code], draw: Draw) -> list[list[int]]:
    """Choose whom each code is compared with: its neighbour, sometimes one near it or in another family."""
    taken: set[tuple[int, int]] = set()
    chosen: list[list[int]] = [[] for _ in codes]

    def compare(a: int, b: int) -> None:
        if a != b and (pair := (min(a, b), max(a, b))) not in taken:
            taken.add(pair)
            chosen[a].append(b)

    for index, code in enumerate(codes):
        following = (index + 1) % len(codes)
        compare(index, following if codes[following].family is code.family else index - 1)
        if draw.random() < 0.42:
            compare(index, (index + draw.between(2, 12)) % len(codes))
        if draw.random() < 0.1:
            compare(index, draw.below(len(codes)))
    return chosen


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def slug(text: str) -> str:
    """Give the id of a title, or the anchor of a heading."""
    return text.lower().replace(" ", "-")
