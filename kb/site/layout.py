"""A place for every node of a graph: linked nodes are near each other, islands stand apart, no two dots overlap.

Forces and cooling are those of T. Fruchterman and E. Reingold, "Graph Drawing by Force-directed Placement" (1991).
Not every pair repels in every step, which would be quadratic, but each node a few others, as R. Gove shows in "A Random
Sampling O(n) Force-calculation Algorithm for Graph Layouts" (2019); over the steps each meets enough of them. What is
drawn first stands on the sunflower of H. Vogel, "A better way to construct the sunflower head" (1979).

The same graph has the same places, to the last bit, on every machine. A layout is chaotic, so one rounding that differs
would show; therefore only `+ - * /` and square roots, which IEEE 754 defines exactly, comparisons, stable sorts, and
sums in a fixed order (`bincount`, `fsum`) are used: no sine, no power, no matrix product, no library's own sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int64]

NO_ISLAND = -1

STEPS = 260
SAMPLES = 12
"""How many others each node is pushed away from in a step, in both directions."""
IDEAL = 10.0
"""The distance between two nodes at which springs and repulsion are about even, while places are worked out."""
SPRING = 4.0
HOME = 0.5
"""How strongly a node is drawn to the middle of its island."""
CENTRE = 0.06
REPULSION = 0.36

SPACING = 22.0
"""How far apart dots are in the end, on the average, in the unit of their radii."""
GAP = 1.2
"""How much room is left around a dot."""

# A quarter of the golden angle's turn is no matter of sines: these are its cosine and sine, given.
_GOLDEN = (-0.7373688780783197, 0.6754902942615237)


@dataclass(frozen=True)
class Graph:
    """What is laid out: the number of nodes, links between their numbers, and the island of each or `NO_ISLAND`."""

    count: int
    links: Sequence[tuple[int, int]]
    islands: Sequence[int]

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """The nodes at both ends of each link."""
        pairs = np.asarray(self.links, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    @cached_property
    def degree(self) -> Ints:
        """How many links each node has."""
        a, b = self.ends
        return np.bincount(a, minlength=self.count) + np.bincount(b, minlength=self.count)

    @cached_property
    def island(self) -> Ints:
        """The island of each node counted from 1; 0 for those of none."""
        return np.asarray(self.islands, dtype=np.int64).reshape(-1) - NO_ISLAND

    @cached_property
    def sizes(self) -> Floats:
        """How many nodes each island has; that of nodes of none comes first."""
        return np.bincount(self.island, minlength=2).astype(np.float64)

    @cached_property
    def radii(self) -> Floats:
        """The radius of each node's dot: its area grows with its links."""
        return 2.2 + np.sqrt(self.degree.astype(np.float64)) * 0.55


def layout(graph: Graph) -> Floats:
    """Give the places of all nodes, an array of two rows. The middle of all is the origin."""
    if graph.count == 0:
        return np.zeros((2, 0))
    size = math.sqrt(graph.count) * IDEAL
    places = _start(graph, size)
    strides = _Strides(graph.count)
    a, b = graph.ends
    slack = 1.0 / np.sqrt(np.maximum(1.0, np.minimum(graph.degree[a], graph.degree[b])))
    inertia = np.sqrt(np.maximum(1.0, graph.degree.astype(np.float64)))
    home = np.where(graph.island > 0, HOME, 0.0)
    for step in range(STEPS):
        left = 1.0 - step / STEPS
        heat = size * 0.1 * left * left + 0.3
        force = _springs(graph, places, slack * (SPRING / size)) / inertia
        force += (_middles(graph, places)[:, graph.island] - places) * home
        force -= places * CENTRE
        force += _repulsion(places, strides) * (IDEAL * IDEAL * REPULSION * graph.count / (24.0 * SAMPLES))
        length = _length(force) + 1e-9
        places = places + force * (np.minimum(length * 0.25, heat) / length)
    return _apart(_scaled(places), graph.radii + GAP)


def _start(graph: Graph, size: float) -> Floats:
    """Put islands on a sunflower, the biggest in the middle, and the nodes of each on one of its own, by degree."""
    seats = np.empty((2, len(graph.sizes)))
    seats[:, np.argsort(-graph.sizes, kind="stable")] = _sunflower(len(graph.sizes)) * size
    rank = np.empty(graph.count, dtype=np.int64)
    by_degree = np.argsort(-graph.degree, kind="stable")
    order = by_degree[np.argsort(graph.island[by_degree], kind="stable")]
    sizes = graph.sizes.astype(np.int64)
    rank[order] = np.arange(graph.count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    biggest = int(sizes.max())
    reach = np.sqrt(graph.sizes / biggest) * (0.35 * size)
    return seats[:, graph.island] + _sunflower(biggest)[:, rank] * reach[graph.island]


def _sunflower(count: int) -> Floats:
    """Give points spread evenly over a disc of radius 1, from its middle outwards, each a golden angle further."""
    points = np.empty((2, count))
    cosine, sine = _GOLDEN
    x, y = 1.0, 0.0
    for number in range(count):
        radius = math.sqrt((number + 0.5) / count)
        points[0, number], points[1, number] = x * radius, y * radius
        x, y = x * cosine - y * sine, x * sine + y * cosine
        length = math.sqrt(x * x + y * y)  # without this it would grow by the rounding of each turn
        x, y = x / length, y / length
    return points


def _springs(graph: Graph, places: Floats, strength: Floats) -> Floats:
    """Give the pull of all links on each node: it grows with the square of their length."""
    a, b = graph.ends
    along = places[:, a] - places[:, b]
    pull = along * (strength * _length(along))
    return _gathered(b, pull, graph.count) - _gathered(a, pull, graph.count)


def _middles(graph: Graph, places: Floats) -> Floats:
    """Give the middle of each island."""
    return _gathered(graph.island, places, len(graph.sizes)) / np.maximum(graph.sizes, 1.0)


class _Strides:
    """Numbers below a count that look as if drawn by lot, from a linear congruential generator: always the same."""

    def __init__(self, below: int) -> None:
        self.below = below
        self.state = 12345

    def draw(self) -> int:
        self.state = (1103515245 * self.state + 12345) & 0x7FFFFFFF
        return 1 + self.state % (self.below - 1)


def _repulsion(places: Floats, strides: _Strides) -> Floats:
    """Give the push away from a sample of others: those some strides further in the list, and as many back."""
    push = np.zeros_like(places)
    for _ in range(min(SAMPLES, places.shape[1] - 1)):
        stride = strides.draw()
        away = places - np.roll(places, stride, axis=1)
        away /= away[0] * away[0] + away[1] * away[1] + 1.0
        push += away - np.roll(away, -stride, axis=1)
    return push


def _scaled(places: Floats) -> Floats:
    """Give places so that a disc of the usual density would hold them; the middle of all is the origin."""
    count = places.shape[1]
    middle = np.array([[math.fsum(row) / count] for row in places])
    places = places - middle
    spread = math.sqrt(math.fsum(places[0] * places[0] + places[1] * places[1]) / count)
    return places * (math.sqrt(count) * SPACING * 0.5 / spread) if spread > 0 else places


def _apart(places: Floats, radii: Floats) -> Floats:
    """Push discs apart that overlap, until none do or it has been tried often enough."""
    cell = 2.0 * float(radii.max())
    for _ in range(60):
        a, b = _near(places, cell)
        along = places[:, a] - places[:, b]
        gap = _length(along)
        need = radii[a] + radii[b]
        hit = gap < need
        if not hit.any():
            break
        a, b, along, gap, need = a[hit], b[hit], along[:, hit], gap[hit], need[hit]
        same = gap < 1e-6  # there is no way apart for two in one place: each pair is given one
        along = np.where(same, np.stack([((7 * a + b) % 13) * 0.01 - 0.055, ((a + 5 * b) % 11) * 0.01 - 0.045]), along)
        push = along * ((need - gap) / np.maximum(_length(along), 1e-3) * 0.23)
        places = places + _gathered(a, push, len(radii)) - _gathered(b, push, len(radii))
    return places


def _near(places: Floats, cell: float) -> tuple[Ints, Ints]:
    """Give all pairs of nodes in the same cell of a grid or in neighbouring ones, each pair once."""
    column, row = (np.floor(axis / cell).astype(np.int64) for axis in places)
    wide = int(row.max() - row.min()) + 3
    key = (column - column.min() + 1) * wide + row - row.min() + 1
    order = np.argsort(key, kind="stable")
    sorted_keys = key[order]
    firsts, seconds = [], []
    for offset in (0, 1, wide - 1, wide, wide + 1):
        begin = np.searchsorted(sorted_keys, sorted_keys + offset, "left")
        end = np.searchsorted(sorted_keys, sorted_keys + offset, "right")
        if offset == 0:
            begin = np.arange(len(order)) + 1
        counts = np.maximum(end - begin, 0)
        skipped = np.cumsum(counts) - counts
        firsts.append(order[np.repeat(np.arange(len(order)), counts)])
        seconds.append(order[np.arange(int(counts.sum())) + np.repeat(begin - skipped, counts)])
    return np.concatenate(firsts), np.concatenate(seconds)


def _gathered(index: Ints, vectors: Floats, count: int) -> Floats:
    """Add vectors up by index, in their order."""
    return np.stack([np.bincount(index, row, count) for row in vectors])


def _length(vectors: Floats) -> Floats:
    lengths: Floats = np.sqrt(vectors[0] * vectors[0] + vectors[1] * vectors[1])
    return lengths
