"""The exports: what each format writes, that it is read back by others, and how the graph is narrowed."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph  # type: ignore[import-untyped]
import networkx as nx
import pytest

import kb.export
from kb.base import load
from kb.export import BY_NAME, Format, cytoscape, dot, gexf, graphml, mermaid, node_link, plain
from kb.export.narrow import narrow

GOLDEN = Path(__file__).parent / "golden" / "export"
FORMATS = tuple(BY_NAME.values())
SVG = "{http://www.w3.org/2000/svg}"

TEXTS = {
    "kb.yaml": 'title: Codes & "more"\n',
    "records/codes/smtp/504.yaml": """\
code: 504
name: Parameter Not Implemented
summary: A parameter the server lacks, such as `AUTH <mechanism>`.
fix: |
  1. Read the reply.
  2. See [[tls]].
compare:
  - {with: smtp/502, difference: 'Here "502" lacks the command & 504 the parameter.'}
  - http/504
not_confused_with: [{with: ftp/504, reason: The same meaning.}]
guides: [replies]
terms: [starttls]
sources: [RFC 5321 §4.2.2, "https://example.org/?a=1&b=2"]
""",
    "records/codes/smtp/502.yaml": "code: 502\nname: Command Not Implemented\nsummary: No such command.\n",
    "records/codes/http/504.yaml": "code: 504\nname: 게이트웨이 시간 초과\nsummary: Too late.\nterms: [proxy]\n",
    "records/codes/ftp/504.yaml": "code: 504\nname: Not For That Parameter\nsummary: No such mode.\n",
    "records/guides/replies.md": "---\ntitle: Reading replies\ncategory: mail\nsummary: How.\n---\n\n[[ftp/504]]\n",
    "records/terms/starttls.yaml": "term: STARTTLS\ndefinition: Begins [[tls]].\nbroader: [tls]\n",
    "records/terms/tls.yaml": "term: TLS\nabbreviation: TLS\ndefinition: Privacy for a connection.\naliases: [SSL]\n",
    "records/terms/proxy.yaml": "term: Proxy\ndefinition: Stands between.\n",
}

OF_A_LIBRARY = ("sqlite", "parquet")
"""Formats whose bytes are those of a library's version; other tests say what is in them."""

HOSTILE = (
    'say "hi"',
    "back\\slash \\N \\n",
    "ends\\",
    "two\nlines",
    "carriage\r\nreturn",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "&amp; &#65; &",
    "#35; #quot;",
    "`code` ] } ) |",
    "%%{init: {}}%%",
    "1. list",
    "- item",
    "__init__ *star*",
    "nul\x00 esc\x1b",
    "\ud800 \ufffe",
    "한국어 🎉",
)


@pytest.fixture(name="graph", scope="module")
def _graph() -> nx.MultiDiGraph[str]:
    return load(TEXTS).graph


def _hostile() -> nx.MultiDiGraph[str]:
    """Give a chain of nodes titled with all that formats treat as special."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=" ".join(HOSTILE))
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"code:{number:02}", kind="code", title=text)
        if number:
            graph.add_edge(f"code:{number - 1:02}", f"code:{number:02}", key="compare", difference=text)
    return graph


def _shuffled(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Give the same graph, built in the opposite order."""
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    copy.add_nodes_from(reversed(list(graph.nodes(data=True))))
    for source, target, relation, data in reversed(list(graph.edges(keys=True, data=True))):
        _link(copy, source, target, relation, data)
    return copy


def _link(graph: nx.MultiDiGraph[str], source: str, target: str, relation: str, data: dict[str, Any]) -> None:
    """Add an edge whose attributes may have any name."""
    graph.add_edge(source, target, key=relation)
    graph.edges[source, target, relation].update(data)


def _content(graph: nx.MultiDiGraph[str]) -> tuple[Any, ...]:
    return graph.graph, dict(graph.nodes.items()), {edge[:3]: edge[3] for edge in graph.edges(keys=True, data=True)}


def _files(format_: Format, graph: nx.MultiDiGraph[str]) -> dict[str, bytes]:
    """Give what a format writes, as files by name."""
    content = format_.dumps(graph)
    if isinstance(content, str | bytes):
        return {f"graph{format_.SUFFIX}": content.encode() if isinstance(content, str) else content}
    return dict(content)


def _from_json(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    read = nx.node_link_graph(json.loads(node_link.dumps(graph)), edges="edges")
    assert isinstance(read, nx.MultiDiGraph)
    return read


def _from_graphml(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    data = io.BytesIO(graphml.dumps(graph).encode())
    read = nx.read_graphml(data, force_multigraph=True)
    assert isinstance(read, nx.MultiDiGraph)
    return read


def _igraph(graph: nx.MultiDiGraph[str], folder: Path) -> igraph.Graph:
    file = folder / "graph.graphml"
    file.write_text(graphml.dumps(graph), encoding="utf-8", newline="")
    return igraph.Graph.Read_GraphML(str(file))


def _names(format_: Format) -> str:
    return format_.NAME


# The shelf.


def test_every_module_with_a_name_is_a_format() -> None:
    """A new format that is not in `FORMATS` would be dead code."""
    folder = Path(kb.export.__file__).parent
    files = {file.stem for file in folder.glob("*.py") if re.search(r"^NAME\b", file.read_text("utf-8"), re.MULTILINE)}
    assert {format_.__name__.rpartition(".")[2] for format_ in FORMATS} == files


def test_formats_are_found_by_name() -> None:
    """The names are those of the contract, each once."""
    of_the_contract = "json graphml gexf dot mermaid cytoscape csv turtle jsonld sqlite parquet llms"
    assert set(BY_NAME) >= set(of_the_contract.split())
    assert {name: format_.NAME for name, format_ in BY_NAME.items()} == {name: name for name in BY_NAME}


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
def test_every_format_says_what_it_is_and_where_it_is_specified(format_: Format) -> None:
    """The docstring is the format's page."""
    assert re.search(r"Specified (at|by)[^.]* https://|Specified at http://", " ".join((format_.__doc__ or "").split()))
    assert format_.SUFFIX.startswith(".")


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
def test_every_format_writes_its_golden_file(format_: Format, graph: nx.MultiDiGraph[str]) -> None:
    """The text for a small base is known to the letter. `KB_UPDATE_GOLDEN=1` rewrites it."""
    for name, data in _files(format_, graph).items() if format_.NAME not in OF_A_LIBRARY else ():
        golden = GOLDEN / name
        if os.environ.get("KB_UPDATE_GOLDEN") == "1":
            golden.write_bytes(data)
        assert data.decode() == golden.read_bytes().decode()


def test_no_golden_file_is_left_over(graph: nx.MultiDiGraph[str]) -> None:
    """A format that went takes its golden file with it."""
    written = {name for format_ in FORMATS if format_.NAME not in OF_A_LIBRARY for name in _files(format_, graph)}
    assert {file.name for file in GOLDEN.iterdir()} == written


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
@pytest.mark.parametrize("make", [lambda: load(TEXTS).graph, _hostile], ids=["small", "hostile"])
def test_order_of_the_graph_does_not_show(format_: Format, make: Callable[[], nx.MultiDiGraph[str]]) -> None:
    """The same graph gives the same bytes, however it was put together."""
    assert format_.dumps(_shuffled(make())) == format_.dumps(make())


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
def test_every_text_is_utf_8_and_ends_with_a_newline(format_: Format) -> None:
    """Whatever the labels hold, and in files of a library at least nothing fails."""
    for data in _files(format_, _hostile()).values():
        assert format_.NAME in OF_A_LIBRARY or (data.decode().endswith("\n") and "\x00" not in data.decode())


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
def test_writing_leaves_the_graph_alone(format_: Format, graph: nx.MultiDiGraph[str]) -> None:
    """Writers are pure."""
    before = json.dumps(nx.node_link_data(graph, edges="edges"))
    format_.dumps(graph)
    assert json.dumps(nx.node_link_data(graph, edges="edges")) == before


@pytest.mark.parametrize("format_", FORMATS, ids=_names)
def test_an_empty_graph_can_be_written(format_: Format) -> None:
    """A new knowledge base has no records yet."""
    assert format_.dumps(nx.MultiDiGraph())


# JSON.


def test_json_goes_there_and_back(graph: nx.MultiDiGraph[str]) -> None:
    """Nothing is lost, nothing added but the version of the layout."""
    about, nodes, edges = _content(_from_json(graph))
    assert about == {**graph.graph, "format": 1}
    assert (nodes, edges) == _content(graph)[1:]


def test_json_has_the_layout_of_the_contract(graph: nx.MultiDiGraph[str]) -> None:
    """Other tools find what the contract promises."""
    data = json.loads(node_link.dumps(graph))
    assert list(data) == ["directed", "multigraph", "graph", "nodes", "edges"]
    assert data["directed"] is data["multigraph"] is True
    assert list(data["nodes"][0])[:2] == ["id", "kind"]
    assert list(data["edges"][0])[:3] == ["source", "target", "key"]


def test_json_is_sorted_by_key(graph: nx.MultiDiGraph[str]) -> None:
    """Changes of order in the base make no difference to the file."""
    data = json.loads(node_link.dumps(graph))
    ends = [(edge["source"], edge["target"], edge["key"]) for edge in data["edges"]]
    assert [node["id"] for node in data["nodes"]] == sorted(graph)
    assert ends == sorted(graph.edges(keys=True))


def test_json_keeps_characters_beyond_ascii(graph: nx.MultiDiGraph[str]) -> None:
    """Korean stays readable in the file."""
    assert "게이트웨이 시간 초과" in node_link.dumps(graph)


def test_json_keeps_attributes_whose_names_are_taken() -> None:
    """An author's `id` never replaces a node's key, nor `source`, `target`, `key` an edge's ends."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", id="mine", id_="second", source="kept")
    _link(graph, "code:a", "code:b", "compare", {"source": 1, "target": 2, "key": 3, "id": 4})
    read = _from_json(graph)
    assert read.nodes["code:a"] == {"id_": "mine", "id__": "second", "source": "kept"}
    assert read.edges["code:a", "code:b", "compare"] == {"source_": 1, "target_": 2, "key_": 3, "id": 4}


def test_json_keeps_hostile_texts() -> None:
    """Quotes, control characters and lone surrogates come back as they were."""
    read = json.loads(node_link.dumps(_hostile()).encode())
    assert tuple(node["title"] for node in read["nodes"]) == HOSTILE


# GraphML.


def test_graphml_goes_there_and_back_by_networkx(graph: nx.MultiDiGraph[str]) -> None:
    """Nodes, edge keys and attributes are read back; lists as JSON."""
    about, nodes, edges = _content(_from_graphml(graph))
    assert about.items() >= graph.graph.items()
    assert nodes == {key: plain.flat(data) for key, data in graph.nodes(data=True)}
    assert edges == {
        (source, target, relation): {**data, "key": relation, "relation": relation}
        for source, target, relation, data in graph.edges(keys=True, data=True)
    }


def test_graphml_lists_are_json(graph: nx.MultiDiGraph[str]) -> None:
    """A list that had to become text can be made a list again."""
    read = _from_graphml(graph).nodes["code:smtp/504"]["sources"]
    assert json.loads(read) == ["RFC 5321 §4.2.2", "https://example.org/?a=1&b=2"]


def test_graphml_nodes_are_read_by_igraph(graph: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    """Keys and attributes are there; what a node lacks is empty."""
    read = _igraph(graph, tmp_path)
    nodes = {
        node["id"]: {name: text for name, text in node.attributes().items() if name != "id" and text}
        for node in read.vs
    }
    assert nodes == {key: plain.flat(data) for key, data in graph.nodes(data=True)}


def test_graphml_edges_are_read_by_igraph(graph: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    """Direction, relation and the author's words are there."""
    read = _igraph(graph, tmp_path)
    ids = read.vs["id"]
    edges = {(ids[e.source], ids[e.target], e["relation"], e["key"], e["difference"]) for e in read.es}
    assert (read.is_directed(), read.ecount()) == (True, graph.number_of_edges())
    assert edges == {
        (s, t, key, key, data.get("difference", "")) for s, t, key, data in graph.edges(keys=True, data=True)
    }


def test_graphml_keeps_hostile_texts_but_for_what_xml_forbids(tmp_path: Path) -> None:
    """Control characters become U+FFFD; all else, carriage returns too, comes back."""
    wanted = [plain.visible(text) for text in HOSTILE]
    assert wanted[HOSTILE.index("nul\x00 esc\x1b")] == "nul\ufffd esc\ufffd"
    assert [data["title"] for _, data in plain.nodes(_from_graphml(_hostile()))] == wanted
    assert _igraph(_hostile(), tmp_path).vs["title"] == wanted


def test_graphml_keeps_types(tmp_path: Path) -> None:
    """Numbers and truth values are no texts; a mixture is, and `None` is left out."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", whole=2, part=1, yes=True, mixed=1, nothing=None)
    graph.add_node("code:b", whole=3, part=0.5, yes=False, mixed="x", nothing=None)
    assert _from_graphml(graph).nodes["code:a"] == {"whole": 2, "part": 1.0, "yes": True, "mixed": "1"}
    assert _igraph(graph, tmp_path).vs["yes"] == [True, False]


def test_graphml_keeps_attributes_whose_names_are_taken(tmp_path: Path) -> None:
    """An author's `id` never replaces a node's key, nor `key` and `relation` an edge's."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", id="mine")
    _link(graph, "code:a", "code:a", "compare", {"key": "mine", "relation": "mine"})
    edge = {"key": "compare", "relation": "compare", "key_": "mine", "relation_": "mine"}
    assert _from_graphml(graph).edges["code:a", "code:a", "compare"] == edge
    assert _igraph(graph, tmp_path).vs[0].attributes() == {"id": "code:a", "id_": "mine"}


# GEXF.


def _from_gexf(graph: nx.MultiDiGraph[str]) -> Any:
    return nx.read_gexf(io.BytesIO(gexf.dumps(graph).encode()))


def test_gexf_goes_there_and_back_by_networkx(graph: nx.MultiDiGraph[str]) -> None:
    """Nodes with their labels and attributes; edges with their relation, parallel ones apart."""
    read = _from_gexf(graph)
    labels = {key: " ".join(plain.label(key, data).split()) for key, data in graph.nodes(data=True)}
    assert dict(read.nodes.items()) == {
        key: {**plain.flat(data), "label": labels[key]} for key, data in graph.nodes(data=True)
    }
    edges = {(s, t, data["relation"]): data for s, t, data in read.edges(data=True)}
    assert set(edges) == set(graph.edges(keys=True))
    for edge, data in edges.items():
        assert {name: data[name] for name in graph.edges[edge]} == graph.edges[edge]
        assert data["label"] == edge[2]
    assert {("code:smtp/504", "term:starttls"), ("term:starttls", "term:tls")} <= set(read.edges())


def test_gexf_keeps_hostile_texts_but_for_what_xml_forbids() -> None:
    """Line breaks too, though they stand in attributes of XML."""
    read = _from_gexf(_hostile())
    assert [read.nodes[key]["title"] for key in sorted(read)] == [plain.visible(text) for text in HOSTILE]


def test_gexf_keeps_types_and_attributes_whose_names_are_taken() -> None:
    """What NetworkX would take for its own arguments is an attribute like others."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", whole=2, part=0.5, yes=True, label="mine", viz="mine")
    _link(graph, "code:a", "code:b", "compare", {"key": "mine", "weight": "heavy", "source": "mine"})
    read = _from_gexf(graph)
    assert {"whole": 2, "part": 0.5, "yes": True, "label_": "mine", "viz_": "mine"}.items() <= read.nodes[
        "code:a"
    ].items()
    assert {"key_": "mine", "weight_": "heavy", "source_": "mine"}.items() <= read.edges["code:a", "code:b"].items()


# Cytoscape.


def test_cytoscape_goes_there_and_back_by_networkx(graph: nx.MultiDiGraph[str]) -> None:
    """Keys, relations and all attributes come back, and what is said of the whole."""
    read = nx.cytoscape_graph(json.loads(cytoscape.dumps(graph)))
    assert read.graph == graph.graph
    assert set(read) == set(graph)
    assert all(read.nodes[key].items() >= data.items() for key, data in graph.nodes(data=True))
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    assert all(read.edges[edge].items() >= graph.edges[edge].items() for edge in graph.edges)


def test_cytoscape_elements_have_ids_of_their_own(graph: nx.MultiDiGraph[str]) -> None:
    """Cytoscape.js refuses an id that a node and an edge share, or two edges of one pair."""
    elements = json.loads(cytoscape.dumps(graph))["elements"]
    ids = [element["data"]["id"] for group in ("nodes", "edges") for element in elements[group]]
    assert len(ids) == len(set(ids)) == len(graph) + graph.number_of_edges()
    assert {node["classes"] for node in elements["nodes"]} == {"code", "guide", "term"}


def test_cytoscape_nodes_are_never_within_others() -> None:
    """`parent` puts a node into another; an author's field of that name must not."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("team:a", parent="team:b", title="A")
    node = json.loads(cytoscape.dumps(graph))["elements"]["nodes"][0]["data"]
    assert node == {"id": "team:a", "value": "team:a", "label": "A", "name": "A", "title": "A", "parent_": "team:b"}


def test_cytoscape_keeps_hostile_texts() -> None:
    nodes = json.loads(cytoscape.dumps(_hostile()).encode())["elements"]["nodes"]
    assert tuple(node["data"]["title"] for node in nodes) == HOSTILE


# Graphviz.


def _drawn(graph: nx.MultiDiGraph[str], kind: str) -> list[ElementTree.Element]:
    """Have Graphviz draw the graph; give the SVG groups of a kind: `node` or `edge`."""
    if not shutil.which("dot"):
        pytest.skip("Graphviz is not installed: there is no `dot` on the PATH")
    run = subprocess.run(["dot", "-Tsvg"], input=dot.dumps(graph).encode(), capture_output=True, check=True, timeout=60)
    assert run.stderr == b""
    return [group for group in ElementTree.fromstring(run.stdout).iter(f"{SVG}g") if group.get("class") == kind]


def _words(element: ElementTree.Element) -> list[str]:
    return [word for text in element.iter(f"{SVG}text") for word in (text.text or "").split()]


def test_graphviz_draws_every_node_with_its_label(graph: nx.MultiDiGraph[str]) -> None:
    """A reader sees family, code and title."""
    drawn = {node.findtext(f"{SVG}title"): " ".join(_words(node)) for node in _drawn(graph, "node")}
    assert drawn == {key: " ".join(plain.label(key, data).split()) for key, data in graph.nodes(data=True)}
    assert drawn["code:smtp/504"] == "smtp 504 Parameter Not Implemented"


def test_graphviz_draws_heads_on_directed_relations_only(graph: nx.MultiDiGraph[str]) -> None:
    """A comparison has no direction; the other relations do."""
    heads = {(_words(edge)[0], edge.find(f".//{SVG}polygon") is not None) for edge in _drawn(graph, "edge")}
    assert heads == {(key, key != "compare") for _, _, key in graph.edges(keys=True)}


def test_graphviz_shows_hostile_labels_as_they_are() -> None:
    """No label is markup, an escape or the end of its quotes."""
    drawn = [_words(node) for node in _drawn(_hostile(), "node")]
    assert sorted(drawn) == sorted(plain.visible(text).split() for text in HOSTILE)


def test_graphviz_shows_hostile_tooltips_as_they_are() -> None:
    """The author's words about a pair are inert as well."""
    link = "{http://www.w3.org/1999/xlink}title"
    tips = {" ".join(a.get(link, "").split()) for edge in _drawn(_hostile(), "edge") for a in edge.iter(f"{SVG}a")}
    assert tips >= {" ".join(plain.visible(text).split()) for text in HOSTILE[1:]}


def test_dot_shows_kinds_by_shape_and_colour(graph: nx.MultiDiGraph[str]) -> None:
    """Codes, guides, terms and kinds of the user's own look different."""
    other: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    other.add_node("tool:dig")
    looks = re.findall(r'shape="\w+", color="[#\w]+", fillcolor="[#\w]+"', dot.dumps(graph) + dot.dumps(other))
    assert len(set(looks)) == 4


# Mermaid.


def test_mermaid_ids_are_plain_words_that_differ() -> None:
    """Keys that differ in punctuation only stay apart, and none is a keyword."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(["code:a-b", "code:a.b", "code:a/b", "end", "graph"])
    ids = re.findall(r"^  (\w+)[\[({]", mermaid.dumps(graph), re.MULTILINE)
    assert ids == ["code_a_b", "code_a_b_", "code_a_b__", "end_", "graph_"]


def test_mermaid_arrows_follow_the_relation(graph: nx.MultiDiGraph[str]) -> None:
    """A comparison is a line, any other relation an arrow."""
    text = mermaid.dumps(graph)
    assert "  code_smtp_502 ---|compare| code_smtp_504\n" in text
    assert "  term_starttls -->|broader| term_tls\n" in text


def test_mermaid_labels_hold_nothing_special() -> None:
    """What Mermaid or Markdown would read as syntax is written as entities."""
    labels = re.findall(r'^  code_\d+\["(.*)"\]:::kind_code$', mermaid.dumps(_hostile()), re.MULTILINE)
    assert len(labels) == len(HOSTILE)
    bare = [re.sub(r"#\d+;|<br/>", "", label) for label in labels]
    assert not [label for label in bare if re.search(r'["#;<>&`\[\]{}|%*\\]|^-|\d\. ', label)]


def test_mermaid_entities_stand_for_the_authors_characters() -> None:
    """A browser shows what was written."""
    labels = re.findall(r'\["(.*)"\]', mermaid.dumps(_hostile()))
    shown = [re.sub(r"#(\d+);", lambda n: chr(int(n[1])), label.replace("<br/>", "\n")) for label in labels]
    assert shown == ["\n".join(plain.visible(text).splitlines()) for text in HOSTILE]


def test_mermaid_begins_with_one_comment() -> None:
    """A hostile title of the base cannot leave the comment, nor make it a directive."""
    first, second = mermaid.dumps(_hostile()).split("\n")[:2]
    assert re.fullmatch(r"%% [^%{}]+: 17 nodes, 16 edges", first)
    assert second == "flowchart LR"


# Narrowing.


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"kinds": ["guide"]}, "guide:replies"),
        ({"kinds": ["guide", "term"]}, "guide:replies term:proxy term:starttls term:tls"),
        ({"families": ["http"]}, "code:http/504 term:proxy"),
        ({"families": ["ftp", "http"]}, "code:ftp/504 code:http/504 guide:replies term:proxy"),
        ({"families": ["http"], "kinds": ["term"]}, "term:proxy"),
        ({"relations": ["broader"]}, "term:starttls term:tls"),
        ({"relations": ["replaced_by"]}, ""),
        ({"families": ["smtp"], "relations": ["compare"]}, "code:smtp/502 code:smtp/504"),
        ({"around": "term:proxy", "depth": 0}, "term:proxy"),
        ({"around": "term:proxy"}, "code:http/504 term:proxy"),
        ({"around": "term:proxy", "depth": 2}, "code:http/504 code:smtp/504 term:proxy"),
        ({"around": "term:tls", "kinds": ["code"]}, "code:smtp/504 term:tls"),
        ({"around": "term:tls", "relations": ["compare"]}, "term:tls"),
        (
            {"around": "code:smtp/502", "relations": ["compare"], "depth": 9},
            "code:http/504 code:smtp/502 code:smtp/504",
        ),
    ],
)
def test_options_keep_these_records(graph: nx.MultiDiGraph[str], options: dict[str, Any], keys: str) -> None:
    """Each option narrows by itself and together with the others."""
    assert list(narrow(graph, **options)) == keys.split()


def test_only_edges_of_the_relations_stay(graph: nx.MultiDiGraph[str]) -> None:
    """Two records may be linked in several ways; those not asked for go."""
    part = narrow(graph, relations=["compare", "broader"])
    assert {key for _, _, key in part.edges(keys=True)} == {"compare", "broader"}


def test_edges_between_records_that_stay_are_kept(graph: nx.MultiDiGraph[str]) -> None:
    """A neighbourhood has the edges among the neighbours, too."""
    assert ("term:starttls", "term:tls", "broader") in narrow(graph, around="code:smtp/504").edges(keys=True)


def test_without_options_all_is_kept_in_order(graph: nx.MultiDiGraph[str]) -> None:
    """The copy has everything, sorted by key."""
    copy = narrow(_shuffled(graph))
    assert _content(copy) == _content(graph)
    assert list(copy) == sorted(graph)
    assert list(copy.edges(keys=True)) == sorted(graph.edges(keys=True))


def test_the_copy_can_be_changed(graph: nx.MultiDiGraph[str]) -> None:
    """What is done to the part is not done to the whole."""
    narrow(graph).nodes["term:tls"]["title"] = "changed"
    assert graph.nodes["term:tls"]["title"] == "TLS"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ["cod"]}, "there is no kind 'cod'; did you mean 'code'?; known: code, guide, term"),
        ({"families": ["gopher"]}, "there is no family 'gopher'; known: ftp, http, smtp"),
        (
            {"relations": ["comapre"]},
            "there is no relation 'comapre'; did you mean 'compare'?; known: broader, compare, ",
        ),
        ({"kinds": ["a\nb"]}, r"there is no kind 'a\nb'; known: "),
        ({"around": "term:tsl"}, "there is no record 'term:tsl'; did you mean 'term:tls'?; a key is kind:id, "),
        ({"around": "smtp/504"}, "there is no record 'smtp/504'; did you mean 'code:smtp/504'?; a key is kind:id, "),
        ({"around": "term:tls", "depth": -1}, "the depth is a number of steps, 0 or more, not -1"),
    ],
)
def test_unknown_names_are_refused(graph: nx.MultiDiGraph[str], options: dict[str, Any], message: str) -> None:
    """One line says what is unknown and what is known."""
    with pytest.raises(ValueError, match="^" + re.escape(message)) as caught:
        narrow(graph, **options)
    assert "\n" not in str(caught.value)


def test_kinds_and_relations_without_records_are_known() -> None:
    """A declared kind that nobody used yet is no mistake."""
    assert not narrow(nx.MultiDiGraph(), kinds=["guide"], relations=["broader"])
