"""`python -m benchmarks`: ratios between kb and other tools, measured side by side on this machine.

A ratio says how many times the second measure the first is. The times behind it are the best of some interleaved runs;
they are printed as an aside, for they belong to this machine and this hour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks import comparisons
from benchmarks.comparisons import Row
from benchmarks.generate import FEWEST, generate
from benchmarks.measuring import FailedError

PACKAGES = ("kbgraph", "networkx", "ruamel.yaml", "yamllint", "check-jsonschema", "mkdocs", "mkdocs-material")

MOST_BUILDS = 3
"""How often a site is built at most: it takes long, and its ratio is steady."""


def main() -> int:
    """Generate the bases, measure, and print the table."""
    options = _options()
    repeats = options.repeats or (1 if options.quick else 5)
    records = options.records or (150 if options.quick else 2000)
    pages = 20 if options.quick else min(300, records)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        scratch = Path(name)
        _say(f"generating {records:,} records")
        generate(scratch / "base", records)
        generate(scratch / "site", pages)
        try:
            rows = [
                *comparisons.linting(scratch / "base", repeats, _say),
                *comparisons.building(scratch / "site", min(repeats, MOST_BUILDS), _say),
                *comparisons.phases(scratch / "base", repeats, _say),
            ]
        except FailedError as error:
            _say(f"failed: {error}")
            return 1
    facts = _facts(records, pages, repeats)
    print(_table(rows, facts))
    _say(f"took {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(_data(rows, facts), indent=2) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure kb beside other tools.")
    parser.add_argument("--records", type=_size, metavar="N", help="how many records are linted (default: 2000)")
    parser.add_argument("--repeats", type=int, metavar="N", help="take the best of N (default: 5)")
    parser.add_argument("--quick", action="store_true", help="few records and one run each: only to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures there, too")
    return parser.parse_args()


def _size(text: str) -> int:
    if int(text) < FEWEST:
        raise argparse.ArgumentTypeError(f"a base has at least {FEWEST} records")
    return int(text)


def _say(message: str) -> None:
    print(f"bench: {message}", file=sys.stderr, flush=True)


def _facts(records: int, pages: int, repeats: int) -> dict[str, Any]:
    return {
        "records": records,
        "site_records": pages,
        "repeats": repeats,
        "build_repeats": min(repeats, MOST_BUILDS),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _table(rows: list[Row], facts: dict[str, Any]) -> str:
    width = max(len(row.name) for row in rows)
    lines = [
        f"{facts['records']:,} records linted, {facts['site_records']:,} built",
        f"best of {facts['repeats']} interleaved runs (builds: of {facts['build_repeats']})",
        f"Python {facts['python']}, {facts['system']}, {facts['cores']} cores",
        "",
        f"{'what / what':{width}}  {'ratio':>8}   aside",
        f"{'-' * width}  {'-' * 8}   {'-' * 5}",
    ]
    for row in rows:
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"{row.name:{width}}  {ratio:>8}   {_aside(row)}".rstrip())
    return "\n".join(lines)


def _aside(row: Row) -> str:
    if row.ratio is None:
        return row.note or "not measured: a program is not installed"
    digits = 2 if row.unit == "s" else 0
    measures = f"{row.first:.{digits}f} / {row.second:.{digits}f} {row.unit}"
    return f"{measures}; {row.note}" if row.note else measures


def _data(rows: list[Row], facts: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, **facts, "ratios": [{**row._asdict(), "ratio": row.ratio} for row in rows]}


if __name__ == "__main__":
    sys.exit(main())
