"""Ways to rank the pairs of a base: kb's own, and plain ones to stand beside it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TypeAlias

from benchmarks.suggest.metrics import Pair
from kb.base import Base
from kb.record import Record
from kb.suggest import Ranking

Ranker: TypeAlias = Callable[[Base], list[Pair]]

_WORD = re.compile(r"[^\W_]+")


def engine(base: Base) -> list[Pair]:
    """Rank as `kb suggest --limit 0` does, best first."""
    ranking = Ranking(base)
    ids = [code.record.id for code in ranking.codes]
    pairs = (pair for pair in ranking.all() if ranking.is_open(pair.one, pair.other))
    return [_ordered(ids[pair.one], ids[pair.other]) for pair in pairs]


def same_class(base: Base) -> list[Pair]:
    """Put pairs of one family and class first, then pairs of one family."""
    places = {record.id: (record.family or "", (record.text("code") or "")[:1]) for record in base.of_kind("code")}
    return _ranked(base, lambda a, b: float(places[a] == places[b]) + float(places[a][0] == places[b][0]))


def tfidf(base: Base) -> list[Pair]:
    """Rank by the cosine of plain TF-IDF vectors over all texts."""
    counts = {record.id: Counter(_words(record)) for record in base.of_kind("code")}
    rarity = _rarity(counts, lambda df: math.log(len(counts) / df))
    vectors = {id_: {word: times * rarity[word] for word, times in count.items()} for id_, count in counts.items()}
    lengths = {id_: math.sqrt(sum(weight**2 for weight in vector.values())) or 1 for id_, vector in vectors.items()}
    products: dict[Pair, float] = defaultdict(float)
    for one, other, word in _sharing(vectors):
        products[one, other] += vectors[one][word] * vectors[other][word]
    return _ranked(base, lambda a, b: products.get((a, b), 0.0) / lengths[a] / lengths[b])


def bm25(base: Base) -> list[Pair]:
    """Rank by BM25, each code asked for with the words of the other, added up."""
    counts = {record.id: Counter(_words(record)) for record in base.of_kind("code")}
    rarity = _rarity(counts, lambda df: math.log(1 + (len(counts) - df + 0.5) / (df + 0.5)))
    sizes = {id_: count.total() for id_, count in counts.items()}
    average = sum(sizes.values()) / max(1, len(sizes))

    def worth(id_: str, word: str) -> float:
        times = counts[id_][word]
        return rarity[word] * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * sizes[id_] / average))

    products: dict[Pair, float] = defaultdict(float)
    for one, other, word in _sharing(counts):
        products[one, other] += worth(one, word) + worth(other, word)
    return _ranked(base, lambda a, b: products.get((a, b), 0.0))


def adamic_adar(base: Base) -> list[Pair]:
    """Rank by the comparisons that two codes have in common, those with codes of few comparisons counting more."""
    known: dict[str, set[str]] = defaultdict(set)
    for edge in base.edges:
        if edge.relation == "compare":
            one, other = base[edge.source].id, base[edge.target].id
            known[one].add(other)
            known[other].add(one)
    return _ranked(base, lambda a, b: sum(1 / math.log(max(2, len(known[c]))) for c in sorted(known[a] & known[b])))


RANKERS: dict[str, Ranker] = {
    "kb suggest": engine,
    "TF-IDF cosine": tfidf,
    "BM25": bm25,
    "same class": same_class,
    "Adamic-Adar": adamic_adar,
}


def _words(record: Record) -> list[str]:
    texts = (record.text(name) or "" for name in ("name", "summary", "when", "fix"))
    return [word.casefold() for text in texts for word in _WORD.findall(text)]


def _rarity(counts: dict[str, Counter[str]], measure: Callable[[int], float]) -> dict[str, float]:
    found = Counter(word for count in counts.values() for word in count)
    return {word: measure(df) for word, df in found.items()}


def _sharing(words: dict[str, Counter[str]] | dict[str, dict[str, float]]) -> list[tuple[str, str, str]]:
    """Give each pair of codes with each word that both have."""
    index: dict[str, list[str]] = defaultdict(list)
    for id_, listed in words.items():
        for word in listed:
            index[word].append(id_)
    return [(*pair, word) for word, ids in index.items() for pair in combinations(sorted(ids), 2)]


def _ranked(base: Base, score: Callable[[str, str], float]) -> list[Pair]:
    """Give the pairs that are not compared, the highest score first, those with the same score by their ids."""
    ids: Sequence[str] = sorted(base.ids["code"])
    known = {(base[edge.source].id, base[edge.target].id) for edge in base.edges if edge.relation == "compare"}
    pairs = [pair for pair in combinations(ids, 2) if pair not in known]
    scores = {pair: score(*pair) for pair in pairs}
    return sorted(pairs, key=lambda pair: (-scores[pair], pair))


def _ordered(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
