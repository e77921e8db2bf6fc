"""How alike the texts of two codes are, for the pairs that are worth a look.

No code is compared with all others. Each asks an index for the codes that share its weightiest features, and is
compared with the few that share most. How many those are shrinks as the base grows, so that the work grows with the
number of codes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest, nsmallest

from kb.suggest.codes import Code
from kb.suggest.vectors import SCALE, Vectors

NEAR = 10
"""The number of nearest codes that tell how close to others a code is."""
FLATTENING = 0.35
"""How much it counts that a code is close to many others: 0 is nothing, 0.5 is all of it."""
NAMING = 0.1
"""What it adds when the texts of one code hold the name of the other."""
SAMENESS = 1.0
"""What it adds when the two codes say the same."""
COPIED = 1.5
"""What it adds when their texts are the same word for word, whatever their names are."""
STEEPNESS = 10
"""How fast that goes as they differ: texts with four fifths of their wording in common are not nearly the same."""
UNLIKE = 0.55
"""Texts that are less alike than this are not nearly the same."""
NEIGHBOURS = 8
"""The number of nearest codes that comparisons spread to."""

BRIEF_REACH = 600
BRIEF_DEPTH = 8
"""How many sharers of a code are counted, and how many of them it is compared with, when it is to be brief."""
_FLOOR = 0.02
_WORK = 8_000_000
_PAIRS = 60_000


class Likeness:
    """The likeness of pairs of codes, about 1 for a near pair; each code is known by its number."""

    def __init__(self, codes: Sequence[Code], *, brief: bool = False) -> None:
        """Compare each code with those that share most with it; when it is to be brief, with few of them."""
        self.vectors = Vectors(codes, brief=brief)
        self.products: list[dict[int, int]] = [{} for _ in codes]
        """For each code the products of its vector with those of its candidates."""
        count = max(1, len(codes))
        self._reach = BRIEF_REACH if brief else min(40_000, max(1_500, _WORK // count))
        self._depth = BRIEF_DEPTH if brief else min(150, max(16, _PAIRS // count))
        self._nearest: dict[int, list[int]] = {}
        self._search()
        self._closeness: list[float] = [
            max(_FLOOR, sum(nlargest(NEAR, found.values())) / (min(NEAR, max(1, len(codes) - 1)) * SCALE * SCALE))
            ** FLATTENING
            for found in self.products
        ]

    def of(self, one: int, other: int) -> float:
        """Give the likeness of two codes, whether or not each is among those that share most with the other."""
        product = self.product(one, other)
        ratio = product / (SCALE * SCALE * self._closeness[one] * self._closeness[other])
        same = product / (SCALE * SCALE * self.vectors.whole)
        copied = self.vectors.sameness(one, other) ** STEEPNESS if same >= UNLIKE else 0.0
        return ratio + SAMENESS * same**3 + COPIED * copied + NAMING * self.vectors.naming(one, other)

    def product(self, one: int, other: int) -> int:
        """Give the product of the vectors of two codes."""
        known = self.products[one].get(other)
        return self.vectors.product(one, other) if known is None else known

    def absolute(self, one: int, other: int) -> float:
        """Give how alike two codes are whatever others are like: 1 when they say the same."""
        return self.product(one, other) / (SCALE * SCALE * self.vectors.whole)

    def above(self, least: float) -> list[tuple[int, int]]:
        """Give the pairs whose texts are at least so much alike, whatever others are like."""
        wanted = least * SCALE * SCALE * self.vectors.whole
        return [
            (one, other)
            for one, found in enumerate(self.products)
            for other, product in found.items()
            if one < other and product >= wanted
        ]

    def nearest(self, one: int) -> list[int]:
        """Give the codes that are most like one, the nearest first."""
        if one not in self._nearest:
            alike = {other: self.of(one, other) for other in self.products[one]}
            self._nearest[one] = nsmallest(NEIGHBOURS, alike, key=lambda other: (-alike[other], other))
        return self._nearest[one]

    def mutual(self) -> list[tuple[int, int]]:
        """Give the pairs each of which has no nearer code than the other."""
        best = [near[0] if (near := self.nearest(one)) else -1 for one in range(len(self.products))]
        return [(one, other) for one, other in enumerate(best) if one < other and best[other] == one]

    def _multiply(self, one: int, other: int) -> None:
        self.products[one][other] = self.products[other][one] = self.vectors.product(one, other)

    def _search(self) -> None:
        index: dict[int, list[int]] = {}
        for number, vector in enumerate(self.vectors.vectors):
            for feature in vector:
                index.setdefault(feature, []).append(number)
        longest = self._reach // 8 if self._reach < 10_000 else self._reach
        for number, vector in enumerate(self.vectors.vectors):
            shared = Counter(self._sharers(vector, index, longest))
            shared.pop(number, None)
            for other, _ in shared.most_common(self._depth):
                if other not in self.products[number]:
                    self._multiply(number, other)

    def _sharers(self, vector: dict[int, int], index: dict[int, list[int]], longest: int) -> Iterable[int]:
        """Give the codes that share the weightiest features, each once for each feature."""
        left = self._reach
        found: list[int] = []
        for feature in sorted(vector, key=lambda feature: (-vector[feature], feature)):
            listed = index[feature]
            if 1 < len(listed) <= longest:
                found += listed
                left -= len(listed)
                if left <= 0:
                    break
        return found
