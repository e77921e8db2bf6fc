"""Many hands: processes that make pages, and stay to make more.

Each sets MkDocs up for a language when it is first given pages of it, which takes longer than making a page. A little
work is done without any process but our own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeAlias

from kb.site.errors import BuildError
from kb.site.press import Entries, Made, Order, Press, failures

PORTION = 8
"""The number of pages that a hand is given at a time: few, so that it can soon be given something else."""
FEW = 40
"""The number of pages for which it is not worth to start processes."""
ENOUGH = 100
"""The number of pages for which one more process is worth its start."""
MOST = 16

Work: TypeAlias = Mapping[Order, Sequence[str]]


Each: TypeAlias = Callable[[Order, Sequence[Made], Sequence[str]], None]
"""Takes pages that were made together, and what MkDocs warned of."""


class Answer(NamedTuple):
    """What came of a request: the pages made, what MkDocs warned of, and why it failed if it did."""

    made: list[Made]
    warnings: list[str]
    failure: str = ""


class _Request(NamedTuple):
    order: Order
    sources: Sequence[str] = ()
    entries: Mapping[str, Entries] | None = None
    """The whole search index, when all is made but what is no page."""


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Hands:
    """The processes. Those that are needed start with the first work, and end with `close`."""

    def __init__(self, most: int | None = None, *, stay: bool = False) -> None:
        """Say how many there may be, by default one a core; `stay` is for who will have work again and again."""
        self._most = min(most or cores(), MOST)
        self._stay = stay
        self._hands: list[_Hand] = []
        self._own = _Worker()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        self.close()

    def start(self) -> None:
        """Start a few now, for they will be needed."""
        self._start(min(2, self._most))

    def make(self, work: Work, each: Each) -> None:
        """Make pages; call `each` with some of them as they are done.

        Raises `BuildError` when it fails, and whatever `each` raises, when no hand works any more.
        """
        count = sum(len(sources) for sources in work.values())
        if self._stay or count > FEW:
            self._start(min(self._most, max(len(work), count // ENOUGH)))
        portions = {
            order: deque(sources[at : at + PORTION] for at in range(0, len(sources), PORTION))
            for order, sources in work.items()
        }
        self._ask(_Queue(portions), each)

    def finish(self, work: Mapping[Order, Mapping[str, Entries]], each: Each) -> None:
        """Write what is no page, given the search index of each language; call `each` when one is done."""
        requests = [_Request(order, entries=entries) for order, entries in work.items()]
        self._ask(_Queue({request.order: deque([request]) for request in requests}), each)

    def close(self) -> None:
        """End the processes."""
        for hand in self._hands:
            hand.close()
        self._hands = []

    def _start(self, count: int) -> None:
        if self._most > 1 or self._stay:
            self._hands = [hand for hand in self._hands if hand.is_alive]
            self._hands += [_Hand() for _ in range(count - len(self._hands))]

    def _ask(self, queue: _Queue, each: Each) -> None:
        def take(order: Order, answer: Answer) -> None:
            if answer.failure:
                raise BuildError(answer.failure)
            each(order, answer.made, answer.warnings)

        if not self._hands:
            while request := queue.next(None, 0):
                take(request.order, self._own.answer(request))
            return
        try:
            self._share(queue, take)
        finally:
            for hand in self._hands:
                hand.rest()

    def _share(self, queue: _Queue, take: Callable[[Order, Answer], None]) -> None:
        """Give each hand something until there is no more, and take what they give."""
        while True:
            for number, hand in enumerate(self._hands):
                if hand.request is None and (request := queue.next(hand.order, number)):
                    hand.begin(request)
            busy = {hand.connection: hand for hand in self._hands if hand.request is not None}
            if not busy:
                return
            for connection in wait(list(busy)):
                hand = busy[connection]  # type: ignore[index]
                assert hand.request is not None
                order = hand.request.order
                take(order, hand.end())


class _Queue:
    """What is to be done, by language. A hand goes on with the language that it is set up for while there is any."""

    def __init__(self, portions: Mapping[Order, deque[Any]]) -> None:
        self._portions = {order: portion for order, portion in portions.items() if portion}

    def next(self, order: Order | None, number: int) -> _Request | None:
        """Give the next request to a hand, by what it is set up for, and its number."""
        if not self._portions:
            return None
        orders = list(self._portions)
        if order not in self._portions:
            near = [other for other in orders if order and other.configuration == order.configuration]
            longest = max(orders, key=lambda other: len(self._portions[other]))
            order = near[0] if near else longest if order else orders[number % len(orders)]
        portion = self._portions[order]
        piece = portion.popleft()
        if not portion:
            del self._portions[order]
        return piece if isinstance(piece, _Request) else _Request(order, piece)


class _Hand:
    """A process, and the request that it works on."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.request: _Request | None = None
        self.order: Order | None = None
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def begin(self, request: _Request) -> None:
        try:
            self.connection.send(request)
        except OSError as error:
            raise BuildError("a process of MkDocs ended unexpectedly") from error
        self.request, self.order = request, request.order

    def end(self) -> Answer:
        """Wait for the answer. Raises `BuildError` when there will be none."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise BuildError("a process of MkDocs ended unexpectedly") from error
        finally:
            self.request = None
        return answer

    def rest(self) -> None:
        """Let what was begun be done, for nothing."""
        if self.request is not None:
            with suppress(BuildError):
                self.end()

    def close(self) -> None:
        self.connection.close()
        self._process.terminate()
        self._process.join()


class _Worker:
    """Answers requests in the process that it is in."""

    def __init__(self) -> None:
        self._presses: dict[str, tuple[Order, Press]] = {}

    def answer(self, request: _Request) -> Answer:
        from kb.site.mkdocs import listening

        with listening() as warnings:
            try:
                press = self._press(request.order)
                made = press.make(request.sources)
                if request.entries is not None:
                    press.finish(request.entries)
            except failures() as error:
                return Answer([], warnings, f"MkDocs: {error}")
        return Answer(made, warnings)

    def _press(self, order: Order) -> Press:
        known = self._presses.get(order.configuration)
        if known is None or known[0] != order:
            self._presses.pop(order.configuration, None)
            known = self._presses[order.configuration] = order, Press(order)
        return known[1]


def _work(connection: Connection) -> None:
    """Answer requests until there is no one to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that asks
    failures()  # loads MkDocs while there is nothing else to do
    worker = _Worker()
    with suppress(EOFError, OSError):
        while True:
            request = connection.recv()
            try:
                answer = worker.answer(request)
            except Exception as error:  # noqa: BLE001 - it is told, not swallowed
                answer = Answer([], [], f"MkDocs: {type(error).__name__}: {error}")
            connection.send(answer)
