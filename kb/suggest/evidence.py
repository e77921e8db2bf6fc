"""Why a pair is suggested: what each signal found, in words that a maintainer can check against the two records."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from kb.source import shown
from kb.suggest.codes import LINKED, Code
from kb.suggest.kinship import kin
from kb.suggest.ranking import Ranking
from kb.suggest.words import grams, stems, words

WORDS = 4
"""How many shared words are named."""
LONGEST = 7
"""How many words a shared phrase has at most."""
MOST_WORDS = 2_000
"""How many words of each text are searched for a shared phrase."""
ALIKE = 0.6
"""How much of their pieces two names share that are much alike."""
SAME = 0.9
"""How much of their wording two texts share that are nearly the same."""
MUCH = 0.4
"""How alike texts are that have much in common."""
OFTEN = 4
"""With how many others a code is compared that is often compared."""
WORTH_NAMING = 0.2
"""The share of guides, terms or sources from which on it is worth a word that two codes have them in common."""


class Evidence(NamedTuple):
    """What one signal found."""

    signal: str
    value: float
    """How strong it is; from 0 to 1, or what it adds to the pair's strength."""
    text: str


def evidence(ranking: Ranking, one: int, other: int, *, in_words: bool = True) -> list[Evidence]:
    """Give what speaks for a pair, the texts first; without `in_words`, only what is known without reading them."""
    found = [
        *_texts(ranking, one, other, in_words=in_words),
        *_kinship(ranking, one, other),
        *_links(ranking.codes[one], ranking.codes[other]),
        *_comparisons(ranking, one, other),
        *_names(ranking, one, other),
    ]
    return [Evidence(signal, round(value, 4), text) for signal, value, text in found]


def words_shared(ranking: Ranking, one: int, other: int) -> int:
    """Count the telling words that both texts use, those of a shared phrase included."""
    said = _Said(ranking, one, other)
    return len({*said.phrase(), *said.words()})


def told(found: list[Evidence], most: int = 3) -> str:
    """Give the first of what was found as one line."""
    return "; ".join(one.text for one in found[:most])


def _texts(ranking: Ranking, one: int, other: int, *, in_words: bool) -> Iterator[Evidence]:
    alike = ranking.likeness.absolute(one, other)
    if not alike:
        return
    said = _Said(ranking, one, other) if in_words else None
    if said and (phrase := said.phrase()):
        yield Evidence("phrase", said.weight(phrase), f"both say *{shown(' '.join(phrase))}*")
    if said and (shared := said.words()):
        yield Evidence("text", alike, f"both speak of {_listed([f'*{shown(word)}*' for word in shared])}")
    else:
        amount = "much" if alike >= MUCH else "something" if alike >= MUCH / 4 else "little"
        yield Evidence("text", alike, f"their texts have {amount} in common")
    if (same := ranking.likeness.vectors.sameness(one, other)) >= SAME:
        yield Evidence("same", same, "their wording is nearly the same")
    if ranking.likeness.nearest(one)[:1] == [other] and ranking.likeness.nearest(other)[:1] == [one]:
        yield Evidence("nearest", 1.0, "no other text is nearer to either")
    codes = ranking.codes
    pieces = [set(grams(codes[place].record.text("name") or "")) for place in (one, other)]
    share = len(pieces[0] & pieces[1]) / max(1, len(pieces[0] | pieces[1]))
    if share >= ALIKE:
        yield Evidence("name", share, "the names are much alike" if share < 1 else "the names are the same")


def _kinship(ranking: Ranking, one: int, other: int) -> Iterator[Evidence]:
    a, b = ranking.codes[one], ranking.codes[other]
    worth = ranking.kinship(one, other)
    texts = {
        "class": f"the same class ({shown(a.group or '')})",
        "next": "neighbouring numbers",
        "close": "close numbers",
        "number": f"the same number in `{a.family}` and `{b.family}`",
    }
    for sort in sorted(kin(a, b), key=lambda sort: (-worth[sort], sort)):
        if worth[sort] > 0:
            yield Evidence(sort, worth[sort], texts[sort])


def _links(a: Code, b: Code) -> Iterator[Evidence]:
    for field in LINKED:
        here, there = ({item.text for item in code.record.items(field)} for code in (a, b))
        both, every = len(here & there), len(here | there)
        if both and both / every >= WORTH_NAMING:
            what = field[:-1] if every == 1 else field
            yield Evidence(field, both / every, f"share {both} of {every} {what}")


def _comparisons(ranking: Ranking, one: int, other: int) -> Iterator[Evidence]:
    known, codes, near = ranking.comparisons.known, ranking.codes, ranking.comparisons.near
    weights = ranking.weights(one, other)
    shared = sorted(known[one] & known[other])
    if shared and weights["shared"] > 0:
        named = _listed([f"`{codes[third].record.id}`" for third in shared[:3]])
        yield Evidence(
            "shared", weights["shared"] * ranking.comparisons.shared(one, other), f"both are compared with {named}"
        )
    if weights["spread"] > 0:
        for here, there in ((one, other), (other, one)):
            thirds = sorted(
                (known[here] - {there}) & near[there].keys(), key=lambda third: (-near[there][third], third)
            )
            if thirds and thirds[0] not in shared:
                a, b, c = (f"`{codes[place].record.id}`" for place in (here, there, thirds[0]))
                worth = weights["spread"] * ranking.comparisons.spread(one, other)
                yield Evidence("spread", worth, f"{a} is compared with {c}, which is like {b}")
                break
    if weights["often"] > 0:
        count, here = max((len(known[here] - {one, other}), -here) for here in (one, other))
        if count >= OFTEN:
            worth = weights["often"] * ranking.comparisons.often(one, other)
            yield Evidence("often", worth, f"`{codes[-here].record.id}` is compared with {count} other codes")


def _names(ranking: Ranking, one: int, other: int) -> Iterator[Evidence]:
    a, b = (f"`{ranking.codes[place].record.id}`" for place in (one, other))
    here, there = other in ranking.named[one], one in ranking.named[other]
    if here or there:
        text = "each names the other in its text" if here and there else f"{a if here else b} names {b if here else a}"
        yield Evidence("named", ranking.naming(one, other), text)


class _Said:
    """The words of two codes, to find what both say."""

    def __init__(self, ranking: Ranking, one: int, other: int) -> None:
        self.rarity = ranking.likeness.vectors.rarity
        self.telling = min(3.0, 0.4 * math.log(len(ranking.codes) + 1))
        """How rare a word must be to be named."""
        self.one, self.other = (
            [words(text, cut=False)[:MOST_WORDS] for text in ranking.codes[n].texts] for n in (one, other)
        )

    def weight(self, phrase: tuple[str, ...]) -> float:
        return sum(self.rarity(stem) for word in phrase for stem in stems(word)) / 10

    def _is_telling(self, word: str) -> bool:
        return len(word) > 1 and not word.isdecimal() and any(self.rarity(one) >= self.telling for one in stems(word))

    def phrase(self) -> tuple[str, ...]:
        """Give the weightiest run of two words or more that is in both texts and begins and ends with telling words."""
        starts = {pair for listed in self.other for pair in pairwise(listed)}
        best: tuple[float, tuple[str, ...]] = (0.0, ())
        runs = {
            tuple(listed[at : at + size])
            for listed in self.one
            for at in range(len(listed) - 1)
            if (listed[at], listed[at + 1]) in starts and self._is_telling(listed[at])
            for size in range(2, LONGEST + 1)
            if at + size <= len(listed) and self._is_telling(listed[at + size - 1])
        }
        there = (
            {
                tuple(listed[at : at + size])
                for listed in self.other
                for at in range(len(listed) - 1)
                for size in range(2, LONGEST + 1)
                if self._is_telling(listed[at])
            }
            if runs
            else set()
        )
        for run in sorted(runs & there):
            best = max(best, (self.weight(run), run))
        return best[1]

    def words(self) -> list[str]:
        """Give the rarest words that are in both texts, each stem once, as the first of the two spells them."""
        there = {stem for listed in self.other for word in listed for stem in stems(word)}
        found: dict[str, tuple[float, str]] = {}
        for listed in self.one:
            for word in listed:
                if self._is_telling(word):
                    for stem in stems(word):
                        if stem in there:
                            found.setdefault(stem, (self.rarity(stem), word))
        ordered = sorted(found.values(), key=lambda pair: (-pair[0], pair[1]))
        return list(dict.fromkeys(word for _, word in ordered))[:WORDS]


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
