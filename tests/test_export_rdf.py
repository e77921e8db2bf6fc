"""The exports that are RDF: Turtle and JSON-LD hold one graph, in the words of SKOS and schema.org, as rdflib reads it."""

from __future__ import annotations

import json
from typing import Any

import networkx as nx
import pytest
import rdflib
from exported import base
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from test_export import HOSTILE, _hostile

from kb.export import jsonld, plain, turtle

# rdflib's own reader of JSON-LD uses what rdflib calls old.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SCHEMA = rdflib.Namespace("https://schema.org/")
KB = rdflib.Namespace("urn:kb:ns:")
SITE = "https://codes.example.org/errors/"
CODE = rdflib.URIRef(SITE + "codes/smtp/504.html")
OTHER = rdflib.URIRef(SITE + "codes/smtp/502.html")
TLS = rdflib.URIRef(SITE + "terms/tls.html")
GUIDE = rdflib.URIRef(SITE + "guides/replies.html")


def _read(graph: nx.MultiDiGraph[str]) -> rdflib.Graph:
    """Read both forms, which must say the same."""
    one = rdflib.Graph().parse(data=turtle.dumps(graph), format="turtle")
    other = rdflib.Graph().parse(data=jsonld.dumps(graph), format="json-ld")
    assert set(one) == set(other)
    return one


@pytest.fixture(name="read", scope="module")
def _read_base() -> rdflib.Graph:
    return _read(base().graph)


def _texts(read: rdflib.Graph, subject: rdflib.URIRef, property_: Any) -> set[tuple[str, str | None]]:
    return {(str(one), one.language) for one in read.objects(subject, property_) if isinstance(one, rdflib.Literal)}


def test_codes_and_terms_are_concepts(read: rdflib.Graph) -> None:
    """Names in every language, the code as notation, the scheme of the family."""
    assert set(read.objects(CODE, RDF.type)) == {SKOS.Concept, SCHEMA.DefinedTerm}
    names = {("Parameter Not Implemented", "en"), ("구현되지 않은 매개변수", "ko")}
    assert _texts(read, CODE, SKOS.prefLabel) == _texts(read, CODE, SCHEMA.name) == names
    assert _texts(read, CODE, SKOS.altLabel) == {("E504", "en"), ("=1+1", "en"), ("오사", "ko")}
    assert _texts(read, CODE, SKOS.notation) == _texts(read, CODE, SCHEMA.termCode) == {("504", None)}
    scheme = rdflib.URIRef(SITE + "codes/smtp/index.html")
    assert set(read.objects(CODE, SKOS.inScheme)) == set(read.objects(CODE, SCHEMA.inDefinedTermSet)) == {scheme}
    assert set(read.objects(scheme, RDF.type)) == {SKOS.ConceptScheme, SCHEMA.DefinedTermSet}
    assert _texts(read, scheme, SKOS.prefLabel) == {("SMTP", "en"), ("메일", "ko")}
    assert set(read.objects(TLS, SKOS.inScheme)) == {rdflib.URIRef(SITE + "terms/index.html")}


def test_definitions_are_words_and_other_texts_markdown(read: rdflib.Graph) -> None:
    """Links are led where they lead; none is left that only kb reads."""
    definitions = _texts(read, CODE, SKOS.definition)
    assert ("A parameter that the server lacks; see encryption.", "en") in definitions
    assert ("서버에 없는 매개변수입니다.", "ko") in definitions
    assert _texts(read, CODE, KB.fix) == {(f"# First\nRead [SMTP 502 Command Not Implemented]({OTHER}).", "en")}
    assert _texts(read, GUIDE, SCHEMA.articleBody) == {
        (f"## Begin\n\nSee [SMTP 504 Parameter Not Implemented]({CODE}).", "en")
    }


def test_guides_are_articles(read: rdflib.Graph) -> None:
    assert set(read.objects(GUIDE, RDF.type)) == {SCHEMA.TechArticle}
    assert _texts(read, GUIDE, SCHEMA.headline) == {("Reading replies", "en")}
    assert set(read.subjects(SCHEMA.subjectOf, GUIDE)) == {CODE}


def test_relations_are_those_of_the_vocabularies(read: rdflib.Graph) -> None:
    assert (OTHER, SKOS.related, CODE) in read
    assert (OTHER, DCTERMS.isReplacedBy, CODE) in read
    assert (OTHER, OWL.deprecated, rdflib.Literal(True)) in read
    assert (CODE, DCTERMS.requires, TLS) in read
    assert (TLS, SKOS.broader, rdflib.URIRef(SITE + "terms/crypto.html")) in read
    assert (rdflib.URIRef(SITE + "teams/mail.html"), KB.codes, CODE) in read
    assert (rdflib.URIRef(SITE + "teams/mail.html"), KB.level, rdflib.Literal(3)) in read


def test_words_about_an_edge_are_those_of_a_statement(read: rdflib.Graph) -> None:
    """A comparison says what differs, and of which two."""
    (statement,) = read.subjects(RDF.type, RDF.Statement)
    ends = (RDF.subject, RDF.predicate, RDF.object)
    assert tuple(read.value(statement, end) for end in ends) == (OTHER, SKOS.related, CODE)
    assert _texts(read, statement, KB.difference) == {("504 knows the command.", "en")}


def test_sources_are_addresses_where_there_are_any(read: rdflib.Graph) -> None:
    assert set(read.objects(CODE, DCTERMS.source)) == {
        rdflib.URIRef("https://www.rfc-editor.org/rfc/rfc5321#section-4.2.2"),
        rdflib.Literal("Some book, 1999"),
    }


def test_without_a_site_names_are_urns() -> None:
    """A base that is published nowhere still has names that are its own."""
    read = _read(base(**{"kb.yaml": "title: T\nlanguages: [en, ko]\n"}).graph)
    assert (rdflib.URIRef("urn:kb:term:tls"), SKOS.broader, rdflib.URIRef("urn:kb:term:crypto")) in read
    assert (None, SKOS.inScheme, rdflib.URIRef("urn:kb:scheme:codes/smtp")) in read


def test_no_label_is_both_preferred_and_alternative() -> None:
    """SKOS has the two apart; authors often write a title among the aliases."""
    read = _read(
        base(**{"records/terms/tls.yaml": "term: TLS\nabbreviation: TLS\naliases: [TLS, SSL]\ndefinition: D.\n"}).graph
    )
    assert _texts(read, TLS, SKOS.altLabel) == {("SSL", "en")}


def test_hostile_texts_come_back_but_for_control_characters() -> None:
    read = _read(_hostile())
    assert {str(one) for one in read.objects(None, SKOS.prefLabel)} >= {plain.visible(text) for text in HOSTILE}
    assert {str(one) for one in read.objects(None, KB.difference)} == {plain.visible(text) for text in HOSTILE[1:]}


def test_names_and_addresses_are_encoded() -> None:
    """Whatever a key, a relation, an attribute or a site's address holds, it stays one name."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(url='https://x.example/a b/"<>')
    graph.add_node('code:a b>/"', title="A", **{"odd name>": "x"}, sources=["https://example.org/<>|^`{}"])
    graph.add_edge('code:a b>/"', "code:ü", key="is a>", difference="D")
    for url in (graph.graph["url"], None):
        graph.graph["url"] = url
        read = _read(graph)
        assert all(
            not set(' <>"{}|^`\\') & set(str(node))
            for triple in read
            for node in triple
            if isinstance(node, rdflib.URIRef)
        )
        assert len(set(read.subjects(RDF.type, SKOS.Concept))) == 2
        assert len(set(read.subjects(RDF.type, RDF.Statement))) == 1


def test_nothing_is_fetched_to_read_it() -> None:
    """The context stands in the file."""
    assert isinstance(json.loads(jsonld.dumps(base().graph))["@context"], dict)
