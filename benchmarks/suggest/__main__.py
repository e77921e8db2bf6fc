"""`python -m benchmarks.suggest`: how well `kb suggest` finds related pairs, beside plain rankings, in the same run.

The constants of the engine were tried on a dozen catalogues, these among them, so the tables that count are those of
bases that nobody has seen; what it learns, it learns from the base at hand.
In the setting "other families known" all pairs outside a family are compared and none inside, so that whatever is
learned is learned from other families: each family is left out in turn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.suggest.catalogue import Catalogue, Pair, families, ruff
from benchmarks.suggest.metrics import Quality, mean, quality
from benchmarks.suggest.rankers import RANKERS
from kb.terminal import table

ROOT = Path(__file__).resolve().parents[2]
HALVES = 2
FEWEST = 3
"""A family with fewer pairs than this has no line of its own."""


def main() -> int:
    """Print a table for each catalogue and setting."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggest", description="Measure kb suggest.")
    parser.add_argument("--quick", action="store_true", help="leave out the large catalogue")
    options = parser.parse_args()
    own = families(ROOT)
    _show("own families, texts only", _whole(own, text_only=True))
    _show("own families, with guides, terms and sources", _whole(own, text_only=False))
    _show("own families, half of the pairs known", _halves(own))
    _show("own families, pairs of other families known (mean over families)", _left_out(own))
    print("mean average precision by family, texts only\n")
    print("\n".join(table(_by_family(own))), end="\n\n")
    large = None if options.quick else ruff()
    if large:
        _show(f"{large.name}, texts only", _whole(large, text_only=True))
        _show(f"{large.name}, half of the pairs known", _halves(large))
    return 0


Measured = dict[str, Quality]


def _whole(catalogue: Catalogue, *, text_only: bool) -> tuple[int, Measured]:
    """Rank a catalogue of which no pair is known."""
    base = catalogue.base(text_only=text_only)
    rankers = {name: ranker for name, ranker in RANKERS.items() if name != "Adamic-Adar"}
    return len(catalogue.pairs), {name: quality(ranker(base), catalogue.pairs) for name, ranker in rankers.items()}


def _halves(catalogue: Catalogue) -> tuple[int, Measured]:
    """Rank a catalogue of which half the pairs are known, and look for the other half."""
    found: dict[str, list[Quality]] = {name: [] for name in RANKERS}
    for number in range(HALVES):
        known, hidden = catalogue.half(number)
        base = catalogue.base(known)
        for name, ranker in RANKERS.items():
            found[name].append(quality(ranker(base), hidden))
    return len(catalogue.pairs) // 2, {name: mean(qualities) for name, qualities in found.items()}


def _left_out(catalogue: Catalogue) -> tuple[int, Measured]:
    """Rank each family with the pairs of all others known."""
    found: dict[str, list[Quality]] = {name: [] for name in RANKERS}
    count = 0
    for family, inside in _families(catalogue):
        base = catalogue.base([pair for pair in catalogue.pairs if not any(_is_in(id_, family) for id_ in pair)])
        count += len(inside)
        for name, ranker in RANKERS.items():
            ranked = [pair for pair in ranker(base) if all(_is_in(id_, family) for id_ in pair)]
            found[name].append(quality(ranked, inside))
    return count, {name: mean(qualities) for name, qualities in found.items()}


def _by_family(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Give the rows of a table of families: only pairs of one family, found among all pairs of the catalogue."""
    names = [name for name in RANKERS if name != "Adamic-Adar"]
    yield "family", "pairs", *names
    base = catalogue.base()
    ranked = {name: RANKERS[name](base) for name in names}
    for family, inside in _families(catalogue):
        found = (quality(ranked[name], inside).average_precision for name in names)
        yield family, str(len(inside)), *(f"{value:.3f}" for value in found)


def _families(catalogue: Catalogue) -> Iterator[tuple[str, frozenset[Pair]]]:
    for family in sorted({id_.partition("/")[0] for pair in catalogue.pairs for id_ in pair}):
        inside = frozenset(pair for pair in catalogue.pairs if all(_is_in(id_, family) for id_ in pair))
        if len(inside) >= FEWEST:
            yield family, inside


def _is_in(id_: str, family: str) -> bool:
    return id_.partition("/")[0] == family


def _show(title: str, measured: tuple[int, Measured]) -> None:
    count, found = measured
    print(f"{title} ({count} pairs to find)\n")
    rows: list[tuple[str, ...]] = [("", "P@10", "P@pairs", "R@3 per code", "MAP")]
    rows += [(name, *(f"{value:.3f}" for value in one)) for name, one in found.items()]
    print("\n".join(table(rows)), end="\n\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
