"""`kb lsp`: the language server for editors."""

from __future__ import annotations

from pathlib import Path

from kb.commands.loading import require
from kb.project import find_root


def run(start: Path | None) -> int:
    """Serve an editor over stdin and stdout until it takes its leave."""
    require("pygls", "lsp")
    from kb.lsp.server import serve

    return serve(find_root(start) if start else None)
