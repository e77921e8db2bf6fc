"""`kb serve`: the site on this machine, built again whenever a record changes.

After a change, the pages of records that it shows on are made at once. Then all is built that changed with them, such
as lists and the search index; a newer change interrupts that, and comes first.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
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

_MOST_NAMED = 3
"""How many changed files are named."""
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
        self._base: Base | None = None
        """The base that pages were last made of, whether or not all of them."""
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
            base = checked(kb.load(Files(self._root), memory=self._memory, jobs=None if self._base is None else 1))
            self._show(base, paths, began)
            self._base = base
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
        """Make the pages first that are about what changed, and say that they can be looked at."""
        from kb.diff.pages import suspects

        pages = suspects(self._base, base) if self._base is not None else None
        shown = self._building.show(pages) if pages is not None else None
        if shown is not None:
            self._server.tell(shown)
        if paths:
            count = f"{len(shown):,} page{'s' * (len(shown) != 1)} shown after" if shown is not None else "read after"
            say(f"kb: {printable(_names(paths))} changed: {count} {time.monotonic() - began:.1f} s")

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


def _names(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else ""
    return ", ".join(paths[:_MOST_NAMED]) + more


def _summary(built: Built, errors: int, seconds: float) -> str:
    count = f", {errors:,} error{'s' * (errors > 1)}" if errors else ""
    return f"{built.pages:,} pages, {built.changed:,} files changed{count}, {seconds:.1f} s"
