"""The pairs of codes that readers confuse, best first, with what each signal adds to a pair's score."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from kb.suggest.codes import BRIEF, Code, codes_of
from kb.suggest.comparisons import FOLDS, SIGNALS, Comparisons, fold
from kb.suggest.kinship import Kinship, related
from kb.suggest.learning import learn
from kb.suggest.likeness import Likeness
from kb.suggest.naming import BOTH_WAYS, ONE_WAY, names_in

if TYPE_CHECKING:
    from kb.base import Base


class Ranked(NamedTuple):
    """A pair of codes by their numbers, the lower first, and its score before it is brought between 0 and 1."""

    one: int
    other: int
    strength: float

    @property
    def score(self) -> float:
        """The score from 0 to 1; there may be more against a pair than for it."""
        strength = max(0.0, self.strength)
        return strength / (1 + strength)


class _Weights(NamedTuple):
    """What the pairs of one fold are judged by: learned from all comparisons but theirs."""

    kinship: Kinship
    signals: dict[str, float]


class Ranking:
    """All that one base tells about pairs of its codes. It is worked out once; nothing in it depends on chance."""

    def __init__(self, base: Base, *, brief: bool = False) -> None:
        """Rank the pairs of a base; when it is to be brief, by names and summaries alone, and fewer of them."""
        self.codes: list[Code] = codes_of(base, BRIEF) if brief else codes_of(base)
        self.place = {code.key: place for place, code in enumerate(self.codes)}
        """The number of each code by its key."""
        self.compared = set(self._declared(base, "compare"))
        self.dismissed = set(self._declared(base, "not_confused_with"))
        self.likeness = Likeness(self.codes, brief=brief)
        self._base = base
        self.is_brief = brief
        self._rows: dict[int, dict[int, float]] = {}

    @cached_property
    def named(self) -> list[set[int]]:
        """For each code the numbers of the codes that its texts name."""
        return names_in(self._base, self.codes)

    @cached_property
    def comparisons(self) -> Comparisons:
        """The comparisons that were written, and how they spread."""
        near: list[dict[int, float]] = [{} for _ in self.codes]
        for one in range(len(self.codes)):
            for other in self.likeness.nearest(one):
                near[one][other] = near[other][one] = self.likeness.of(one, other)
        return Comparisons(len(self.codes), sorted(self.compared), near)

    def _declared(self, base: Base, field: str) -> Iterator[tuple[int, int]]:
        for use in base.uses:
            if use.field == field and use.leads and use.target is not None:
                one, other = self.place.get(use.record.key), self.place.get(use.target.key)
                if one is not None and other is not None:
                    yield min(one, other), max(one, other)

    @cached_property
    def _candidates(self) -> list[set[int]]:
        """For each code the codes with which it is ranked: like it, or worth a look for something else."""
        found = [set(products) for products in self.likeness.products]
        others = [*sorted(self.compared), *((one, other) for one, named in enumerate(self.named) for other in named)]
        if not self.is_brief:
            others += [*related(self.codes), *self.comparisons.candidates()]
        for one, other in others:
            if one != other:
                found[one].add(other)
                found[other].add(one)
        return found

    @cached_property
    def _weights(self) -> list[_Weights]:
        """What the pairs of each fold are judged by, learned from the comparisons of the others."""
        mutual = [] if self.is_brief else self.likeness.mutual()
        if self.is_brief or not self.compared:
            return [_Weights(Kinship(self.codes, mutual), dict.fromkeys(SIGNALS, 0.0))] * FOLDS
        folds = {pair: self._fold(*pair) for pair in sorted(self.compared)}
        alike: dict[tuple[int, int], float] = {}  # all folds ask for the same pairs
        weights = []
        for number in range(FOLDS):
            pairs = [pair for pair, its in folds.items() if its != number]
            kinship = Kinship(self.codes, (*mutual, *pairs))
            comparisons = Comparisons(len(self.codes), pairs, self.comparisons.near)

            def score(one: int, other: int, kinship: Kinship = kinship) -> float:
                pair = one, other
                if pair not in alike:
                    alike[pair] = self.likeness.of(one, other) + self.naming(one, other)
                return alike[pair] + kinship.of(self.codes[one], self.codes[other])

            weights.append(_Weights(kinship, learn(comparisons, self.likeness.products.__getitem__, score)))
        return weights

    def _fold(self, one: int, other: int) -> int:
        return fold(self.codes[one].key, self.codes[other].key)

    def naming(self, one: int, other: int) -> float:
        """Give what it adds that one code, or each, names the other."""
        return (0.0, ONE_WAY, BOTH_WAYS)[(other in self.named[one]) + (one in self.named[other])]

    def kinship(self, one: int, other: int) -> dict[str, float]:
        """Give what each sort of kinship adds to a pair that has it."""
        return self._weights_of(one, other).kinship.worth

    def weights(self, one: int, other: int) -> dict[str, float]:
        """Give how much each signal of comparisons counts for a pair."""
        return self._weights_of(one, other).signals

    def _weights_of(self, one: int, other: int) -> _Weights:
        return self._weights[self._fold(one, other) if self.compared else 0]

    def _unlearned(self, one: int, other: int, kinship: Kinship) -> float:
        """Give a pair's strength without what comparisons tell."""
        related = kinship.of(self.codes[one], self.codes[other])
        return self.likeness.of(one, other) + related + self.naming(one, other)

    def strength(self, one: int, other: int) -> float:
        """Give the strength of any pair."""
        weights = self._weights_of(one, other)
        strength = self._unlearned(one, other, weights.kinship)
        for name, signal in SIGNALS.items():
            if weights.signals[name]:
                strength += weights.signals[name] * signal(self.comparisons, one, other)
        return strength

    def strengths(self, one: int) -> dict[int, float]:
        """Give the strength of each pair of a code that is ranked, by the other code."""
        if one not in self._rows:
            others = sorted(self._candidates[one])
            rows = self._rows
            self._rows[one] = {
                other: rows[other][one] if other in rows else self.strength(one, other) for other in others
            }
        return self._rows[one]

    def all(self) -> list[Ranked]:
        """Give every pair that was looked at, compared and dismissed ones too, best first."""
        pairs = [
            Ranked(one, other, self.strength(one, other))
            for one, others in enumerate(self._candidates)
            for other in others
            if one < other
        ]
        return sorted(pairs, key=lambda pair: (-pair.strength, pair.one, pair.other))

    def best(self, one: int, count: int, *, undecided: bool = False) -> list[int]:
        """Give the codes that one is most easily confused with, best first: of all, or of undecided pairs."""
        found = self.strengths(one)
        others = (other for other in found if not undecided or self.is_open(one, other))
        return nsmallest(count, others, key=lambda other: (-found[other], other))

    def is_open(self, one: int, other: int) -> bool:
        """Tell whether nobody has compared or dismissed a pair yet."""
        pair = min(one, other), max(one, other)
        return pair not in self.compared and pair not in self.dismissed
