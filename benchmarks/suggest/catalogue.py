"""Catalogues with pairs that are known to be related, and the bases that are made of them to be ranked.

A catalogue is ranked without what would give the answer away: the sentences of a code that name its partner are left
out of its texts, and so are all comparisons but those that a setting makes known.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

import kb
from benchmarks.measuring import program
from kb.base import Base

Pair: TypeAlias = tuple[str, str]
"""Two ids of codes, in order."""

GOLD = Path(__file__).with_name("pairs.csv")
"""Pairs, each with the place that bears it: it says which of the two fits when, gives them as the answers to one
command, maps one to the other, or models one after the other. To stand in one list of numbers is not enough.
"""
TEXTS = ("summary", "when", "fix")
LISTS = ("aliases", "guides", "terms", "sources")

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\n(?=\s*[-*] )")
_TOKEN = re.compile(r"[^\W_](?:[\w.-]*\w)?")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Codes as plain data by their ids, and the pairs of them that are related."""

    name: str
    codes: dict[str, dict[str, object]]
    pairs: frozenset[Pair]
    configuration: str = ""
    others: dict[str, str] = field(default_factory=dict)
    """Further files of the base: the guides and terms that its codes refer to."""

    def base(self, known: Collection[Pair] = (), *, text_only: bool = True) -> Base:
        """Make a base of the catalogue in which some pairs are compared, and nothing else tells of any."""
        compared = defaultdict(list)
        for one, other in known:
            compared[one].append(other)
        files: dict[str, str | bytes] = dict(self.others)
        files["kb.yaml"] = self.configuration or "records: .\n"
        folder = _records_folder(self.configuration)
        for id_, data in self.codes.items():
            kept = {name: value for name, value in data.items() if not (text_only and name in LISTS)}
            if id_ in compared:
                kept["compare"] = sorted(compared[id_])
            files[f"{folder}codes/{id_}.yaml"] = json.dumps(kept, ensure_ascii=False)
        return kb.load(files)

    def half(self, number: int) -> tuple[frozenset[Pair], frozenset[Pair]]:
        """Cut the pairs into two halves in one of several ways; the same in every run."""
        ordered = sorted(self.pairs, key=lambda pair: (crc32(f"{number} {pair[0]} {pair[1]}".encode()), pair))
        return frozenset(ordered[: len(ordered) // 2]), frozenset(ordered[len(ordered) // 2 :])


def _records_folder(configuration: str) -> str:
    match = re.search(r"^records: *(\S+)", configuration, re.MULTILINE)
    return f"{match[1]}/" if match and match[1] != "." else ""


def families(root: Path) -> Catalogue:
    """Give the codes of the reference base in `root`, and the pairs that RFCs and protocol documents relate."""
    base = kb.load(root)
    with GOLD.open(encoding="utf-8", newline="") as file:
        pairs = {_ordered(row["a"], row["b"]) for row in csv.DictReader(file)}
    known = base.ids["code"]
    here = frozenset(pair for pair in pairs if all(id_ in known for id_ in pair))
    partners = _partners(here)
    codes: dict[str, dict[str, object]] = {}
    for id_, record in known.items():
        spelt = {known[other].text("code") or "" for other in partners[id_]}
        spelt |= {known[other].text("name") or "" for other in partners[id_]} | partners[id_]
        data: dict[str, object] = {name: record.text(name) for name in ("code", "name", "class") if record.text(name)}
        data |= {name: _without(text, spelt) for name in TEXTS if (text := record.text(name))}
        data |= {name: [item.text for item in items] for name in LISTS if (items := record.items(name))}
        codes[id_] = data
    others = {record.path: base.lines(record.path).text for record in base if record.kind in ("guide", "term")}
    return Catalogue("own families", codes, here, base.lines("kb.yaml").text, others)


def ruff() -> Catalogue | None:
    """Give the rules of the installed ruff: nearly a thousand codes whose long texts name some of each other."""
    path = program("ruff")
    if path is None:
        return None
    done = subprocess.run([path, "rule", "--all", "--output-format", "json"], capture_output=True, check=True)
    rules = [rule for rule in json.loads(done.stdout) if rule["linter"] and rule["code"]]
    names = {_slug(rule["linter"], rule["code"]): (rule["code"], rule["name"]) for rule in rules}
    spelt = {text: id_ for id_, texts in names.items() for text in texts if not text.isalpha()}
    codes: dict[str, dict[str, object]] = {}
    pairs: set[Pair] = set()
    for rule in rules:
        id_ = _slug(rule["linter"], rule["code"])
        named = {spelt[token] for token in _TOKEN.findall(rule["explanation"] or "") if token in spelt} - {id_}
        pairs |= {_ordered(id_, other) for other in named}
        given_away = {text for other in named for text in names[other]}
        parts = re.split(r"^## (.*)$", _without(rule["explanation"] or "", given_away), flags=re.MULTILINE)
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        fix = sections.pop("Use instead:", "")
        summary = sections.pop("What it does", "").strip() or rule["summary"]
        when = "\n".join(text for name, text in sections.items() if name != "References").strip()
        texts = {"summary": summary, "when": when, "fix": fix.strip()}
        codes[id_] = {"code": rule["code"], "name": rule["name"].replace("-", " ")}
        codes[id_] |= {name: text for name, text in texts.items() if text}
    return Catalogue("rules of ruff", codes, frozenset(pairs))


def _slug(linter: str, code: str) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '-', linter.lower()).strip('-')}/{code.lower()}"


def _ordered(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _partners(pairs: Collection[Pair]) -> dict[str, set[str]]:
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    return partners


def _without(text: str, spelt: Collection[str]) -> str:
    """Leave out the sentences that hold one of some names."""
    return "\n".join(sentence for sentence in _sentences(text) if not _names(sentence, spelt))


def _sentences(text: str) -> Iterator[str]:
    yield from (sentence for sentence in _SENTENCE.split(text) if sentence)


def _names(sentence: str, spelt: Collection[str]) -> bool:
    tokens = set(_TOKEN.findall(sentence))
    return any(
        name in tokens or (" " in name and name in sentence) or ("/" in name and name in sentence) for name in spelt
    )
