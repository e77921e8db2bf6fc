"""Circles in a relation that must not have any: found without recursion, in one pass over its references."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kb.finding import Related

if TYPE_CHECKING:
    from kb.base import Use

LONGEST = 6
"""The number of records that a message shows of a longer circle."""

Successors = Mapping[str, Sequence[str]]


class Circle(NamedTuple):
    """Records that lead to each other: the reference of the one that sorts first, the others, and a way round."""

    use: Use
    others: tuple[Use, ...]
    way: str

    @property
    def related(self) -> tuple[Related, ...]:
        """The references of the other records, as places that a finding is about."""
        return tuple(
            Related(use.record.path, use.reference.line, use.reference.column, f"the reference in `{use.record.id}`")
            for use in self.others
        )


def circles(uses: Iterable[Use]) -> Iterator[Circle]:
    """Give each group of records that lead to each other by some references, in the order of their first keys.

    Groups that share a record are one. A record that leads to itself alone is none.
    """
    places: dict[str, dict[str, Use]] = defaultdict(dict)
    for use in uses:
        if use.leads:
            source, target = use.ends
            places[source].setdefault(target, use)
    successors = {key: list(targets) for key, targets in places.items()}
    for members in sorted(sorted(group) for group in components(successors)):
        inside = set(members)
        way = _way(members[0], successors, inside)
        onward = dict(zip(way, [*way[1:], way[0]], strict=True))
        steps = [places[key][onward.get(key) or next(k for k in successors[key] if k in inside)] for key in members]
        yield Circle(steps[0], tuple(steps[1:]), _shown(way))


def components(successors: Successors) -> Iterator[list[str]]:
    """Give the strongly connected components of two nodes or more."""
    search = _Search(successors)
    for root in successors:
        if root not in search.index:
            yield from search.below(root)


class _Search:
    """A depth-first search for components (Tarjan 1972), with a stack of its own in place of recursion."""

    def __init__(self, successors: Successors) -> None:
        self.successors = successors
        self.index: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.path: list[str] = []
        self.on_path: set[str] = set()

    def below(self, root: str) -> Iterator[list[str]]:
        work = [self._enter(root)]
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    self.low[parent] = min(self.low[parent], self.low[node])
                if self.low[node] == self.index[node] and len(group := self._leave(node)) > 1:
                    yield group
            elif following not in self.index:
                work.append(self._enter(following))
            elif following in self.on_path:
                self.low[node] = min(self.low[node], self.index[following])

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self.index[node] = self.low[node] = len(self.index)
        self.path.append(node)
        self.on_path.add(node)
        return node, iter(self.successors.get(node, ()))

    def _leave(self, node: str) -> list[str]:
        group = [self.path.pop()]
        while group[-1] != node:
            group.append(self.path.pop())
        self.on_path.difference_update(group)
        return group


def _way(start: str, successors: Successors, inside: set[str]) -> list[str]:
    """Give a shortest way from a node back to itself, within its component."""
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following in successors[node]:
            if following == start:
                way = [node]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if following in inside and following not in came:
                came[following] = node
                queue.append(following)
    raise AssertionError(start)  # from each record of a component, a way leads back


def _shown(way: list[str]) -> str:
    """Write a way round in one line, the middle of a long one left out."""
    names = [f"`{key.partition(':')[2]}`" for key in way]
    if len(names) > LONGEST:
        names = [*names[: LONGEST - 1], f"... ({len(names) - LONGEST} more)", names[-1]]
    return " → ".join([*names, names[0]])
