"""The base as text for language models: the index of llmstxt.org, and records as Markdown that stands alone."""

from __future__ import annotations

import re

import networkx as nx
import pytest
from exported import base
from test_export import _hostile

from kb.export import llms, llms_full
from kb.llms import Edition, Entry, Part, index
from kb.site.labels import Labels

SITE = "https://codes.example.org/errors/"


@pytest.fixture(name="graph", scope="module")
def _graph() -> nx.MultiDiGraph[str]:
    return base().graph


def test_the_index_is_an_llms_txt(graph: nx.MultiDiGraph[str]) -> None:
    """A title, a summary, and sections of links: codes by family as counted, guides, terms, kinds of one's own."""
    assert (
        llms.dumps(graph)
        == f"""\
# Mail codes

> What mail servers say.

## SMTP

- [SMTP 250 Okay]({SITE}codes/smtp/250.html): Done.
- [SMTP 502 Command Not Implemented]({SITE}codes/smtp/502.html): No such command.
- [SMTP 504 Parameter Not Implemented]({SITE}codes/smtp/504.html): A parameter that the server lacks; see encryption.

## Guides

- [Reading replies]({SITE}guides/replies.html): How.

## Glossary

- [Cryptography]({SITE}terms/crypto.html): Secret writing.
- [TLS]({SITE}terms/tls.html): Privacy for a connection.

## Teams

- [Mail team]({SITE}teams/mail.html)
"""
    )


def test_without_a_site_links_lead_to_files() -> None:
    graph = base(**{"kb.yaml": "title: T\nlanguages: [en, ko]\n"}).graph
    assert "](records/codes/smtp/504.yaml): " in llms.dumps(graph)


def test_a_record_says_all_that_its_page_says(graph: nx.MultiDiGraph[str]) -> None:
    """Facts, texts with their links, comparisons with their words, the considered no, and sources."""
    text = Edition(graph).article("code:smtp/504")
    assert text.startswith(
        f"# SMTP 504 Parameter Not Implemented\n\n<{SITE}codes/smtp/504.html>\n\n- Key: code:smtp/504\n"
    )
    for line in (
        "- Class: Permanent",
        "- Try again?: No, never",
        "- Also called: E504, =1+1",
        f"A parameter that the server lacks; see [encryption]({SITE}terms/tls.html).",
        "## How to fix it",
        f"- [SMTP 502 Command Not Implemented]({SITE}codes/smtp/502.html): 504 knows the command.",
        f"- [TLS]({SITE}terms/tls.html)",
        f"- [SMTP 250 Okay]({SITE}codes/smtp/250.html): One is good news.",
        r"- `\b504 .*not implemented`",
        "- Some book, 1999",
    ):
        assert line in text.split("\n"), line


def test_headings_of_authors_stand_below_those_of_the_record(graph: nx.MultiDiGraph[str]) -> None:
    lines = Edition(graph).article("code:smtp/504", level=2).split("\n")
    assert lines.index("### How to fix it") < lines.index("#### First")
    assert "## Begin" in Edition(graph).article("guide:replies").split("\n")
    assert "#### Begin" in Edition(graph).article("guide:replies", level=3).split("\n")


def test_a_translation_says_what_is_translated(graph: nx.MultiDiGraph[str]) -> None:
    """In the words of the interface in that language; what is not translated stays as it was written."""
    text = Edition(graph, "ko", words=Labels(base().config, "ko")).article("code:smtp/504")
    assert text.startswith(f"# 메일 504 구현되지 않은 매개변수\n\n<{SITE}ko/codes/smtp/504.html>\n")
    assert "서버에 없는 매개변수입니다." in text
    assert "504 knows the command." in text
    assert "How to fix it" not in text
    assert "- Language: en\n" in Edition(graph, "ko").article("code:smtp/250")


def test_links_lead_where_the_caller_says(graph: nx.MultiDiGraph[str]) -> None:
    edition = Edition(graph, address=lambda key: f"kb://{key.replace(':', '/')}", follow=lambda *_: "term:tls")
    assert "see [encryption](kb://term/tls)." in edition.article("code:smtp/504")


def test_the_full_text_tells_an_edge_once(graph: nx.MultiDiGraph[str]) -> None:
    """Where it begins; of a symmetric one at both ends."""
    text = llms_full.dumps(graph)
    assert text.count(f"[Reading replies]({SITE}guides/replies.html)") == 1
    assert text.count("504 knows the command.") == 2
    assert re.findall(r"^# .*|^## .*", text, re.MULTILINE) == [
        "# Mail codes", "## SMTP 250 Okay", "## SMTP 502 Command Not Implemented", "## SMTP 504 Parameter Not Implemented",
        "## Reading replies", "## Cryptography", "## TLS", "## Mail team",
    ]  # fmt: skip


def test_a_part_of_the_graph_links_only_within_itself(graph: nx.MultiDiGraph[str]) -> None:
    """What was narrowed away is named, and not linked."""
    part = nx.MultiDiGraph(graph.subgraph(["code:smtp/504"]))
    assert "see encryption." in Edition(part).article("code:smtp/504")


def test_hostile_words_stay_within_their_line() -> None:
    """No title ends a link or begins a heading, and none has what cannot be seen."""
    text = llms.dumps(_hostile())
    lines = text.split("\n")
    assert [line for line in lines if line.startswith("#")] == [lines[0], "## Other codes"]
    assert len([line for line in lines if re.fullmatch(r"- \[(?:[^\[\]\\]|\\.)+\]\([^()\s]+\)", line)]) == 17
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", text)


def test_addresses_stay_within_their_brackets() -> None:
    entries = [Entry("a", "https://x.example/)(\n> b", "about\n# it")]
    assert index("T\n# T", "S\n\n## S", [Part("P\n## P", entries), Part("Empty", [])]) == (
        "# T # T\n\n> S ## S\n\n## P ## P\n\n- [a](https://x.example/%29%28%0A%3E%20b): about # it\n"
    )


def test_details_have_no_headings_of_their_rank() -> None:
    assert "\n# Mine" not in index("T", "", [], "# Mine\n\nWords.")


def test_names_that_a_link_may_have_are_found() -> None:
    """Ids, titles, aliases and names in other languages, as `kb lint` allows them."""
    names = (
        "smtp/502",
        "code:smtp/502",
        "Command not implemented",
        "SSL",
        "smtp 504",
        "오사",
        "구현되지 않은 매개변수",
    )
    body = " ".join(f"[[{name}|x]]" for name in names) + " [[#Begin]] [x](../codes/smtp/250.yaml) `[[ssl]]`"
    files = {"records/guides/all.md": f"---\ntitle: All\ncategory: basics\nsummary: S.\n---\n\n{body}\n"}
    loaded = base(**files)
    text = Edition(loaded.graph).article("guide:all")
    followed = Edition(
        loaded.graph, follow=lambda key, match: getattr(loaded.follow(loaded[key], match)[0], "key", None)
    )
    assert text == followed.article("guide:all")
    assert text.count("[x](https://") == len(names) + 1
    assert text.endswith("`[[ssl]]`\n") or "`[[ssl]]`" in text
