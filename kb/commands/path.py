"""`kb path`: the shortest way from one record to another."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import networkx as nx

from kb.base import Base
from kb.commands.loading import load
from kb.project import find
from kb.terminal import printable, say, style_for


def run(root: Path | None, a: str, b: str, format: str) -> int:
    """Print the steps, edges followed in either direction; 1 when there is no way."""
    base = load(root)
    start, end = find(base, a), find(base, b)
    try:
        keys = nx.shortest_path(base.graph.to_undirected(as_view=True), start.key, end.key)
    except nx.NetworkXNoPath:
        say(f"kb: no way leads from `{start.key}` to `{end.key}`")
        return 1
    steps = list(pairwise(keys))
    if format == "json":
        rows = [{"source": s, "target": t, "key": r} for a_, b_ in steps for s, t, r in base.between(a_, b_)[:1]]
        print(json.dumps({"nodes": keys, "edges": rows}, indent=2))
        return 0
    style = style_for(sys.stdout)
    print(_named(base, keys[0]))
    for left, right in steps:
        source, _, relation = base.between(left, right)[0]
        print(f"  {style(f'{relation} ->' if source == left else f'<- {relation}', 'cyan')} {_named(base, right)}")
    return 0


def _named(base: Base, key: str) -> str:
    return f"{key} ({printable(base[key].title)})"
