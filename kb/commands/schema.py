"""`kb schema`: the JSON Schemas that editors use."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from kb import schema
from kb.commands.loading import configuration
from kb.kinds import KINDS, Kind
from kb.project import UserError, find_root, unknown
from kb.terminal import say
from kb.writing import write


def run(start: Path | None, kind: str | None, output: Path | None) -> int:
    """Print one schema, or all of them as one object; or write them as files."""
    files = schema.files(_kinds(start))
    if kind is not None:
        name = kind if kind.endswith(".json") else f"{kind}.json"
        if name not in files:
            raise unknown("schema", kind, [file.removesuffix(".json") for file in files])
        files = {name: files[name]}
    if output is not None:
        try:
            for name, text in files.items():
                write(output / name, text)
        except OSError as error:
            raise UserError(f"{output} cannot be written: {error.strerror or error}") from error
        say(f"kb: wrote {len(files)} schemas to {output}")
    elif kind is not None:
        sys.stdout.write(next(iter(files.values())))
    else:
        print(
            json.dumps(
                {name.removesuffix(".json"): json.loads(text) for name, text in files.items()},
                indent=2,
                ensure_ascii=False,
            )
        )
    return 0


def _kinds(start: Path | None) -> Mapping[str, Kind]:
    """Give the kinds of the project at or above a folder; those of kb where there is no project."""
    try:
        root = find_root(start)
    except UserError:
        if start is not None:
            raise
        return KINDS
    return configuration(root).kinds
