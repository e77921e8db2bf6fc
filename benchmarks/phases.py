"""Where the time of a lint goes, measured inside one process: `python -m benchmarks.phases DIR`.

The phases of a lint are read, resolve and rules; compose is a part of read, and the graph is built for exports only.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from itertools import pairwise
from pathlib import Path

import kb
from kb.tree import compose

PHASES = {
    "compose": "YAML to nodes, by ruamel.yaml",
    "read": "files to records (kb.load with one process); composing included",
    "resolve": "references, links, edges, neighbours",
    "rules": "kb.lint, when all that it asks for is there",
    "graph": "base.graph, which a lint does not need",
}


def measure(folder: Path, repeats: int) -> dict[str, float]:
    """Give the best time of each phase in seconds, and of the whole lint under `lint`."""
    texts = [_yaml(path) for path in sorted((folder / "records").rglob("*.*"))]
    best: dict[str, float] = {}
    for _ in range(repeats):
        times = {"compose": _compose(texts), **_lint(folder)}
        best = {name: min(seconds, best.get(name, seconds)) for name, seconds in times.items()}
    return best


def _yaml(path: Path) -> str:
    """Give the YAML in a record's file."""
    text = path.read_text(encoding="utf-8")
    return text[4 : text.index("\n---\n") + 1] if path.suffix == ".md" else text


def _compose(texts: list[str]) -> float:
    gc.collect()
    gc.disable()  # as `kb.load` does
    start = time.perf_counter()
    for text in texts:
        compose(text)
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def _lint(folder: Path) -> dict[str, float]:
    gc.collect()
    times = [time.perf_counter()]
    base = kb.load(folder, jobs=1)
    times.append(time.perf_counter())
    _ = base.called, base.uses, base.links, base.edges, base.neighbours
    times.append(time.perf_counter())
    kb.lint(base)
    times.append(time.perf_counter())
    _ = base.graph
    times.append(time.perf_counter())
    names = ("read", "resolve", "rules", "graph")
    taken = {name: end - start for name, (start, end) in zip(names, pairwise(times), strict=True)}
    return {**taken, "lint": times[3] - times[0]}


def main() -> None:
    """Print the times as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phases", description="Time the phases of a lint.")
    parser.add_argument("folder", metavar="DIR", type=Path, help="a generated base")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="take the best of N (default: 3)")
    options = parser.parse_args()
    print(json.dumps(measure(options.folder, options.repeats), indent=2))


if __name__ == "__main__":
    main()
