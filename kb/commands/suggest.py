"""`kb suggest`: the pairs of codes that readers confuse, best first, and two ways to answer: accept and dismiss."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kb.base import Base
from kb.commands.loading import load, write_changes
from kb.fixing import Change, edited
from kb.project import UserError, find, find_root, unknown
from kb.record import Record
from kb.suggest import Ranked, Ranking, evidence
from kb.terminal import printable, say, style_for, width

READ = 1_000
"""For how many pairs, from the first, the texts are read once more to say what both say."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """Which pairs a user asks for."""

    root: Path | None = None
    format: str = "text"
    family: str | None = None
    limit: int = 20
    """How many pairs to print; 0 for all."""
    about: str | None = None
    """A code that each pair must have."""
    compared: bool = False
    """Whether pairs that are compared already are ranked, too."""


def run(request: Request) -> int:
    """Print pairs that nobody has compared or dismissed, best first."""
    base = load(request.root)
    about = _code(base, request.about).key if request.about else None
    if request.family is not None:
        families = sorted({record.family or "" for record in base.of_kind("code")})
        if request.family not in families:
            raise unknown("family of codes", request.family, families)
    ranking = Ranking(base)
    wanted = (pair for pair in ranking.all() if _is_wanted(ranking, pair, request, about))
    pairs = list(islice(wanted, request.limit or None))
    if request.format == "json":
        json.dump(
            [_row(ranking, pair, number) for number, pair in enumerate(pairs)], sys.stdout, indent=2, ensure_ascii=False
        )
        print()
    else:
        _print(ranking, pairs)
    return 0


def _is_wanted(ranking: Ranking, pair: Ranked, request: Request, about: str | None) -> bool:
    keys = (pair.one, pair.other)
    if keys in ranking.dismissed or (keys in ranking.compared and not request.compared):
        return False
    codes = [ranking.codes[place] for place in keys]
    if request.family is not None and all(code.family != request.family for code in codes):
        return False
    return about is None or any(code.key == about for code in codes)


def _row(ranking: Ranking, pair: Ranked, number: int) -> dict[str, Any]:
    found = evidence(ranking, pair.one, pair.other, in_words=number < READ)
    row: dict[str, Any] = {
        "a": ranking.codes[pair.one].key,
        "b": ranking.codes[pair.other].key,
        "score": round(pair.score, 6),
        "evidence": [one._asdict() for one in found],
    }
    if (pair.one, pair.other) in ranking.compared:
        row["compared"] = True
    return row


def _print(ranking: Ranking, pairs: list[Ranked]) -> None:
    style = style_for(sys.stdout)
    for number, pair in enumerate(pairs):
        a, b = (ranking.codes[place].record for place in (pair.one, pair.other))
        mark = style(" (compared)", "dim") if (pair.one, pair.other) in ranking.compared else ""
        print(f"{style(f'{pair.score:.2f}', 'cyan')}  {_named(a)}  /  {_named(b)}{mark}")
        found = evidence(ranking, pair.one, pair.other, in_words=number < READ)
        why = textwrap.wrap(printable("; ".join(one.text for one in found)), min(width(), 100) - 6)
        for line in why:
            print(f"      {style(line, 'dim')}")
    if pairs:
        say("kb: answer with `kb suggest --accept A B`, or `kb suggest --dismiss A B --reason TEXT`")
    else:
        say("kb: nothing to suggest")


def _named(record: Record) -> str:
    return f"{record.id} ({printable(record.title)})"


def accept(root: Path | None, a: str, b: str, difference: str | None) -> int:
    """Write a comparison of two codes on the lower one, its `difference` left open when none is given."""
    return _answer(root, (a, b), "compare", difference or "")


def dismiss(root: Path | None, a: str, b: str, reason: str | None) -> int:
    """Write on the lower of two codes that nobody confuses it with the other, and why."""
    if not (reason or "").strip():
        raise UserError("say why nobody confuses the two, with `--reason`; who comes later will want to know")
    return _answer(root, (a, b), "not_confused_with", reason or "")


def _answer(root: Path | None, names: tuple[str, str], field: str, note: str) -> int:
    folder = find_root(root)
    base = load(folder)
    lower, higher = sorted((_code(base, name) for name in names), key=_height)
    if lower is higher:
        raise UserError(f"`{names[0]}` and `{names[1]}` are the same code")
    _refuse_decided(base, lower, higher)
    edit = base.editor(lower.path).add(lower, field, higher.id, note)
    after = edited(base, lower.path, [edit]) if edit else None
    if edit is None or after is None:
        raise UserError(
            f"{lower.path} is written in a way that cannot be added to safely; add `{higher.id}` to `{field}`"
        )
    write_changes(folder, [Change(lower.path, base.files.data(lower.path), after)], "in the meantime")
    line = edit.span.line + (edit.text[:1] in "\r\n")
    print(f"{lower.path}:{line}")
    if field == "compare" and not note:
        say(f"kb: say there how `{lower.id}` and `{higher.id}` differ")
    return 0


def _code(base: Base, name: str) -> Record:
    record = find(base, name)
    if record.kind != "code":
        raise UserError(f"`{record.key}` is no code; only codes are compared")
    return record


def _height(record: Record) -> tuple[str, int, str]:
    """Give the order of codes: families by name, codes by number, as far as they are numbers."""
    code = record.text("code") or ""
    return record.family or "", int(code) if code.isascii() and code.isdecimal() else sys.maxsize, record.id


def _refuse_decided(base: Base, lower: Record, higher: Record) -> None:
    done = {"compare": "are compared already", "not_confused_with": "were dismissed already"}
    for use in base.uses:
        if (
            use.field in done
            and use.leads
            and use.target is not None
            and {use.record.key, use.target.key} == {lower.key, higher.key}
        ):
            place = f"{use.record.path}:{use.reference.line}"
            raise UserError(f"`{lower.id}` and `{higher.id}` {done[use.field]}, in {place}")
