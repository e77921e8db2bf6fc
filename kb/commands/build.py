"""`kb build`: the site."""

from __future__ import annotations

from pathlib import Path

from kb.commands.loading import load, warn_of_errors
from kb.errors import require
from kb.project import UserError, find_root
from kb.terminal import Progress, printable, say


def run(start: Path | None, engine: str, output: Path | None, *, force: bool, strict: bool, whole: bool) -> int:
    """Build the site; give 1 when the records have errors and it was not forced, or the engine fails."""
    from kb.site.building import ENGINES, build
    from kb.site.errors import BuildError

    root = find_root(start)
    base = load(root)
    require(*ENGINES[engine].NEEDS)
    if warn_of_errors(base) and not force:
        say("kb: nothing was built; mend them, or build with --force")
        return 1
    progress = Progress()
    try:
        result = build(base, output or root / "build", engine=engine, progress=progress, strict=strict, whole=whole)
    except BuildError as error:
        progress.close()
        say(f"kb: {error}")
        return 1
    except OSError as error:
        raise UserError(f"{error.filename or output} cannot be written: {error.strerror or error}") from error
    progress.close()
    for warning in result.warnings:
        say(f"kb: warning: {printable(warning)}")
    say(f"kb: {result.pages:,} pages in {result.site}, {result.changed:,} files changed")
    return 0
