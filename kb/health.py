"""The state of a knowledge base in figures: what the rules find, and how much of what there could be is there.

Nothing here is an opinion of its own. Findings are those of `kb lint` with the project's configuration, those that
nobody sees counted apart; the shares are counted over all records, whichever rules run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kb import baseline, registry
from kb.base import Base
from kb.baseline import BaselineError, Compared
from kb.finding import Severity
from kb.kinds import Kind
from kb.linting import Outcome, active_rules, outcome
from kb.record import Record
from kb.registry import Coverage
from kb.rules import Rule, all_rules, missing_translation, stale_translation


class Share(NamedTuple):
    """How many there are, of how many there could be."""

    have: int
    all: int

    @property
    def percent(self) -> int:
        """The share in percent, rounded down, so that only a whole is 100; a whole where there is nothing to have."""
        return 100 * self.have // self.all if self.all else 100


def total(shares: Iterable[Share]) -> Share:
    """Give the sum of some shares."""
    listed = list(shares)
    return Share(sum(share.have for share in listed), sum(share.all for share in listed))


class Area(NamedTuple):
    """A part of the base: a family of codes, the records of another kind, or, without a kind, the other files."""

    kind: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class FamilyHealth:
    """What is there for the codes of a family."""

    codes: int
    coverage: Coverage | None
    """Its registry beside its records; nothing where there is no registry that can be read."""
    uncompared: tuple[Record, ...]
    """The codes that are compared with no other."""
    explained: Share
    """The compared pairs with a code of it: those that say what differs, of all."""
    unguided: tuple[Record, ...]
    """The codes that no guide helps with."""
    guides: int
    """The guides that help with a code of it."""

    @property
    def listed(self) -> Share:
        """The codes of the registry that have a record."""
        due, missing = (len(self.coverage.due), len(self.coverage.missing)) if self.coverage else (0, 0)
        return Share(due - missing, due)

    @property
    def compared(self) -> Share:
        """The codes that are compared with another one."""
        return Share(self.codes - len(self.uncompared), self.codes)

    @property
    def guided(self) -> Share:
        """The codes that a guide helps with."""
        return Share(self.codes - len(self.unguided), self.codes)


@dataclass(frozen=True, slots=True)
class Translation:
    """How much of the base is there in a language."""

    fields: dict[tuple[str, str], Share]
    """The texts that are translated, by kind and field; those that may stay as they are (`aliases`) are left out."""
    areas: dict[Area, Share]
    """The same, by area."""
    untranslated: tuple[Record, ...]
    """The records without any translation."""
    stale: tuple[Record, ...] | None
    """The records whose originals changed since; nothing where the rule that looks for them does not run."""

    @property
    def texts(self) -> Share:
        """The texts that are translated."""
        return total(self.fields.values())


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a base."""

    outcome: Outcome
    trend: Compared | None
    """The findings beside the baseline, when there is one that can be used."""
    broken_baseline: bool
    off: tuple[Rule, ...]
    """The rules that kb.yaml switches off."""
    asleep: tuple[Rule, ...]
    """The rules that run only for those who ask for them, as nobody did here."""
    families: dict[str, FamilyHealth]
    """By id: declared families in their order, then the others."""
    explained: Share
    """The compared pairs that say what differs, each counted once."""
    translations: dict[str, Translation]
    sources: dict[Area, tuple[Share, tuple[Record, ...]]]
    """By area, the records that cite a source, and those that cite none."""

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.outcome.findings)


_KNOWN: WeakKeyDictionary[Base, Health] = WeakKeyDictionary()


def measure(base: Base) -> Health:
    """Give the state of a base; worked out once for each base."""
    if base not in _KNOWN:
        _KNOWN[base] = _measure(base)
    return _KNOWN[base]


def area_of(record: Record) -> Area:
    """Give the area of a record."""
    return Area(record.kind, record.family or "" if record.kind == "code" else "")


def areas(base: Base) -> list[Area]:
    """Give the areas of a base: the families in the order of kb.yaml, then the other kinds, then the other files."""
    used = dict.fromkeys(record.family or "" for record in base.of_kind("code"))
    families = [family for family in base.config.families if family in used]
    families += sorted(set(used) - set(families))
    kinds = [kind for kind in base.kinds if kind != "code"]
    return [*(Area("code", family) for family in families), *map(Area, kinds), Area("")]


def places(base: Base) -> dict[str, Area]:
    """Give the area of each file that findings may be about; what is not in it is among the other files."""
    found = {record.path: area_of(base.records.get(record.key, record)) for record in base.all_records}
    registries = {one.registry.text: Area("code", id_) for id_, one in base.config.families.items() if one.registry}
    return registries | found


def _measure(base: Base) -> Health:
    seen = outcome(base)
    active = set(active_rules(base))
    off = [rule for rule in all_rules() if rule not in active]
    entries, is_broken = None, False
    try:
        entries = baseline.load(base)
    except BaselineError:
        is_broken = True
    codes = {rule.CODE for rule in active}
    pairs = {(edge.source, edge.target): bool(note) for edge, note in base.edges.items() if edge.relation == "compare"}
    return Health(
        outcome=seen,
        trend=baseline.compare(base, seen.findings, entries, codes) if entries is not None else None,
        broken_baseline=is_broken,
        off=tuple(rule for rule in off if rule.SEVERITY is not Severity.OFF),
        asleep=tuple(rule for rule in off if rule.SEVERITY is Severity.OFF),
        families=_families(base, pairs),
        explained=Share(sum(pairs.values()), len(pairs)),
        translations={language: _translation(base, language, seen, active) for language in base.config.translations},
        sources=_sources(base),
    )


def _families(base: Base, pairs: dict[tuple[str, str], bool]) -> dict[str, FamilyHealth]:
    covered = registry.coverage(base)
    codes: dict[str, list[Record]] = {family: [] for family in base.config.families}
    for record in base.of_kind("code"):
        codes.setdefault(record.family or "", []).append(record)
    declared = list(base.config.families)
    explained: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for pair, is_explained in pairs.items():
        for family in {base[key].family or "" for key in pair}:
            compared[family] += 1
            explained[family] += is_explained
    found = {}
    for family in [*declared, *sorted(set(codes) - set(declared))]:
        records = codes[family]
        if not records and family not in covered:
            continue
        near = [base.neighbours[record.key] for record in records]
        guides = [one.get(("guide", True), {}) for one in near]
        found[family] = FamilyHealth(
            codes=len(records),
            coverage=covered.get(family),
            uncompared=tuple(r for r, one in zip(records, near, strict=True) if not one.get(("compare", True))),
            explained=Share(explained[family], compared[family]),
            unguided=tuple(r for r, keys in zip(records, guides, strict=True) if not keys),
            guides=len({key for keys in guides for key in keys}),
        )
    return found


def _translation(base: Base, language: str, seen: Outcome, active: set[Rule]) -> Translation:
    fields: dict[tuple[str, str], Share] = {}
    by_area: dict[Area, Share] = {}
    untranslated = []
    for record in base:
        translation = base.translations.get((record.key, language))
        if translation is None:
            untranslated.append(record)
        area = area_of(record)
        for name in _texts(record):
            more = Share(int(translation is not None and missing_translation.says(translation, name)), 1)
            fields[record.kind, name] = total((fields.get((record.kind, name), Share(0, 0)), more))
            by_area[area] = total((by_area.get(area, Share(0, 0)), more))
    order = {(kind.name, name): n for n, (kind, name) in enumerate(_fields(base))}
    return Translation(
        fields=dict(sorted(fields.items(), key=lambda item: order[item[0]])),
        areas={area: by_area[area] for area in areas(base) if area in by_area},
        untranslated=tuple(untranslated),
        stale=_stale(base, language, seen) if stale_translation in active else None,
    )


def _fields(base: Base) -> Iterator[tuple[Kind, str]]:
    return ((kind, name) for kind in base.kinds.values() for name in kind.translated)


def _texts(record: Record) -> Iterator[str]:
    """Give the fields of a record that its translations should have."""
    for name in record.declaration.translated:
        if name not in missing_translation.OPTIONAL and missing_translation.says(record, name):
            yield name


def _stale(base: Base, language: str, seen: Outcome) -> tuple[Record, ...]:
    """Give the records with a stale translation, whether or not its finding is shown."""
    found: dict[str, Record] = {}
    files = {one.path for (_, tongue), one in base.translations.items() if tongue == language}
    for finding in (*seen.findings, *seen.hidden, *seen.left_out):
        if finding.rule == stale_translation.CODE and finding.path in files and finding.record in base:
            found[finding.record or ""] = base[finding.record or ""]
    return tuple(base[key] for key in sorted(found))


def _sources(base: Base) -> dict[Area, tuple[Share, tuple[Record, ...]]]:
    by_area: dict[Area, list[Record]] = {}
    for record in base:
        if "sources" in record.declaration.by_name:
            by_area.setdefault(area_of(record), []).append(record)
    found = {}
    for area in areas(base):
        if records := by_area.get(area):
            bare = tuple(record for record in records if not record.items("sources"))
            found[area] = Share(len(records) - len(bare), len(records)), bare
    return found
