"""`kb serve`: the site on this machine, built again whenever a record changes.

After a change, the pages of the changed records are made at once, then those of other records that show them. Then all
is built that changed with them, such as lists and the search index. A newer change interrupts that, and comes first.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import kb
from kb.base import Base
from kb.commands.loading import checked
from kb.errors import require
from kb.files import Files
from kb.parallel import Remembered
from kb.project import UserError, find_root
from kb.terminal import Progress, printable, say
from kb.watching import Watcher, snapshot

if TYPE_CHECKING:
    from kb.site.building import Building, Built
    from kb.site.serving import Server
    from kb.site.site import Page, Site

_MOST_NAMED = 3
"""How many changed files are named."""
_FEW = 30
"""With more changed files, nobody waits for the page of one of them."""
_MOST_ERRORS = 10


def run(start: Path | None, engine: str, host: str, port: int) -> int:
    """Serve until interrupted; a build that fails leaves the site as it was and says why."""
    from kb.site.building import ENGINES, Building
    from kb.site.hands import Hands
    from kb.site.ledger import Ledger
    from kb.site.serving import Server

    gc.enable()  # it stays for hours, and builds again and again
    root = find_root(start)
    require(*ENGINES[engine].NEEDS)
    output = root / "build"
    try:
        server = Server(output / "site", host, port)
    except OSError as error:
        raise UserError(f"cannot listen at {host}:{port}: {error.strerror or error}") from error
    before = snapshot(root)
    try:
        with closing(server), Hands(stay=True) as hands, closing(Watcher(root, before)) as watcher:
            if ENGINES[engine].IS_DIVISIBLE:
                hands.start()
            building = Building(output, hands, Ledger.read(output), Progress(), engine)
            _Session(root, building, server, watcher).run()
    except KeyboardInterrupt:
        say("")
    return 0


class _Session:
    """Serving one project."""

    def __init__(self, root: Path, building: Building, server: Server, watcher: Watcher) -> None:
        self._root = root
        self._building = building
        self._server = server
        self._watcher = watcher
        self._memory = Remembered()
        self._seen: Base | None = None
        """The base that was last read."""
        self._base: Base | None = None
        """The base that all pages of records were last made of."""
        self._told: set[tuple[str, str, str]] = set()
        """The errors that are known."""
        building.check = self._give_way

    def run(self) -> None:
        """Build, and build again after each change. It only ends by what is raised."""
        if self._building.ledger.pages:
            self._begin("the site as it was, until it is up to date")
        self._update([], time.monotonic())
        if not self._server.is_serving:
            self._begin("the site")
        while True:
            self._update(*self._watcher.wait())

    def _update(self, paths: Sequence[str], began: float) -> None:
        """Bring the site up to date after a change, or begin it."""
        from kb.site.errors import BuildError, InterruptedBuildError

        try:
            base = checked(kb.load(Files(self._root), memory=self._memory, jobs=None if self._seen is None else 1))
            self._show(base, paths, began)
            count = self._tell_errors(base)
            built = self._building.build(base)
        except InterruptedBuildError as interruption:
            self._server.tell(interruption.files)
        except (BuildError, UserError, OSError) as error:
            self._building.progress.close()
            say(f"kb: {printable(str(error))}")
        else:
            self._building.progress.close()
            self._server.tell(built.files)
            for warning in built.warnings:
                say(f"kb: warning: {printable(warning)}")
            say(f"kb: {_summary(built, count, time.monotonic() - began)}")

    def _begin(self, what: str) -> None:
        self._server.begin()
        say(f"kb: {self._server.url} shows {what}; Ctrl-C ends it")

    def _show(self, base: Base, paths: Sequence[str], began: float) -> None:
        """Make the pages of changed records first and say that they can be looked at; then all that may show them."""
        from kb.diff.pages import of_changed, suspects

        seen, self._seen = self._seen, base
        own = self._put(of_changed(seen, base)) if seen is not None and len(paths) <= _FEW else None
        if paths:
            self._say(f"{printable(_names(paths))} changed: " + ("read" if own is None else _shown(own, "")), began)
        pages = suspects(self._base, base) if self._base is not None else None
        if pages is not None and (others := self._put(pages)):
            self._say(_shown(others, "more "), began)
        self._base = base

    def _put(self, pages: Iterable[tuple[Site, Page]]) -> int | None:
        """Make pages at once, as `Building.show` does; give how many changed."""
        changed = self._building.show(pages)
        if changed is None:
            return None
        self._server.tell(changed)
        return sum(name.endswith(".html") for name in changed)

    def _say(self, what: str, began: float) -> None:
        say(f"kb: {what} after {time.monotonic() - began:.1f} s")

    def _tell_errors(self, base: Base) -> int:
        """Say which errors are new, and build in spite of them: who edits wants to see the page; give their number."""
        from kb.linting import errors

        found = errors(base)
        before, self._told = self._told, {(error.path, error.rule, error.message) for error in found}
        new = [error for error in found if (error.path, error.rule, error.message) not in before]
        for error in new[:_MOST_ERRORS]:
            say(printable(f"{error.path}:{error.line}:{error.column}: {error.rule}: {error.message}"))
        if len(new) > _MOST_ERRORS:
            say(f"kb: and {len(new) - _MOST_ERRORS:,} more errors; `kb lint` shows them")
        return len(found)

    def _give_way(self) -> None:
        from kb.site.errors import InterruptedBuildError

        if self._watcher.has_news and self._server.is_serving:
            raise InterruptedBuildError


def _shown(count: int, more: str) -> str:
    return f"{count:,} {more}page{'s' * (count != 1)} shown"


def _names(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else ""
    return ", ".join(paths[:_MOST_NAMED]) + more


def _summary(built: Built, errors: int, seconds: float) -> str:
    count = f", {errors:,} error{'s' * (errors > 1)}" if errors else ""
    return f"{built.pages:,} pages, {built.changed:,} files changed{count}, {seconds:.1f} s"
