"""The graph of a base, and what a Python program is given: `kb.load`, `kb.lint`, records and findings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from scratch import ROOT, brief, found, write

import kb
from kb.base import Edge
from kb.kinds import KINDS, RELATIONS

NAMED = "name: N\nsummary: S.\n"
CODES = {f"codes/{path}.yaml": f"code: {path[-3:]}\n{NAMED}" for path in ("smtp/502", "smtp/504", "http/504")}
TERMS = {f"terms/{name}.yaml": f"term: {name.upper()}\ndefinition: D.\n" for name in ("tls", "ssl", "proxy")}
GUIDE = {"guides/replies.yaml": "title: Replies\ncategory: c\nsummary: S.\nbody: B.\n"}
PLAIN = CODES | TERMS | GUIDE

Triple = tuple[str, str, str]


def graph_of(**added: str) -> nx.MultiDiGraph[str]:
    """Load the plain base with lines added to some files (`smtp_504="terms: [tls]"`), and give its graph."""
    return base_of(**added).graph


def base_of(**added: str) -> kb.Base:
    """Load the plain base with lines added to some files."""
    places = {name.replace("/", "_"): path for path in PLAIN for name in (path.partition("/")[2].partition(".")[0],)}
    return kb.load(PLAIN | {places[name]: f"{PLAIN[places[name]]}{lines}\n" for name, lines in added.items()})


def edges(graph: nx.MultiDiGraph[str]) -> dict[Triple, Mapping[str, Any]]:
    """Give the edges with their attributes, by source, target and relation."""
    return {(source, target, key): data for source, target, key, data in graph.edges(keys=True, data=True)}


# Nodes.


def test_a_node_for_every_record() -> None:
    """Its key is its kind and id; a record without links is a node too."""
    graph = graph_of()
    assert set(graph) == {
        "code:smtp/502",
        "code:smtp/504",
        "code:http/504",
        "term:tls",
        "term:ssl",
        "term:proxy",
        "guide:replies",
    }
    assert isinstance(graph, nx.MultiDiGraph)
    assert not graph.edges


def test_the_attributes_of_a_node() -> None:
    """What its author wrote that is no edge, as plain data, with kind, title, path and family."""
    graph = graph_of(
        smtp_504="status: deprecated\naliases: [A, B]\nterms: [tls]\nnot_confused_with: [{with: http/504, reason: R.}]\nsources: [RFC 5321]"
    )
    assert graph.nodes["code:smtp/504"] == {
        "kind": "code",
        "title": "N",
        "path": "codes/smtp/504.yaml",
        "family": "smtp",
        "code": "504",
        "name": "N",
        "summary": "S.",
        "status": "deprecated",
        "aliases": ["A", "B"],
        "sources": ["RFC 5321"],
        "not_confused_with": [{"with": "http/504", "reason": "R."}],
    }


def test_a_declared_family_goes_before_the_path() -> None:
    graph = graph_of(smtp_504="family: mail")
    assert [graph.nodes[key]["family"] for key in ("code:smtp/504", "code:smtp/502")] == ["mail", "smtp"]
    assert "family" not in graph.nodes["term:tls"]


def test_the_graph_says_what_it_is() -> None:
    graph = kb.load({"kb.yaml": "title: {'': Codes, ko: 코드}\nlanguage: ko\n"}).graph
    assert graph.graph == {"title": "코드", "language": "ko"}


# Edges.


@pytest.mark.parametrize(
    ("added", "edge"),
    [
        ({"smtp_504": "compare: [smtp/502]"}, ("code:smtp/502", "code:smtp/504", "compare")),
        ({"smtp_504": "guides: [replies]"}, ("code:smtp/504", "guide:replies", "guide")),
        ({"replies": "codes: [smtp/504]"}, ("code:smtp/504", "guide:replies", "guide")),
        ({"tls": "guides: [replies]"}, ("term:tls", "guide:replies", "guide")),
        ({"smtp_504": "terms: [tls]"}, ("code:smtp/504", "term:tls", "term")),
        ({"tls": "codes: [smtp/504]"}, ("code:smtp/504", "term:tls", "term")),
        ({"replies": "terms: [tls]"}, ("guide:replies", "term:tls", "term")),
        ({"tls": "related: [ssl]"}, ("term:ssl", "term:tls", "related")),
        ({"tls": "broader: [ssl]"}, ("term:tls", "term:ssl", "broader")),
        ({"tls": "replaced_by: ssl"}, ("term:tls", "term:ssl", "replaced_by")),
        ({"smtp_504": "fix: See [[tls]]."}, ("code:smtp/504", "term:tls", "mention")),
        ({"smtp_504": "fix: See [[term:tls#h|that]]."}, ("code:smtp/504", "term:tls", "mention")),
        ({"smtp_504": "fix: See [that](../../terms/tls.yaml)."}, ("code:smtp/504", "term:tls", "mention")),
        ({"smtp_504": "terms: ['term:tls']"}, ("code:smtp/504", "term:tls", "term")),
    ],
)
def test_relations(added: dict[str, str], edge: Triple) -> None:
    """Each field gives one edge, its key the relation, its direction that of the contract."""
    assert edges(graph_of(**added)) == {edge: {}}


def test_the_relations_are_those_of_the_contract() -> None:
    assert list(RELATIONS) == ["compare", "guide", "term", "related", "broader", "replaced_by", "mention"]
    assert {name for name, relation in RELATIONS.items() if relation.symmetric} == {"compare", "related"}
    assert {name for name, relation in RELATIONS.items() if relation.acyclic} == {"broader", "replaced_by"}


@pytest.mark.parametrize("side", ["smtp_502", "smtp_504"])
def test_a_comparison_is_one_edge_from_whichever_side(side: str) -> None:
    """It runs from the key that sorts first and carries what its author wrote."""
    other = {"smtp_502": "smtp/504", "smtp_504": "smtp/502"}[side]
    graph = graph_of(**{side: f"compare: [{{with: {other}, difference: Words.}}]"})
    assert edges(graph) == {("code:smtp/502", "code:smtp/504", "compare"): {"difference": "Words."}}


def test_a_pair_declared_on_both_sides_is_one_edge() -> None:
    """The first words about it are kept, those of a side that has some."""
    both = {"smtp_502": "compare: [smtp/504]", "smtp_504": "compare: [{with: smtp/502, difference: Later.}]"}
    assert edges(graph_of(**both)) == {("code:smtp/502", "code:smtp/504", "compare"): {"difference": "Later."}}
    both["smtp_502"] = "compare: [{with: smtp/504, difference: First.}]"
    assert edges(graph_of(**both)) == {("code:smtp/502", "code:smtp/504", "compare"): {"difference": "First."}}


def test_an_inverse_declaration_is_the_same_edge() -> None:
    """A guide that lists its codes, and a code that lists its guides, say one thing."""
    graph = graph_of(smtp_504="guides: [replies]\nterms: [tls]", replies="codes: [smtp/504]", tls="codes: [smtp/504]")
    assert list(edges(graph)) == [("code:smtp/504", "guide:replies", "guide"), ("code:smtp/504", "term:tls", "term")]


def test_two_relations_of_a_pair_are_two_edges() -> None:
    graph = graph_of(smtp_504="terms: [tls]\nfix: See [[tls]].\nwhen: See [[tls]] and [[tls]].")
    assert set(graph["code:smtp/504"]["term:tls"]) == {"term", "mention"}


def test_mentions_come_from_every_text_and_from_translations() -> None:
    """A link that only a translation has counts for its original."""
    texts = PLAIN | {
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
        "codes/smtp/504.ko.yaml": "name: N\nsummary: '[[tls]]'\n",
        "guides/replies.ko.md": "---\ntitle: T\n---\n[[ssl]]와 [[replies]]\n",
        "terms/proxy.yaml": PLAIN["terms/proxy.yaml"].replace("D.", "See [[SSL]], not `[[tls]]`."),
    }
    assert set(edges(kb.load(texts).graph)) == {
        ("code:smtp/504", "term:tls", "mention"),
        ("guide:replies", "term:ssl", "mention"),
        ("term:proxy", "term:ssl", "mention"),
    }


@pytest.mark.parametrize("lines", ["compare: [smtp/504]", "replaced_by: smtp/504", "fix: See [[smtp/504]] and [[#h]]."])
def test_a_record_has_no_edge_to_itself(lines: str) -> None:
    assert edges(graph_of(smtp_504=lines)) == {}


@pytest.mark.parametrize(
    "lines",
    ["compare: [smtp/999]", "terms: [replies]", "terms: ['guide:replies']", "compare: [tls]", "fix: See [[nothing]]."],
)
def test_a_reference_that_leads_nowhere_is_no_edge(lines: str) -> None:
    """Nor one of a kind that its field does not take; no node is made up."""
    graph = graph_of(smtp_504=lines)
    assert (edges(graph), len(graph)) == ({}, 7)


@pytest.mark.parametrize(
    "fault", ["foo: x", "status: odd", "code: 505", "aliases: one", "foo: [a, {b: c}]", "summary: [x]"]
)
def test_a_faulty_record_keeps_its_links(fault: str) -> None:
    """A mistake beside them does not hide them."""
    graph = graph_of(smtp_504=f"{fault}\nterms: [tls]")
    assert ("code:smtp/504", "term:tls", "term") in edges(graph)


def test_a_record_without_what_it_needs_is_a_node() -> None:
    graph = kb.load({"codes/smtp/504.yaml": "terms: [tls]\n", "terms/tls.yaml": "related: [x]\n"}).graph
    assert list(edges(graph)) == [("code:smtp/504", "term:tls", "term")]
    assert graph.nodes["code:smtp/504"]["title"] == "smtp/504"


def test_what_stands_before_a_mistake_of_yaml_is_kept() -> None:
    """In a stream, the records of the documents that could be read."""
    texts = TERMS | {
        "codes/errno.yaml": "id: errno/eperm\ncode: EPERM\nterms: [tls]\n---\nid: errno/enoent\nname: 'x\n"
    }
    assert ("code:errno/eperm", "term:tls", "term") in edges(kb.load(texts).graph)


def test_a_former_id_leads_to_its_record() -> None:
    assert edges(graph_of(smtp_504="terms: [privacy]", tls="formerly: [privacy]")) == {
        ("code:smtp/504", "term:tls", "term"): {}
    }


def test_of_two_records_of_one_id_the_first_is_the_node() -> None:
    texts = {"codes/a.yaml": f"id: a/1\ncode: 1\n{NAMED}---\nid: a/1\ncode: 2\n{NAMED}"}
    graph = kb.load(texts).graph
    assert list(graph.nodes(data="code")) == [("code:a/1", "1")]


def test_the_graph_is_built_once() -> None:
    base = base_of(smtp_504="terms: [tls]")
    assert base.graph is base.graph
    assert base.edges == {Edge("code:smtp/504", "term:tls", "term"): None}


# Neighbours.


def test_neighbours_are_in_the_order_of_the_author() -> None:
    """What a record declares itself comes first, in its order; then what others declare, in the order of their paths."""
    base = base_of(
        smtp_502="compare: [smtp/504]",
        http_504="compare: [smtp/504]",
        smtp_504="terms: [tls, proxy, ssl]\ncompare: [smtp/502]",
    )
    near = base.neighbours["code:smtp/504"]
    assert list(near["term", True]) == ["term:tls", "term:proxy", "term:ssl"]
    assert list(near["compare", True]) == ["code:smtp/502", "code:http/504"]


def test_neighbours_know_their_direction() -> None:
    """Outwards, inwards, and for a symmetric relation outwards from both ends."""
    base = base_of(tls="broader: [ssl]\nrelated: [proxy]", smtp_504="terms: [tls]")
    assert {sort: list(keys) for sort, keys in base.neighbours["term:tls"].items()} == {
        ("broader", True): ["term:ssl"],
        ("related", True): ["term:proxy"],
        ("term", False): ["code:smtp/504"],
    }
    assert list(base.neighbours["term:ssl"]) == [("broader", False)]
    assert list(base.neighbours["term:proxy"]) == [("related", True)]


def test_an_inverse_declaration_is_a_neighbour_like_any_other() -> None:
    base = base_of(replies="codes: [smtp/504, smtp/502]")
    assert list(base.neighbours["guide:replies"]["guide", False]) == ["code:smtp/504", "code:smtp/502"]
    assert list(base.neighbours["code:smtp/504"]["guide", True]) == ["guide:replies"]


# What a program is given.


def test_load_takes_a_path_of_any_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"kb.yaml": "", "records/terms/tls.yaml": TERMS["terms/tls.yaml"]})
    monkeypatch.chdir(tmp_path)
    for base in (kb.load(tmp_path), kb.load(str(tmp_path)), kb.load(".")):
        assert base["term:tls"].term == "TLS"
    assert kb.load().graph.nodes["term:tls"]["path"] == "records/terms/tls.yaml"


def test_a_base_is_a_collection_of_records() -> None:
    base = base_of()
    assert len(base) == len(list(base)) == 7
    assert "code:smtp/504" in base
    assert "code:smtp/505" not in base
    assert [record.key for record in base.of_kind("guide")] == ["guide:replies"]
    with pytest.raises(KeyError):
        base["code:smtp/505"]


def test_a_record_has_its_fields_as_attributes() -> None:
    """What was left out is None; what no kind has is an error of the program."""
    record = base_of(smtp_504="terms: [tls]\ncompare: [smtp/502, {with: http/504, difference: D.}]")["code:smtp/504"]
    assert (record.code, record.name, record.terms, record.fix) == ("504", "N", ["tls"], None)
    assert record.compare == [{"with": "smtp/502"}, {"with": "http/504", "difference": "D."}]
    assert (record.kind, record.id, record.family, record.title, record.language) == (
        "code",
        "smtp/504",
        "smtp",
        "N",
        None,
    )
    with pytest.raises(AttributeError, match="a code has no field 'definition'"):
        _ = record.definition


def test_scalars_keep_the_characters_of_their_author() -> None:
    """Not YAML's idea of numbers, dates, booleans and nothing."""
    for written in (
        "0504",
        "5.7.1",
        "01000",
        "1e3",
        "No",
        "on",
        "2020-01-01",
        "0x1F",
        "1_000",
        ".5",
        "null",
        "12:30:45",
    ):
        assert kb.load({"codes/a/1.yaml": f"code: {written}\nname: {written}\n"})["code:a/1"].code == written


def test_lint_gives_findings() -> None:
    (finding,) = kb.lint(base_of(smtp_504="foo: x"), select=["KB102"])
    assert (finding.rule, finding.name, finding.severity, finding.record) == (
        "KB102",
        "unknown-field",
        kb.Severity.ERROR,
        "code:smtp/504",
    )
    assert (finding.path, finding.span) == ("codes/smtp/504.yaml", (4, 1, 4, 4))
    assert finding.severity == "error"


def test_a_broken_base_is_loaded_and_linted() -> None:
    """Mistakes of authors are never exceptions."""
    assert found({"codes/x.yaml": "{", "terms/y.yaml": b"\xff", "kb.yaml": "["}, "KB0") == [
        "KB001 codes/x.yaml:1:1",
        "KB006 kb.yaml:1:1",
        "KB003 terms/y.yaml:1:1",
    ]


def test_the_public_names() -> None:
    assert {"Base", "Edit", "Finding", "Fix", "Record", "Related", "Severity", "lint", "load"} <= set(kb.__all__)
    assert set(KINDS) == {"code", "guide", "term"}


def test_the_reference_base() -> None:
    """The base of this repository: a graph without dangling ends, one comparison a pair, each in order.

    Of what is said about references, only terms that a text could link are left: what to do about these is its writers'.
    """
    base = kb.load(ROOT)
    assert set(base.graph) == set(base.records)
    pairs = [(source, target) for source, target, relation in base.edges if relation == "compare"]
    assert all(source < target for source, target in pairs)
    assert len(pairs) == len(set(pairs)) > 100
    assert brief(kb.lint(base, select=["KB0", "KB1", "KB2"], ignore=["KB208"])) == []
