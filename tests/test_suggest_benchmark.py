"""The measuring of suggestions: its measures, its gold pairs, and that it hides what it looks for."""

from __future__ import annotations

import csv
import json

import pytest
from scratch import ROOT

import kb
from benchmarks.suggest.catalogue import GOLD, Catalogue, families
from benchmarks.suggest.metrics import Quality, mean, quality
from benchmarks.suggest.rankers import RANKERS


def test_measures_of_a_ranking_worked_out_by_hand() -> None:
    ranked = [("a", "b"), ("a", "c"), ("c", "d"), ("b", "c")]
    found = quality(ranked, {("a", "b"), ("c", "d")})
    # `a` and `b` find each other first; `d` finds `c` first, `c` finds `d` second
    assert found == Quality(2 / 10, 1 / 2, 1.0, (1 + 1 + 1 + 1 / 2) / 4)
    assert quality([], {("a", "b")}) == Quality(0, 0, 0, 0)
    assert mean([found, Quality(0, 0, 0, 0)]).precision == 1 / 4


def test_gold_pairs_are_whole() -> None:
    """Each is there once, in order, with its source, and names codes that exist in each family that we have."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row["a"], row["b"]) for row in rows]
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)
    assert all(row["source"].strip() for row in rows)
    ids = kb.load(ROOT).ids["code"]
    ours = {id_.partition("/")[0] for id_ in ids}
    missing = [id_ for pair in pairs for id_ in pair if id_.partition("/")[0] in ours and id_ not in ids]
    assert missing == []


def test_what_is_looked_for_is_hidden() -> None:
    """No comparison of the records, and no sentence that names a partner, is left in the base that is ranked."""
    own = families(ROOT)
    for text_only in (True, False):
        base = own.base(text_only=text_only)
        assert not [edge for edge in base.edges if edge.relation == "compare"]
    base = own.base()
    for a, b in own.pairs:
        for one, other in ((a, b), (b, a)):
            texts = " ".join(base[f"code:{one}"].text(name) or "" for name in ("summary", "when", "fix"))
            assert other not in texts
            assert str(base[f"code:{other}"].code) not in texts.split()


@pytest.mark.parametrize("name", RANKERS)
def test_every_ranker_leaves_known_pairs_out(name: str) -> None:
    texts = {"x/a": "Paper out", "x/b": "Paper low", "x/c": "Paper jam", "x/d": "Toner low"}
    codes: dict[str, dict[str, object]] = {
        id_: {"code": id_[-1], "name": text, "summary": f"{text} in the tray."} for id_, text in texts.items()
    }
    base = Catalogue("x", json.loads(json.dumps(codes)), frozenset()).base([("x/a", "x/b")])
    ranked = RANKERS[name](base)
    assert ("x/a", "x/b") not in ranked
    assert ("x/a", "x/c") in ranked
