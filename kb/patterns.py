"""Regular expressions that a project gives: compiled without a word from Python, matched with values of bounded length.

They come with the branch under check, as do the values, and Python's matching tries one way through a pattern after
the other: `(a+)+b` has more ways through forty letters than there is time. `reach` tells from the automaton of the
pattern's characters (Glushkov 1961) how the ways grow with the length of a value, and so how long one may be. Nearly
every pattern that people write has one way, or few; only if the characters of a repetition can be read in several ways
(Weber and Seidl 1991) does each character multiply them.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, product
from math import comb
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeAlias

LONGEST = 200
"""How long a value may be to be matched."""
SHORTEST = 10
"""How long a value must be allowed to be, or else the pattern is none to use."""
WAYS = 1_000_000
"""How many ways through a pattern may be tried: a fraction of a second."""
SEARCHED = 10 * WAYS
"""The same for looking for a pattern in a text, where most ways end at their first character."""
STEPS = 10_000
"""How long the ways are counted; of a pattern with more in it, the worst is assumed."""
WRITTEN_OUT = 64
"""How many characters a counted repetition may have to be counted as if it were written out."""

_PYTHON_ONLY = re.compile(r"\(\?(?![:=!])|\\[AZaNpP]|[+*?}]\+")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern. Raises `ValueError` with the reason when it is none."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text matches a pattern in full; one that is too long to be tried does not."""
    return len(text) <= reach(pattern) and compiled(pattern).fullmatch(text) is not None


def is_portable(pattern: str) -> bool:
    """Tell whether a pattern surely means the same to JSON Schema, whose patterns are those of JavaScript."""
    return not _PYTHON_ONLY.search(pattern)


@lru_cache(maxsize=256)
def reach(pattern: str) -> int:
    """Give how long a text may be so that matching it with a pattern ends soon: `LONGEST` at most, -1 for none."""
    ways = _ways(pattern)
    return _longest(ways, LONGEST, WAYS) if ways else -1


def search_reach(pattern: str, longest: int) -> int:
    """Give how long a text may be so that looking for a pattern anywhere in it ends soon, `longest` at most, or -1."""
    ways = _ways(pattern)
    # What stands before the match is one more way to divide the text.
    return _longest(ways._replace(divided=ways.divided + 1), longest, SEARCHED) if ways else -1


def occurs(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches somewhere in a text, which is looked at piece by piece where it is long.

    A match that is longer than half of a piece may be missed. Raises `ValueError` when the pattern is none.
    """
    expression, size = compiled(pattern), _sight(pattern)
    if size < SHORTEST:
        return False
    starts = range(0, max(1, len(text) - size // 2), size // 2)
    return any(expression.search(text, start, start + size) for start in starts)


@lru_cache(maxsize=4096)
def _sight(pattern: str) -> int:
    return search_reach(pattern, LONGEST)


def _ways(pattern: str) -> _Ways | None:
    """Give how the ways through a pattern grow; nothing where that cannot be told."""
    with warnings.catch_warnings(action="ignore"):
        tree = parser.parse(pattern)
    automaton = _Automaton(ignores_case=bool(tree.state.flags & re.IGNORECASE))
    try:
        return automaton.ways(automaton.sequence(tree))
    except _TooMuch:
        return None


def _longest(ways: _Ways, longest: int, most: int) -> int:
    """Give the greatest length, up to the longest, for which there are not too many ways; they grow with the length."""
    return bisect_right(range(longest + 1), most, key=ways.through) - 1


# How many ways there are.


class _TooMuch(Exception):  # noqa: N818 - no mistake, only the end of counting
    """A pattern cannot be understood in time."""


class _Ways(NamedTuple):
    """A bound of the ways through a text, as its length grows."""

    choices: int
    """Those that are there whatever the length."""
    divided: int
    """The repetitions among which the characters can be divided."""
    growth: int
    """What each character multiplies."""

    def through(self, length: int) -> int:
        """Give the bound for a length."""
        return self.choices * comb(length + self.divided, self.divided) * int(self.growth**length)


class _Chars(NamedTuple):
    """What a position of a pattern matches: a bit for each ASCII character, and whether it matches any other."""

    ascii: int
    other: bool

    def meets(self, other: _Chars) -> bool:
        return bool(self.ascii & other.ascii) or (self.other and other.other)


_ALL = (1 << 128) - 1
_ANY = _Chars(_ALL, other=True)
_CLASSES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}

_Items: TypeAlias = Sequence[tuple[Any, Any]]
_Pair: TypeAlias = tuple[int, int]


class _Part(NamedTuple):
    """A part of a pattern: the positions that it can begin and end with, and in how many ways it matches nothing."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    empty: int = 1


@dataclass
class _Automaton:
    """The characters of a pattern as positions, and which can follow which: once for each way that leads there."""

    ignores_case: bool
    chars: list[_Chars] = field(default_factory=list)
    follow: list[list[int]] = field(default_factory=list)
    loops: list[int | None] = field(default_factory=list)
    """For each position the outermost repetition that it is in."""
    loop: int | None = None
    """The outermost repetition that is being read."""
    empty: int = 1
    """The ways to match nothing that no character tells apart, outside of repetitions."""
    growth: int = 1
    """Those within repetitions, where each round has them again."""
    steps: int = 0

    # Building.

    def sequence(self, items: _Items) -> _Part:
        whole = _Part()
        for code, value in items:
            part = self.part(code, value)
            self.join(whole.last, part.first)
            first = (*whole.first, *part.first) if whole.empty else whole.first
            last = (*part.last, *whole.last) if part.empty else part.last
            whole = _Part(first, last, _few(whole.empty * part.empty))
        return whole

    def part(self, code: Any, value: Any) -> _Part:
        if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
            return self.repeat(*value)
        if code is opcodes.BRANCH:
            return self.branch([self.sequence(branch) for branch in value[1]])
        if code is opcodes.SUBPATTERN:
            self.ignores_case |= bool(value[1] & re.IGNORECASE)
            return self.sequence(value[3])
        if code is opcodes.ATOMIC_GROUP:
            return self.sequence(value)
        if code in (opcodes.ASSERT, opcodes.ASSERT_NOT):
            self.multiply(self.choices(None, self.sequence(value[1]).first))
        if code in (opcodes.ASSERT, opcodes.ASSERT_NOT, opcodes.AT):
            return _Part()
        if code in (opcodes.GROUPREF, opcodes.GROUPREF_EXISTS):
            raise _TooMuch
        return self.position(self.matched(code, value))

    def position(self, chars: _Chars) -> _Part:
        self.spend()
        self.chars.append(chars)
        self.follow.append([])
        self.loops.append(self.loop)
        here = (len(self.chars) - 1,)
        return _Part(here, here, 0)

    def repeat(self, least: int, most: int, items: Any) -> _Part:
        if 1 < most <= WRITTEN_OUT and most * items.getwidth()[1] <= WRITTEN_OUT:
            return self.sequence(_written_out(least, most, items))
        outside = self.loop
        if outside is None and most > 1:
            self.loop = len(self.chars)
        part = self.sequence(items)
        rounds = least + 1 if most is opcodes.MAXREPEAT else most  # a round of nothing ends what is not counted
        if part.empty and rounds > 1:
            self.growth = _few(self.growth * rounds)  # a character can be in any of them
        if most > 1:
            self.join(part.last, part.first)
        self.loop = outside
        empty = _few(sum(_few(part.empty ** min(count, 64)) for count in range(least, min(rounds, least + 64) + 1)))
        self.multiply(empty if part.empty else 1)
        return part._replace(empty=empty)

    def branch(self, parts: Sequence[_Part]) -> _Part:
        empty = _few(sum(part.empty for part in parts))
        self.multiply(empty)
        first = tuple(place for part in parts for place in part.first)
        last = tuple(place for part in parts for place in part.last)
        return _Part(first, last, empty)

    def join(self, before: Iterable[int], after: Sequence[int]) -> None:
        for place in before:
            self.follow[place] += after

    def multiply(self, ways: int) -> None:
        if self.loop is None:
            self.empty = _few(self.empty * max(1, ways))
        else:
            self.growth = _few(self.growth * max(1, ways))

    def matched(self, code: Any, value: Any) -> _Chars:
        if code is opcodes.ANY:
            return _ANY
        found = _Chars(0, other=False)
        is_negated = False
        for kind, what in value if code is opcodes.IN else [(code, value)]:
            is_negated |= kind in (opcodes.NEGATE, opcodes.NOT_LITERAL)
            one = _matched(kind, what)
            found = _Chars(found.ascii | one.ascii, found.other or one.other)
        if self.ignores_case:
            found = _ANY if found.other else _in_any_case(found)
        return _Chars(_ALL & ~found.ascii, other=True) if is_negated else found

    # Counting.

    def ways(self, whole: _Part) -> _Ways:
        """Bound the ways: how the characters are divided among the repetitions, and which way to go between these."""
        choices, divided, growth = self.empty * self.choices(None, whole.first), 0, self.growth
        loops: dict[int, list[int]] = defaultdict(list)
        for place, loop in enumerate(self.loops):
            if loop is None:
                choices *= self.choices(None, self.follow[place])
            else:
                loops[loop].append(place)
        for loop, places in loops.items():
            most = max(len(self.meeting(self.follow[place])) for place in places)
            is_open = any(self.meeting(self.within(place)) for place in places)
            if is_open and self.is_ambiguous(places):
                growth *= most
            elif most:
                divided += 1
                choices *= max(self.choices(loop, self.follow[place]) for place in places)
                choices *= len(places) if is_open else 1
        return _Ways(choices, divided, growth)

    def within(self, place: int) -> list[int]:
        """Give what follows a position in the same repetition."""
        return [other for other in self.follow[place] if self.loops[other] == self.loops[place]]

    def choices(self, loop: int | None, places: Sequence[int]) -> int:
        """Give in how many ways to go on that the next character does not tell apart, at least one.

        Which repetition comes next, or whether to stay in that of `loop`, follows from how the characters are divided.
        """
        meeting = self.meeting(places)
        outside = sum(self.loops[place] is None for place in meeting)
        return max(1, outside + any(self.loops[place] not in (None, loop) for place in meeting))

    def meeting(self, places: Sequence[int]) -> list[int]:
        """Give those of some positions that match a character which others of them match too."""
        found = set()
        for (a, left), (b, right) in combinations(enumerate(places), 2):
            self.spend()
            if self.chars[left].meets(self.chars[right]):
                found |= {a, b}
        return [places[number] for number in found]

    def is_ambiguous(self, places: Sequence[int]) -> bool:
        """Tell whether a repetition can come back to a position in two ways by the same characters.

        Two readers start together and read the same: have they come apart, can they meet again?
        """
        follow = {place: self.within(place) for place in places}
        if any(len(set(after)) < len(after) for after in follow.values()):
            return True
        together = [(place, place) for place in places]
        before: dict[_Pair, list[_Pair]] = defaultdict(list)

        def onward(pair: _Pair) -> Iterator[_Pair]:
            for left, right in product(follow[pair[0]], follow[pair[1]]):
                self.spend()
                if self.chars[left].meets(self.chars[right]):
                    before[left, right].append(pair)
                    yield left, right

        _reached(together, onward)
        return any(left != right for left, right in _reached(together, lambda pair: before[pair]))

    def spend(self) -> None:
        self.steps += 1
        if self.steps > STEPS:
            raise _TooMuch


def _reached(start: Iterable[_Pair], steps: Callable[[_Pair], Iterable[_Pair]]) -> set[_Pair]:
    found: set[_Pair] = set()
    todo = list(start)
    while todo:
        pair = todo.pop()
        if pair not in found:
            found.add(pair)
            todo += steps(pair)
    return found


def _few(ways: int) -> int:
    """Keep a number of ways from growing beyond what matters."""
    return min(ways, WAYS + 1)


def _written_out(least: int, most: int, items: Any) -> _Items:
    """Write a counted repetition without counting: `a{1,3}` as `a(a(a)?)?`."""
    once = [(opcodes.SUBPATTERN, (None, 0, 0, items))]
    rest: list[tuple[Any, Any]] = []
    for _ in range(most - least):
        rest = [(opcodes.MAX_REPEAT, (0, 1, [*once, *rest]))]
    return [*(once * least), *rest]


def _matched(kind: Any, what: Any) -> _Chars:
    """Give what one item of a set matches; too much rather than too little."""
    if kind in (opcodes.LITERAL, opcodes.NOT_LITERAL):
        return _Chars(1 << what, other=False) if what < 128 else _Chars(0, other=True)
    if kind is opcodes.RANGE:
        low, high = what
        return _Chars(sum(1 << char for char in range(low, min(high, 127) + 1)), other=high > 127)
    if kind is opcodes.CATEGORY:
        name = str(what).removeprefix("CATEGORY_")
        pattern = _CLASSES[name.removeprefix("NOT_")]
        within = sum(1 << char for char in range(128) if re.match(pattern, chr(char)))
        return _Chars(_ALL & ~within if name.startswith("NOT_") else within, other=True)
    return _Chars(0, other=False)  # the sign of a set that is turned round


def _in_any_case(chars: _Chars) -> _Chars:
    both = (char for char in range(128) if chars.ascii >> char & 1)
    return chars._replace(ascii=chars.ascii | sum({1 << ord(chr(char).swapcase()) for char in both}))
