"""Circles in a relation, compared with what NetworkX finds."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from kb.base import load
from kb.cycles import circles, components


@pytest.mark.parametrize("seed", range(200))
def test_components_are_those_of_networkx(seed: int) -> None:
    """Random small graphs, loops and ends without successors included."""
    chance = random.Random(seed)
    nodes = [str(number) for number in range(chance.randint(1, 9))]
    successors = {node: chance.sample(nodes, chance.randint(0, min(3, len(nodes)))) for node in nodes[1:]}
    graph = nx.DiGraph([(node, other) for node, others in successors.items() for other in others])
    expected = sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    assert sorted(sorted(group) for group in components(successors)) == expected


def test_a_very_long_circle() -> None:
    """Nothing recurses."""
    size = 50_000
    successors = {str(number): [str((number + 1) % size)] for number in range(size)}
    assert [len(group) for group in components(successors)] == [size]


def test_the_way_round_is_a_shortest_one() -> None:
    """Among several circles through the first record, the message shows the shorter."""
    terms = {"a": "[b, c]", "b": "[d]", "c": "[a]", "d": "[a]"}
    base = load(
        {f"terms/{name}.yaml": f"term: {name}\ndefinition: A thing.\nbroader: {to}\n" for name, to in terms.items()}
    )
    (circle,) = circles(base.uses)
    assert circle.way == "`a` → `c` → `a`"
    assert circle.use.reference.text == "c"
    assert [use.record.id for use in circle.others] == ["b", "c", "d"]
