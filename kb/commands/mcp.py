"""`kb mcp`: the knowledge base for assistants that speak the Model Context Protocol."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.errors import require
from kb.project import find_root
from kb.terminal import say


def run(start: Path | None) -> int:
    """Serve an assistant over stdin and stdout until it takes its leave."""
    require("mcp", "mcp")
    root = find_root(start)
    from kb.assistants.server import serve

    if sys.stdin.isatty():
        say("kb: assistants start this, and speak MCP with it; Ctrl-C ends it")
    return serve(root)
