"""The layout of the whole graph: the same everywhere, linked nodes near, islands apart, no dot on another."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from kb.site.layout import GAP, NO_ISLAND, Graph, layout


def islands(count: int = 6, size: int = 30) -> Graph:
    """Give islands whose nodes are linked among themselves, with a few links across and a few nodes on no island."""
    links, seats = [], []
    for island in range(count):
        first = island * size
        seats += [island] * size
        links += [(first + a, first + (3 * a + 1) % size) for a in range(size) if a != (3 * a + 1) % size]
        links += [(first + a, first + (a + 1)) for a in range(size - 1)]
        links.append((first, ((island + 1) % count) * size))
    free = range(count * size, count * size + 10)
    links += [(node - count * size, node) for node in free] + [(size + node % 7, node) for node in free]
    seats += [NO_ISLAND] * len(free)
    return Graph(len(seats), sorted({(min(pair), max(pair)) for pair in links}), seats)


def digest(graph: Graph) -> str:
    return hashlib.sha256(layout(graph).tobytes()).hexdigest()


def test_the_places_are_the_same_in_every_process_and_whatever_the_processor_can_do() -> None:
    """To the last bit: another seed for hashes, and without the processor's vector instructions."""
    code = "import test_layout as t; print(t.digest(t.islands()))"
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    slower = {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX2 FMA3"}
    digests = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env=environment | more,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for more in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, slower)
    }
    assert digests == {digest(islands())}


def test_islands_stand_apart() -> None:
    """A node is nearer to the middle of its own island than to that of any other, but for a few."""
    graph = islands()
    places = layout(graph)
    seats = np.array(graph.islands)
    middles = np.stack([places[:, seats == island].mean(axis=1) for island in range(6)])
    away = np.sqrt(((places.T[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2))
    own = seats >= 0
    assert (away[own].argmin(axis=1) == seats[own]).mean() > 0.95


def test_linked_nodes_are_near() -> None:
    """Links are much shorter than the distance of any two nodes is on the average."""
    graph = islands()
    places = layout(graph)
    length = [float(np.hypot(*(places[:, a] - places[:, b]))) for a, b in graph.links]
    any_two = [float(np.hypot(*(places[:, a] - places[:, b]))) for a, b in combinations(range(graph.count), 2)]
    assert np.mean(length) < 0.5 * np.mean(any_two)


@pytest.mark.parametrize(
    "graph",
    [
        islands(),
        Graph(300, [], [NO_ISLAND] * 300),
        Graph(300, [(0, node) for node in range(1, 300)], [0] * 300),
        Graph(200, [(node, node + 1) for node in range(199)], [node % 2 for node in range(200)]),
        Graph(40, list(combinations(range(40), 2)), [NO_ISLAND] * 40),
    ],
    ids=["islands", "no links", "star", "chain", "everything with everything"],
)
def test_no_dot_lies_on_another(graph: Graph) -> None:
    """Whatever the graph, dots do not overlap, the middle of all is near the origin, and the size fits the number."""
    places, radii = layout(graph), graph.radii
    assert np.isfinite(places).all()
    overlaps = [
        (a, b)
        for a, b in combinations(range(graph.count), 2)
        if np.hypot(*(places[:, a] - places[:, b])) < radii[a] + radii[b] + GAP
    ]
    assert overlaps == []
    assert abs(places).max() < 60 * np.sqrt(graph.count) + 2 * radii.max()


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_few_nodes_have_places_of_their_own(count: int) -> None:
    """Nothing, one, and two or three nodes are no special case for those who draw them."""
    places = layout(Graph(count, [(0, 1)] if count > 1 else [], [0] * count))
    assert places.shape == (2, count)
    assert np.isfinite(places).all()
    assert len({tuple(place) for place in places.T}) == count
