"""`kb lsp`: the language server for editors."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.errors import require
from kb.project import find_root
from kb.terminal import say


def run(start: Path | None) -> int:
    """Serve an editor over stdin and stdout until it takes its leave."""
    require("pygls", "lsp")
    from kb.lsp.server import serve

    if sys.stdin.isatty():
        say("kb: editors start this, and speak LSP with it; Ctrl-C ends it")
    return serve(find_root(start) if start else None)
