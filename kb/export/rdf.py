"""The graph as RDF: what Turtle and JSON-LD write, each in its own form.

Codes, terms and the records of a project's own kinds are `skos:Concept`s, and `schema:DefinedTerm`s for search engines,
in a scheme for each family and kind. Guides are `schema:TechArticle`s. Texts have the language that they are in.

| in the graph | in RDF |
| --- | --- |
| title; aliases and abbreviation | `skos:prefLabel`, `schema:name`; `skos:altLabel` |
| the same of a guide | `schema:headline`; `schema:alternativeHeadline` |
| summary, definition; body | `skos:definition` (of a guide `schema:abstract`); `schema:articleBody` |
| code | `skos:notation`, `schema:termCode` |
| `compare`, `related` | `skos:related` (between guides `dcterms:relation`) |
| `broader`, `replaced_by` | `skos:broader`, `dcterms:isReplacedBy` |
| `guide`, `term`, `mention` | `schema:subjectOf`, `dcterms:requires`, `dcterms:references` |
| an author's words about an edge | an `rdf:Statement` about it, with `kb:difference` or what the words are called |
| sources | `dcterms:source`: an address where there is one |
| all else | `kb:` and its own name, in the namespace `urn:kb:ns:` |

A resource is named by the address of its page where the site is published, as the pages themselves do; elsewhere by
`urn:kb:` and its key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

from kb.citations import cite
from kb.export import plain
from kb.graph import families_of, folder_of
from kb.kinds import KINDS
from kb.languages import LANGUAGE
from kb.llms import Edition, address_of
from kb.localized import Localized

if TYPE_CHECKING:
    import networkx as nx

PREFIXES: Mapping[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "kb": "urn:kb:ns:",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Iri(NamedTuple):
    """A name of a thing: a whole one, or one such as `skos:Concept`."""

    text: str


class Literal(NamedTuple):
    """A text, in a language or of a type such as `xsd:integer`."""

    text: str
    language: str = ""
    type: str = ""


Object: TypeAlias = Iri | Literal


Said: TypeAlias = dict[str, dict[Object, None]]
"""What is said by each property, each thing once, in the order in which it is best read."""


class Resource(NamedTuple):
    """A thing: its name, and what is said of it."""

    iri: str
    said: Said


_LEADS = ("summary", "definition")
_LABELS = ("aliases", "abbreviation")
_MARKDOWN = ("body", "fix", "when")
_ELSEWHERE = frozenset(
    ("kind", "title", "name", "term", "path", "code", "family", "translations", "sources", "not_confused_with", *_LEADS)
) | {*_LABELS}
_RELATIONS: Mapping[str, str] = {
    "compare": "skos:related",
    "related": "skos:related",
    "broader": "skos:broader",
    "replaced_by": "dcterms:isReplacedBy",
    "guide": "schema:subjectOf",
    "term": "dcterms:requires",
    "mention": "dcterms:references",
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SAFE = ":/?#[]@!$&'()*+,;=%~"


def resources(graph: nx.MultiDiGraph[str]) -> Iterator[Resource]:
    """Give the schemes, the records, and the statements about edges, each sorted by key."""
    translator = _Translator(graph)
    yield from translator.schemes()
    statements: list[Resource] = []
    said: dict[str, Said] = {key: translator.record(key, data) for key, data in plain.nodes(graph)}
    for source, target, relation, data in plain.edges(graph):
        property_ = translator.property_of(source, relation)
        _say(said[source], property_, Iri(translator.iri(target)))
        statements += translator.statements(source, target, relation, data, property_)
    for key, properties in said.items():
        yield Resource(translator.iri(key), properties)
    yield from statements


def _say(said: Said, property_: str, *objects: Object) -> None:
    """Add what is said by a property, each once."""
    said.setdefault(property_, {}).update(dict.fromkeys(objects))


def own(name: str) -> str:
    """Give the name of a property of ours."""
    return f"kb:{name}" if _NAME.fullmatch(name) else f"{PREFIXES['kb']}{quote(plain.visible(name), safe='')}"


def encoded(address: str) -> str:
    """Give an address with nothing in it that an IRI cannot hold; letters of every script can stay."""
    return re.sub(
        r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f]|%(?![0-9A-Fa-f]{2})", lambda m: quote(m[0], safe=""), plain.visible(address)
    )


class _Translator:
    """Says in RDF what the nodes and edges of a graph are."""

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        self.graph = graph
        self.language = str(graph.graph.get("language") or "en")
        self.families = families_of(graph)
        self._editions: dict[str, Edition] = {}
        self.site = encoded(str(graph.graph.get("url") or "")).rstrip("/")

    # Names.

    def iri(self, key: str) -> str:
        if self.site:
            return encoded(address_of(self.graph, key))
        return "urn:kb:" + quote(plain.visible(key), safe="/:@")

    def scheme_iri(self, kind: str, family: str) -> str:
        folder = quote(plain.visible(folder_of(self.graph, kind)))
        group = f"/{quote(plain.visible(family), safe='')}" if family else ""
        return f"{self.site}/{folder}{group}/index.html" if self.site else f"urn:kb:scheme:{folder}{group}"

    def property_of(self, source: str, relation: str) -> str:
        if relation == "related" and plain.kind(source, self.graph.nodes[source]) == "guide":
            return "dcterms:relation"
        return _RELATIONS.get(relation) or own(relation)

    # Words.

    def _edition(self, language: str) -> Edition:
        if language not in self._editions:
            self._editions[language] = Edition(self.graph, language, address=self.iri)
        return self._editions[language]

    # Things.

    def schemes(self) -> Iterator[Resource]:
        """Give the schemes of which there are records."""
        found = {_scheme(key, data) for key, data in plain.nodes(self.graph)}
        for kind, family in sorted(found - {("guide", "")}):
            names, about = self._scheme_words(kind, family)
            said: Said = {}
            _say(said, "rdf:type", Iri("skos:ConceptScheme"), Iri("schema:DefinedTermSet"))
            _say(said, "skos:prefLabel", *names)
            _say(said, "schema:name", *names)
            _say(said, "dcterms:description", *about)
            yield Resource(self.scheme_iri(kind, family), {name: objects for name, objects in said.items() if objects})

    def _scheme_words(self, kind: str, family: str) -> tuple[list[Literal], list[Literal]]:
        if kind == "code":
            declared = self.families.get(family)
            plainly = Localized({"": family.upper() or "Codes"})
            return self._localized(declared.name if declared else plainly), self._localized(
                declared.description if declared else Localized()
            )
        own_kind = self.graph.graph.get("kinds", {}).get(kind, {})
        plural = KINDS[kind].plural if kind in KINDS else str(own_kind.get("plural") or kind)
        label = {"term": "Glossary"}.get(kind, plural)
        return self._localized(Localized(own_kind.get("label") or {"": label})), []

    def _localized(self, text: Localized) -> list[Literal]:
        said = {language or self.language: words for language, words in sorted(text.items()) if words}
        return [Literal(words, language) for language, words in said.items() if LANGUAGE.fullmatch(language)]

    def record(self, key: str, data: Mapping[str, Any]) -> Said:
        """Give all that is said of a record but for its edges."""
        is_guide = plain.kind(key, data) == "guide"
        said: Said = {}
        types = ("schema:TechArticle",) if is_guide else ("skos:Concept", "schema:DefinedTerm")
        _say(said, "rdf:type", *map(Iri, types))
        _say(said, "dcterms:identifier", Literal(key))
        if not is_guide:
            scheme = Iri(self.scheme_iri(*_scheme(key, data)))
            _say(said, "skos:inScheme", scheme)
            _say(said, "schema:inDefinedTermSet", scheme)
        for language, words in ((self.language, data), *sorted((data.get("translations") or {}).items())):
            for property_, text in self._words(key, language, words, is_guide=is_guide):
                _say(said, property_, Literal(text, language))
        if code := data.get("code"):
            _say(said, "skos:notation", Literal(str(code)))
            _say(said, "schema:termCode", Literal(str(code)))
        if data.get("status") == "deprecated":
            _say(said, "owl:deprecated", Literal("true", type="xsd:boolean"))
        for source in data.get("sources") or ():
            citation = cite(str(source))
            _say(said, "dcterms:source", Iri(encoded(citation.href)) if citation.href else Literal(str(source)))
        for item in data.get("not_confused_with") or ():
            name = str(item["with"] if isinstance(item, Mapping) and "with" in item else item)
            other = next((one for one in (name, f"code:{name}") if one in self.graph), None)
            _say(said, "kb:not_confused_with", Iri(self.iri(other)) if other else Literal(name))
        for name in sorted(set(data) - _ELSEWHERE):
            if not self._is_translated(data, name):
                _say(said, own(name), *_literals(data[name]))
        return said

    def _words(self, key: str, language: str, words: Mapping[str, Any], *, is_guide: bool) -> Iterator[tuple[str, str]]:
        """Give the texts of a record in one language, each with its property."""
        kind = plain.kind(key, self.graph.nodes[key])
        named = KINDS[kind].title if kind in KINDS else "title"
        title = words.get("title") or words.get(named)
        if title:
            yield "schema:headline" if is_guide else "skos:prefLabel", str(title)
            if not is_guide:
                yield "schema:name", str(title)
        for name in [*([words["abbreviation"]] if words.get("abbreviation") else []), *(words.get("aliases") or ())]:
            if name != title:  # SKOS has the two apart
                yield "schema:alternativeHeadline" if is_guide else "skos:altLabel", str(name)
        for name in _LEADS:
            if words.get(name):
                text = self._edition(language).words(key, str(words[name]))
                yield "schema:abstract" if is_guide else "skos:definition", text
        for name, value in words.items():
            if name not in _ELSEWHERE and self._is_translated(self.graph.nodes[key], name):
                property_ = "schema:articleBody" if name == "body" else own(name)
                for text in value if isinstance(value, list) else [value]:
                    yield property_, self._edition(language).markdown(key, text) if name in _MARKDOWN else str(text)

    def _is_translated(self, data: Mapping[str, Any], name: str) -> bool:
        """Tell whether a field has words in a language: by its kind, or because somebody translated it."""
        kind = KINDS.get(str(data.get("kind")))
        if kind and (field := kind.by_name.get(name)):
            return field.translated
        return any(name in words for words in (data.get("translations") or {}).values())

    def statements(
        self, source: str, target: str, relation: str, data: Mapping[str, Any], property_: str
    ) -> Iterator[Resource]:
        """Give what authors say about an edge: a statement, whose name is that of its source with a fragment."""
        notes = {own(name): list(_literals(value, self.language)) for name, value in sorted(data.items())}
        if any(notes.values()):
            said: Said = {}
            _say(said, "rdf:type", Iri("rdf:Statement"))
            _say(said, "rdf:subject", Iri(self.iri(source)))
            _say(said, "rdf:predicate", Iri(property_))
            _say(said, "rdf:object", Iri(self.iri(target)))
            for name, literals in notes.items():
                _say(said, name, *literals)
            fragment = f"{quote(plain.visible(relation), safe='')}:{quote(plain.visible(target), safe='/:')}"
            yield Resource(f"{self.iri(source)}#{fragment}", said)


def _scheme(key: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Give the kind and the family that make the scheme of a record."""
    kind = plain.kind(key, data)
    return kind, str(data.get("family") or "") if kind == "code" else ""


def _literals(value: Any, language: str = "") -> Sequence[Literal]:
    """Give an attribute's value as literals: of a list each item, of a mapping its JSON."""
    if value is None:
        return ()
    if isinstance(value, list):
        return [literal for item in value for literal in _literals(item, language)]
    if isinstance(value, float):
        return [Literal({"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(repr(value), repr(value)), type="xsd:double")]
    if isinstance(value, bool | int):
        return [Literal(plain.text(value), type="xsd:boolean" if isinstance(value, bool) else "xsd:integer")]
    return [Literal(value, language) if isinstance(value, str) else Literal(json.dumps(value, ensure_ascii=False))]
