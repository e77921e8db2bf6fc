"""The whole knowledge base: records, what they refer to, and what was wrong while reading them."""

from __future__ import annotations

import gc
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kb import config as configuration
from kb.config import Config
from kb.fields import References
from kb.files import Files, Listing, listing
from kb.finding import Fault
from kb.kinds import Kind, Relation
from kb.markup import LinkMatch
from kb.names import Names
from kb.parallel import Memory, read_all
from kb.reader import Reading, Source, decode
from kb.record import Record
from kb.source import Lines, Link, Reference

if TYPE_CHECKING:
    import networkx as nx

    from kb.edits import Editor
    from kb.lost import Lost
    from kb.suggest import Ranking

BRIEF_FROM = 300
"""With more codes, rules have them ranked by names and summaries alone: a lint must stay quick."""

Keys: TypeAlias = dict[str, None]
"""Keys in an order, each once."""


class Use(NamedTuple):
    """A reference in a record, and what became of it."""

    record: Record
    field: str
    declared: References
    reference: Reference
    target: Record | None
    problem: str = ""
    """Empty, or why the target is not simply there: `broken`, `wrong-kind`, `unread`, `formerly`."""

    def naming(self, other: Record) -> str:
        """Give what to write in its place to name another record: the kind only where the author does so, or must."""
        is_keyed = ":" in self.reference.text
        return other.key if is_keyed or other.kind != self.declared.kinds[0] else other.id

    @property
    def ends(self) -> tuple[str, str]:
        """The keys that the edge leads from and to; both are there only if the reference leads somewhere."""
        assert self.target is not None
        ends = self.record.key, self.target.key
        return ends[::-1] if self.declared.inverse else ends

    @property
    def leads(self) -> bool:
        """Tell whether the reference leads to another record of a kind that its field takes."""
        return self.target is not None and self.target is not self.record and self.problem != "wrong-kind"


class LinkUse(NamedTuple):
    """A link in a text, and what became of it."""

    record: Record
    link: Link
    target: Record | None
    problem: str = ""
    """Empty, or `broken`, `ambiguous`, `unread`, `formerly`."""


class Edge(NamedTuple):
    """An edge of the graph. Symmetric relations run from the key that sorts first."""

    source: str
    target: str
    relation: str


class Base:
    """A loaded knowledge base. Everything in it is computed once, when it is first asked for."""

    def __init__(self, files: Files, config: Config, found: Listing, readings: list[Reading]) -> None:
        """Take what was read. Use `kb.load` to read a folder or texts."""
        self.files = files
        self.config = config
        self.kinds: Mapping[str, Kind] = config.kinds
        self.relations: Mapping[str, Relation] = config.relations
        self.readings = readings
        self.listing = found
        self.all_records = [record for reading in readings for record in reading.records]
        self.records: dict[str, Record] = {}
        self.translations: dict[tuple[str, str], Record] = {}
        for record in self.all_records:
            if record.language is None:
                self.records.setdefault(record.key, record)
            else:
                self.translations.setdefault((record.key, record.language), record)
        self._texts: dict[str, Lines] = {}
        self._editors: dict[str, Editor] = {}

    def __getitem__(self, key: str) -> Record:
        """Give the record of a key such as `code:smtp/504`. Raises `KeyError`."""
        return self.records[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a record of that key."""
        return key in self.records

    def __iter__(self) -> Iterator[Record]:
        """Give the records in the order of their paths."""
        return iter(self.records.values())

    def __len__(self) -> int:
        """Count the records, translations left out."""
        return len(self.records)

    def of_kind(self, kind: str) -> list[Record]:
        """Give the records of a kind in the order of their paths."""
        return [record for record in self if record.kind == kind]

    @cached_property
    def versions(self) -> dict[str | None, list[Record]]:
        """The records by language: the originals under `None`, then the translations of records that there are."""
        found: dict[str | None, list[Record]] = {None: list(self)}
        for (key, language), translation in self.translations.items():
            if key in self.records:
                found.setdefault(language, []).append(translation)
        return found

    def lines(self, path: str) -> Lines:
        """Give a file's text as lines; empty when it cannot be read any more."""
        if path not in self._texts:
            try:
                self._texts[path] = Lines(decode(self.files.data(path)))
            except (OSError, UnicodeDecodeError):
                self._texts[path] = Lines("")
        return self._texts[path]

    def editor(self, path: str) -> Editor:
        """Give the maker of text edits of a file."""
        from kb.edits import Editor

        if path not in self._editors:
            self._editors[path] = Editor(path, self.lines(path))
        return self._editors[path]

    @cached_property
    def readings_by_path(self) -> dict[str, Reading]:
        """What each file gave."""
        return {reading.source.path: reading for reading in self.readings}

    # Faults of reading.

    @cached_property
    def _faults(self) -> dict[str, list[Fault]]:
        faults: dict[str, list[Fault]] = defaultdict(list)
        for name, fault in self.listing.faults:
            faults[name].append(fault)
        for reading in self.readings:
            for name, fault in reading.faults:
                faults[name].append(fault)
        faults["invalid-config"].extend(self.config.faults)
        return faults

    def faults(self, rule: str) -> list[Fault]:
        """Give what the reading noted under a rule's name."""
        return self._faults.get(rule, [])

    # Names.

    @cached_property
    def ids(self) -> dict[str, dict[str, Record]]:
        """The records by kind and id."""
        ids: dict[str, dict[str, Record]] = {kind: {} for kind in self.kinds}
        for record in self:
            ids[record.kind][record.id] = record
        return ids

    @cached_property
    def formerly(self) -> dict[str, dict[str, Record]]:
        """The records by kind and an id that they used to have."""
        former: dict[str, dict[str, Record]] = {kind: {} for kind in self.kinds}
        for record in self:
            for old in record.formerly or ():
                former[record.kind].setdefault(old, record)
        return former

    @cached_property
    def names(self) -> dict[str, Names]:
        """For each kind the ids, indexed to find near ones."""
        return {kind: Names(ids) for kind, ids in self.ids.items()}

    @cached_property
    def called(self) -> dict[str, list[Record]]:
        """The records by what readers call them, in lower case: titles, aliases, abbreviations, `SMTP 504`."""
        called: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in self:
            for name in names_of(record, self.config):
                called[name.casefold()][record.key] = record
        for (key, _), translation in self.translations.items():
            if key in self.records:
                for name in names_of(translation, self.config):
                    called[name.casefold()][key] = self.records[key]
        return {name: list(records.values()) for name, records in called.items()}

    @cached_property
    def _unread(self) -> set[str]:
        """The keys of records that may exist, but could not be read under these keys."""
        from kb.lost import unread_keys

        return unread_keys(self)

    def is_unread(self, kind: str, id_: str) -> bool:
        """Tell whether a record may well exist in a file that could not be read."""
        if not self._unread:
            return False
        parts = id_.split("/")
        return any(f"{kind}:{'/'.join(parts[: n + 1])}" in self._unread for n in range(len(parts)))

    # References.

    @cached_property
    def uses(self) -> list[Use]:
        """Every reference of every record, duplicates of ids left out."""
        uses = []
        for record in self:
            for name, declared in record.declaration.references:
                known = self.ids[declared.kinds[0]]
                for reference in record.items(name):
                    assert isinstance(reference, Reference)
                    target = known.get(reference.text)  # nearly always: an id of the field's first kind
                    problem = ""
                    if target is None:
                        target, problem = self._resolve(declared, reference.text)
                    uses.append(Use(record, name, declared, reference, target, problem))
        return uses

    def _resolve(self, declared: References, name: str) -> tuple[Record | None, str]:
        """Give what a reference leads to, and an empty string or what is wrong, as `Use` has it."""
        kind, colon, rest = name.partition(":")
        is_key = bool(colon) and kind in self.kinds
        text = rest if is_key else name
        kinds = tuple(one for one in declared.kinds if one == kind) if is_key else declared.kinds
        for problem, records in (("", self.ids), ("formerly", self.formerly)):
            for one in kinds:
                if target := records[one].get(text):
                    return target, problem
        if any(self.is_unread(one, text) for one in kinds):
            return None, "unread"
        for ids in (self.ids.get(kind, {}), *self.ids.values()):
            if text in ids:
                return ids[text], "wrong-kind"
        return None, "broken"

    @cached_property
    def links(self) -> list[LinkUse]:
        """Every link in every text, translations included."""
        return [
            LinkUse(record, link, *self.follow(record, link))
            for record in self.all_records
            for link in record.links
            if record.language is not None or self.records.get(record.key) is record
        ]

    def follow(self, record: Record, link: Link | LinkMatch) -> tuple[Record | None, str]:
        """Give what a link in a record's text leads to, and an empty string or what is wrong, as `find` does."""
        if link.is_file:
            return self._follow_file(record, link.target)
        if not link.target:
            own = self.records.get(record.key)
            return (own, "") if own and link.heading else (None, "broken")
        return self.find(link.target)

    def find(self, name: str) -> tuple[Record | None, str]:
        """Find a record by key, id, title, alias or abbreviation.

        Gives the record, and an empty string or the reason why it is not simply that one: `broken`, `ambiguous`
        (then the first of those meant is given), `formerly`, `unread`.
        """
        found = self.answering(name)
        if found:
            return found[0], "ambiguous" if len(found) > 1 else ""
        kinds, text = self._meant(name)
        former = [self.formerly[kind][text] for kind in kinds if text in self.formerly[kind]]
        if former:
            return former[0], "formerly"
        return None, "unread" if any(self.is_unread(kind, text) for kind in kinds) else "broken"

    def answering(self, name: str) -> list[Record]:
        """Give the records that a name in a link may mean: those of that key or id, else all that are called so."""
        kinds, text = self._meant(name)
        found = [self.ids[kind][text] for kind in kinds if text in self.ids[kind]]
        return found or [record for record in self.called.get(text.strip().casefold(), ()) if record.kind in kinds]

    def _meant(self, name: str) -> tuple[tuple[str, ...], str]:
        """Give the kinds that a name in a link allows, and the name without its kind."""
        kind, colon, rest = name.partition(":")
        return ((kind,), rest) if colon and kind in self.kinds else (tuple(self.kinds), name)

    def naming(self, record: Record) -> str:
        """Give the shortest name by which a link leads to a record: its id, or its key where others have the id too."""
        return record.id if self.answering(record.id) == [record] else record.key

    def _follow_file(self, record: Record, path: str) -> tuple[Record | None, str]:
        source = self.sources.get(posixpath.normpath(posixpath.join(posixpath.dirname(record.path), path)))
        if source is None:
            return None, "broken"
        target = self.ids[source.kind].get(source.id)
        missing = "unread" if self.is_unread(source.kind, source.id) else "broken"
        return target, "" if target else missing

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The record files by path."""
        return {source.path: source for source in self.listing.sources}

    @cached_property
    def lost(self) -> Lost:
        """What the base lacks because of faults, so that no rule reports their consequences."""
        from kb.lost import Lost

        return Lost(self)

    @cached_property
    def ranking(self) -> Ranking:
        """The pairs of codes that readers may confuse, as far as a rule needs them: large bases are ranked in brief."""
        from kb.suggest import Ranking

        return Ranking(self, brief=len(self.ids["code"]) > BRIEF_FROM)

    # The graph.

    @cached_property
    def edges(self) -> dict[Edge, str | None]:
        """The edges in the order in which records declare them, with the author's words about each.

        A record never has an edge to itself. A `[[link]]` in a translation counts for its original.
        """
        edges: dict[Edge, str | None] = {}
        for use in self.uses:
            relation = use.declared.relation
            if relation is None or not use.leads:
                continue
            assert use.target is not None
            source, target = use.record.key, use.target.key
            if use.declared.inverse or (source > target and self.relations[relation].symmetric):
                source, target = target, source
            edge = Edge(source, target, relation)
            note = use.reference.note
            if note is not None:
                edges[edge] = edges.get(edge) or note.text
            elif edge not in edges:
                edges[edge] = None
        for link in self.links:
            if link.target is not None and link.target.key != link.record.key and link.record.key in self.records:
                edges.setdefault(Edge(link.record.key, link.target.key, "mention"))
        return edges

    @cached_property
    def neighbours(self) -> dict[str, dict[tuple[str, bool], Keys]]:
        """For each key, and each relation with its direction (true: outwards), the other keys.

        What a record declares itself comes first, in its order; what others declare follows in the order of their
        paths. Symmetric relations are outwards from both ends.
        """
        near: dict[str, dict[tuple[str, bool], Keys]] = {key: {} for key in self.records}
        symmetric = {name for name, relation in self.relations.items() if relation.symmetric}
        for use in self.uses:
            relation = use.declared.relation
            if relation and use.leads:
                assert use.target is not None
                sort = relation, relation in symmetric or not use.declared.inverse
                near[use.record.key].setdefault(sort, {})[use.target.key] = None
        for source, target, relation in self.edges:
            near[source].setdefault((relation, True), {}).setdefault(target)
            near[target].setdefault((relation, relation in symmetric), {}).setdefault(source)
        return near

    def between(self, left: str, right: str) -> list[Edge]:
        """Give the edges between two records, a declared relation before a mention in a text."""
        ways = ((left, right), (right, left))
        found = [edge for ends in ways for name in self.relations if (edge := Edge(*ends, name)) in self.edges]
        return sorted(found, key=lambda edge: (edge.relation == "mention", edge.relation))

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The graph: a node for each record, an edge for each relation, keyed by the relation's name."""
        from kb.graph import build

        return build(self)


def names_of(record: Record, config: Config) -> Iterator[str]:
    """Give all that readers call a record."""
    if record.language is None or record.text(record.declaration.title):
        yield record.title
    for name in record.aliases or ():
        yield name
    if short := record.text("abbreviation") if "abbreviation" in record.declaration.by_name else None:
        yield short
    if record.kind == "code" and (code := record.text("code")):
        family = config.families.get(record.family or "")
        for name in {*(family.name.values() if family else ()), record.family or ""}:
            yield f"{name} {code}"


def load(
    root: str | Path | Mapping[str, str | bytes] | Files = ".",
    *,
    jobs: int | None = None,
    memory: Memory | None = None,
) -> Base:
    """Load a knowledge base from the folder of its `kb.yaml`, or from texts by path.

    `jobs` is the number of processes that read files; by default as many as there are cores, when there is enough
    to read. With a `memory`, only files are read whose content it does not know. Mistakes in files are not raised but
    found by `kb.lint`. Raises `FileNotFoundError` when a folder is given in which there is no `kb.yaml`.
    """
    return read(find(root), jobs=jobs, memory=memory)


class Project(NamedTuple):
    """A knowledge base whose records have been found, but not read."""

    files: Files
    config: Config
    listing: Listing


def find(root: str | Path | Mapping[str, str | bytes] | Files) -> Project:
    """Read the configuration and find the record files. Raises `FileNotFoundError` as `load` does."""
    files = root if isinstance(root, Files) else _files(root)
    is_given = files.texts is None or configuration.FILE in {*files.overlay, *files.texts}
    config = configured(files) if is_given else Config(records=".")
    return Project(files, config, listing(files, config))


def read(project: Project, *, jobs: int | None = None, memory: Memory | None = None) -> Base:
    """Read the records of a project, as `load` does."""
    with _quiet_collector():
        kinds = project.config.kinds
        return Base(*project, read_all(project.files, project.listing.sources, kinds, jobs, memory))


def _files(root: str | Path | Mapping[str, str | bytes]) -> Files:
    if isinstance(root, Mapping):
        return Files(None, dict(root))
    folder = Path(root)
    if not (folder / configuration.FILE).exists():
        raise FileNotFoundError(f"there is no {configuration.FILE} in {folder}")
    return Files(folder)


def configured(files: Files) -> Config:
    """Read the configuration among some files; why it cannot be read is a fault in it."""
    try:
        return configuration.read(decode(files.data(configuration.FILE)))
    except UnicodeDecodeError:
        return configuration.missing(f"{configuration.FILE} is not UTF-8")
    except OSError as error:
        return configuration.missing(f"{configuration.FILE} cannot be read: {error.strerror or error}")


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Keep the garbage collector from walking the growing heap while millions of small values are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
