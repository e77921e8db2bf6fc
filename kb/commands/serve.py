"""`kb serve`: the site on this machine, built again whenever a record changes."""

from __future__ import annotations

import gc
from pathlib import Path

from kb.commands.loading import load
from kb.errors import require
from kb.project import UserError, find_root
from kb.terminal import Progress, printable, say
from kb.watching import snapshot


def run(start: Path | None, engine: str, host: str, port: int) -> int:
    """Serve until interrupted; a build that fails leaves the site as it was and says why."""
    from kb.site.building import ENGINES
    from kb.site.serving import serve

    gc.enable()  # it stays for hours, and builds again and again
    root = find_root(start)
    require(*ENGINES[engine].NEEDS)
    before = snapshot(root)
    _build(root, engine)
    try:
        serve(root, root / "build" / "site", host, port, lambda: _build(root, engine), before)
    except OSError as error:
        raise UserError(f"cannot listen at {host}:{port}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        say("")
    return 0


def _build(root: Path, engine: str) -> None:
    """Build in spite of findings: who edits wants to see the page, and the findings beside it."""
    from kb.linting import errors as errors_of
    from kb.site.building import build
    from kb.site.errors import BuildError

    try:
        base = load(root)
        worst = errors_of(base)
        for finding in worst[:10]:
            say(printable(f"{finding.path}:{finding.line}:{finding.column}: {finding.rule}: {finding.message}"))
        progress = Progress()
        result = build(base, root / "build", engine=engine, progress=progress)
        progress.close()
        for warning in result.warnings:
            say(f"kb: warning: {printable(warning)}")
        errors = f", {len(worst):,} error{'s' * (len(worst) > 1)}" if worst else ""
        say(f"kb: {result.pages:,} pages, {result.changed:,} files changed{errors}")
    except (BuildError, UserError, OSError) as error:
        say(f"kb: {printable(str(error))}")
