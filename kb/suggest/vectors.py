"""Each code as a vector: what its texts say, weighted by how rare that is in the base.

A vector has five parts, each of a fixed length, so that the product of two vectors is the sum of five likenesses:
stems of all texts, pairs of neighbouring stems, stems of the summary, pieces of the name, and the things referred to.
Weights are small whole numbers: they take no memory of their own, and their sums do not depend on an order.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from kb.suggest.codes import FIELDS, Code
from kb.suggest.words import grams, stems, words

Vector: TypeAlias = dict[int, int]
"""The weight of each feature."""
Counted: TypeAlias = dict[int, int]
"""How often each feature is there."""

SCALE = 240
"""What a weight of 1 is as a whole number."""
COMMON = 0.3
"""A feature of more than this share of the codes tells nothing."""
PIVOT = 0.2
"""How much of a part's length is taken from the average, so that a short text is not all too like any other."""

PARTS = {"stems": (1.1, 64), "pairs": (0.7, 48), "summary": (0.2, 24), "name": (0.3, 32), "links": (0.2, 24)}
"""The likeness that each part can give at most, and how many of its features are kept, the weightiest first."""

SAMPLE = 500
"""How many codes tell the average length of a part."""
SMALL = 3_000
"""Up to so many codes, three times as many features are kept."""
_SLOTS = 4_194_301


class Vectors:
    """The vectors of some codes, and what is needed to compare their names."""

    def __init__(self, codes: Sequence[Code], *, brief: bool = False) -> None:
        """Read the texts of the codes; when it is to be brief, for their stems and the pieces of their names alone."""
        self.count = len(codes)
        self.vectors: list[Vector] = [{} for _ in codes]
        self.names: list[list[tuple[int, float]]] = []
        """For each code the features of its name's stems, each with its share of the name."""
        self._most = max(COMMON * self.count, 20)
        self._logs = [0.0, *(1 + math.log(times) for times in range(1, 1000))]
        self._idf = [0.0, *(math.log((self.count + 1) / (df + 0.5)) for df in range(1, self.count + 1))]
        self._stems: dict[str, int] = {}
        texts = [_sequences(code.texts, self._stems) for code in codes]
        self._first = 0
        self._rarity = self._add("stems", lambda number: _weighed(texts[number]))
        self._shingles = range(self._first)
        """The features that tell whether two texts are nearly the same: pairs of stems, or stems in brief."""
        self._name(texts)
        self._add("name", _numbered(lambda number: grams(codes[number].record.text("name") or "")))
        if not brief:
            start = self._first
            self._add("pairs", _Pairs(texts).count)
            self._shingles = range(start, self._first)
            self._add("summary", lambda number: _counted(texts[number][1]))
            self._add("links", _numbered(lambda number: codes[number].links))
        self._sizes: dict[int, int] = {}
        self.whole = sum(share for share, _ in ([PARTS["stems"], PARTS["name"]] if brief else PARTS.values()))
        """The product of the vectors of two codes that say the same, as a multiple of `SCALE` squared."""

    def _add(self, part: str, count: Callable[[int], Counted]) -> dict[int, float]:
        """Add a part to each vector; `count` says how often a code has each feature. Give what each feature weighs."""
        share, most = PARTS[part]
        most *= 3 if self.count <= SMALL else 1
        found: Counter[int] = Counter()
        for number in range(self.count):
            found.update(list(count(number)))
        rarity = {feature: self._idf[df] if df <= self._most else 0.0 for feature, df in found.items()}
        sample = range(0, self.count, max(1, self.count // SAMPLE))
        average = sum(_length(self._weights(count(number), rarity)) for number in sample) / max(1, len(sample))
        for number, vector in enumerate(self.vectors):
            weighed = self._weights(count(number), rarity)
            length = (1 - PIVOT) * _length(weighed) + PIVOT * average
            if not length:
                continue
            weighed = [(feature, weight) for feature, weight in weighed if found[feature] > 1]
            if len(weighed) > most:
                weighed = sorted(weighed, key=lambda item: (-item[1], item[0]))[:most]
            factor = math.sqrt(share) * SCALE / length
            for feature, weight in weighed:
                if whole := int(weight * factor + 0.5):
                    vector[self._first + feature] = whole
        self._first += 1 + max(found, default=0)
        return rarity

    def _weights(self, counted: Counted, rarity: dict[int, float]) -> list[tuple[int, float]]:
        logs = self._logs
        return [(feature, logs[min(times, 999)] * rarity[feature]) for feature, times in counted.items()]

    def rarity(self, stem: str) -> float:
        """Give how much a stem tells: 0 for one in most codes or in none."""
        return self._rarity.get(self._stems.get(stem, -1), 0.0)

    def _name(self, texts: list[list[array[int]]]) -> None:
        """Note what each stem of a name is worth in it."""
        for fields in texts:
            named = [(feature, self._rarity[feature]) for feature in dict.fromkeys(fields[0])]
            whole = sum(weight for _, weight in named)
            self.names.append([(feature, weight / whole) for feature, weight in named if weight])

    def product(self, one: int, other: int) -> int:
        """Give the product of two vectors, at most `SCALE` squared times the sum of the parts."""
        a, b = self.vectors[one], self.vectors[other]
        return sum([a[feature] * b[feature] for feature in a.keys() & b.keys()])

    def sameness(self, one: int, other: int) -> float:
        """Give how nearly two codes say the same in the same words, from 0 to 1.

        It is the resemblance of documents by shared shingles (A. Broder, 1997), as a cosine of their weights: a code
        that was copied or renamed has nearly all in common with the other, and one of the same template has not.
        """
        a, b = self.vectors[one], self.vectors[other]
        shingles = self._shingles
        both = sum([a[feature] * b[feature] for feature in a.keys() & b.keys() if feature in shingles])
        return both / math.sqrt(self._size(one) * self._size(other)) if both else 0.0

    def _size(self, one: int) -> int:
        if one not in self._sizes:
            vector, shingles = self.vectors[one], self._shingles
            self._sizes[one] = sum([weight * weight for feature, weight in vector.items() if feature in shingles])
        return self._sizes[one]

    def naming(self, one: int, other: int) -> float:
        """Give how much of one's name the texts of the other hold, or the reverse, from 0 to 1."""
        a, b = self.vectors[one], self.vectors[other]
        here = sum([share for feature, share in self.names[one] if feature in b])
        there = sum([share for feature, share in self.names[other] if feature in a])
        return max(here, there)


def _length(weighed: list[tuple[int, float]]) -> float:
    return math.sqrt(sum([weight * weight for _, weight in weighed]))


def _sequences(texts: Iterable[str], known: dict[str, int]) -> list[array[int]]:
    """Give the stems of each text in their order, as numbers."""
    fields = []
    for text in texts:
        numbers = array("I")
        for word in words(text):
            for stem in stems(word):
                numbers.append(known.setdefault(stem, len(known)))
        fields.append(numbers)
    return fields


def _weighed(fields: list[array[int]]) -> Counted:
    """Count the stems of all texts, each as often as its field counts."""
    counted: Counted = {}
    for numbers, weight in zip(fields, FIELDS.values(), strict=True):
        for number, times in Counter(numbers).items():
            counted[number] = counted.get(number, 0) + weight * times
    return counted


def _counted(numbers: Iterable[int]) -> Counted:
    return dict(Counter(numbers))


class _Pairs:
    """The pairs of neighbouring stems that more than one code may have.

    Most pairs are in one code only. A first pass marks a slot for each pair; what is alone in its slot is left out.
    """

    def __init__(self, texts: list[list[array[int]]]) -> None:
        self._texts = texts
        self._slots = bytearray(_SLOTS)
        self._known: Counted = {}
        slots = self._slots
        for fields in texts:
            for slot in {_slot(*pair) for numbers in fields for pair in pairwise(numbers)}:
                if slots[slot] < 2:
                    slots[slot] += 1

    def count(self, number: int) -> Counted:
        """Count the pairs of a code, each as often as its field counts."""
        counted: Counted = {}
        slots, known = self._slots, self._known
        for numbers, weight in zip(self._texts[number], FIELDS.values(), strict=True):
            for first, second in pairwise(numbers):
                if slots[_slot(first, second)] > 1:
                    feature = known.setdefault(first << 32 | second, len(known))
                    counted[feature] = counted.get(feature, 0) + weight
        return counted


def _slot(first: int, second: int) -> int:
    return (first * 92_821 + second) % _SLOTS


def _numbered(items: Callable[[int], Iterable[str]]) -> Callable[[int], Counted]:
    """Turn a function that names the features of a code into one that counts them by number."""
    known: dict[str, int] = {}
    return lambda number: _counted(known.setdefault(item, len(known)) for item in items(number))
