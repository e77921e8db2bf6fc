"""Completion, asked of the real server in documents that are being typed, most of which are no YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import ABLE, Editor, cut, edited
from scratch import write

BASE = {
    "kb.yaml": """\
title: Mail
languages: [en, ko]
families:
  smtp: {name: SMTP, classes: {"5": Permanent negative}}
  http: {name: HTTP}
categories:
  email-delivery: {name: Email Delivery}
  security: {name: Security & TLS}
""",
    "records/codes/smtp/504.yaml": "code: 504\nname: Parameter Not Implemented\nsummary: A parameter is not known.\n",
    "records/codes/smtp/535.yaml": "code: 535\nname: Credentials Invalid\nsummary: The password is wrong.\n",
    "records/terms/starttls.yaml": "term: STARTTLS\naliases: [opportunistic TLS]\ndefinition: It begins encryption.\n",
    "records/terms/tls.yaml": "term: TLS\nabbreviation: SSL\ndefinition: It encrypts.\n",
    "records/terms/replies.yaml": "term: Reply\ndefinition: What a server says.\n",
    "records/guides/replies.md": (
        "---\ntitle: Reading Replies\ncategory: email-delivery\nsummary: How to read them.\n---\n"
        "## First digit\n\nIt decides.\n\n## Second digit\n\nIt tells the subject.\n"
    ),
}
CODE, TERM, GUIDE = "records/codes/smtp/550.yaml", "records/terms/new.yaml", "records/guides/new.md"
TRANSLATION = "records/terms/starttls.ko.yaml"


@pytest.fixture(scope="module", name="editor")
def _editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Give an editor with the base open, and four documents in it that are not on disk."""
    with Editor(write(tmp_path_factory.mktemp("mail"), BASE)) as editor:
        for path in (CODE, TERM, GUIDE, TRANSLATION):
            editor.open(path, "")
        yield editor


def items(editor: Editor, path: str, text: str) -> list[Any]:
    """Type a text with a `^` in it where the cursor is, and give what is offered there."""
    editor.type(path, text.replace("^", ""))
    before = text[: text.index("^")]
    place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2].encode("utf-16-le")) // 2}
    found = editor.ask("completion", path, place)
    return found["items"] if found else []


def labels(editor: Editor, path: str, text: str) -> list[str]:
    """Give the labels of what is offered, in the order that the server wants."""
    return [item["label"] for item in sorted(items(editor, path, text), key=lambda item: item["sortText"])]


def taken(editor: Editor, path: str, text: str, label: str) -> str:
    """Take what is offered under a label, and give the new text."""
    item = next(item for item in items(editor, path, text) if item["label"] == label)
    return edited(text.replace("^", ""), [item["textEdit"]])


def test_fields_that_are_not_given_yet_required_ones_first(editor: Editor) -> None:
    """Each says what it is for; those of other kinds are not offered."""
    offered = labels(editor, CODE, "code: 550\n^\nsummary: x\n")
    assert offered[0] == "name"
    assert {"family", "when", "compare", "terms"} <= set(offered)
    assert not {"code", "summary", "definition", "id", "translated_from"} & set(offered)
    name = next(item for item in items(editor, CODE, "na^") if item["label"] == "name")
    assert name["detail"] == "required"
    assert name["documentation"] == "Its official or usual name, without the code."


def test_a_field_comes_with_its_colon_unless_it_has_one(editor: Editor) -> None:
    """What stands around the cursor is replaced."""
    assert taken(editor, CODE, "su^", "summary") == "summary: "
    assert taken(editor, CODE, "su^m: x", "summary") == "summary: x"
    assert taken(editor, CODE, "code: 550\n^", "terms") == "code: 550\nterms: "


def test_snippets_only_for_editors_that_know_them(tmp_path: Path) -> None:
    """A list opens its brackets then."""
    able = ABLE | {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
    with Editor(write(tmp_path, BASE), able=able) as editor:
        editor.open(CODE, "")
        item = next(item for item in items(editor, CODE, "ter^") if item["label"] == "terms")
        assert (item["textEdit"]["newText"], item["insertTextFormat"]) == ("terms: [$0]", 2)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (CODE, "status: ^", ["assigned", "provisional", "unofficial", "deprecated", "reserved"]),
        (CODE, "status: dep^\nname: [", ["assigned", "provisional", "unofficial", "deprecated", "reserved"]),
        (TERM, "category: ^", ["email-delivery", "security"]),
        (GUIDE, "---\ncategory: ^\n", ["email-delivery", "security"]),
        (CODE, "family: ^", ["smtp", "http"]),
        (CODE, "code: 550\nclass: ^", ["5"]),
        (TERM, "# kb: ignore[KB30^]\n", None),
    ],
)
def test_values_that_a_field_takes(editor: Editor, path: str, text: str, expected: list[str] | None) -> None:
    """Whole sets: the editor itself sieves them by what is typed."""
    offered = labels(editor, path, text)
    if expected is None:
        assert "KB301" in offered
    else:
        assert offered == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (CODE, "terms: [^]", {"replies", "starttls", "tls"}),
        (CODE, "terms: [starttls, ^", {"replies", "tls", "starttls"}),
        (CODE, "terms: [starttls, t^]", {"tls"}),
        (CODE, "terms:\n  [\n    replies, sta^\n  ]", {"starttls"}),
        (CODE, "terms:\n  - sta^\nname: x\n", {"starttls"}),
        (CODE, "terms:\n- ^", {"replies", "starttls", "tls"}),
        (CODE, "guides:\n  - ^", {"replies"}),
        (CODE, "replaced_by: ^", {"smtp/504", "smtp/535"}),
        (CODE, "replaced_by: 'smtp/53^'", {"smtp/535"}),
        (CODE, "compare:\n  - with: ^", {"smtp/504", "smtp/535"}),
        (CODE, "compare: [{with: 504^}]", {"smtp/504"}),
        (CODE, "compare:\n  - with: smtp/504\n    difference: x\n  - with: sm^", {"smtp/535"}),
        (CODE, "terms: [opportunistic^", {"starttls"}),
        (CODE, "terms: [ssl^", {"tls"}),
        (CODE, "compare: [smtp 53^", {"smtp/535", "with:"}),
        (GUIDE, "---\ntitle: x\ncodes: [^]\n---\nText.\n", {"smtp/504", "smtp/535"}),
        (TERM, "related:\n  - ^\ndefinition: |\n  [[broken\n", {"replies", "starttls", "tls"}),
    ],
)
def test_ids_of_the_kinds_that_a_field_takes(editor: Editor, path: str, text: str, expected: set[str]) -> None:
    """By id, by title, by alias, by what readers call it; in every notation of a list."""
    assert set(labels(editor, path, text)) == expected


def test_what_a_list_names_already_and_the_record_itself_are_left_out(editor: Editor) -> None:
    """In a document that can be read."""
    assert labels(editor, TERM, "term: New\nrelated: [starttls, ^]\n") == ["replies", "tls"]
    editor.type(TERM, "")
    editor.open("records/terms/tls.yaml")
    assert labels(editor, "records/terms/tls.yaml", "term: TLS\nrelated: [^]\n") == ["replies", "starttls"]
    editor.close("records/terms/tls.yaml")


def test_an_id_comes_with_what_its_list_needs(editor: Editor) -> None:
    """Brackets after the colon, a dash on a line of its own."""
    assert taken(editor, CODE, "terms: ^", "tls") == "terms: [tls]"
    assert taken(editor, CODE, "terms:\n  ^", "tls") == "terms:\n  - tls"
    assert taken(editor, CODE, "terms:\n  - st^arttls", "starttls") == "terms:\n  - starttls"
    assert taken(editor, CODE, "replaced_by: ^", "smtp/504") == "replaced_by: smtp/504"
    assert taken(editor, CODE, "compare:\n  - ^", "with:") == "compare:\n  - with: "


def test_the_parts_of_an_item(editor: Editor) -> None:
    """Those that it does not have."""
    assert labels(editor, CODE, "compare:\n  - with: smtp/504\n    ^")[0] == "difference"
    assert labels(editor, CODE, "compare:\n  - difference: x\n    as_of: now\n    ^") == ["with"]
    assert labels(editor, CODE, "not_confused_with:\n  - with: smtp/504\n    re^") == ["reason"]
    assert labels(editor, CODE, "compare: [{^")[:2] == ["with", "difference"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CODE, "summary: See [[star^"),
        (CODE, "summary: >-\n  See\n  [[opportun^]] and\nname: x\n"),
        (CODE, 'fix: "See 🙂 [[star^'),
        (CODE, "compare:\n  - with: smtp/504\n    difference: See [[star^"),
        (GUIDE, "---\ntitle: x\n---\n\nSee [[star^"),
        (TRANSLATION, "definition: |\n  [[star^\n"),
    ],
)
def test_what_links_in_texts_lead_to(editor: Editor, path: str, text: str) -> None:
    """By id, title or alias; the brackets are closed once."""
    assert labels(editor, path, text)[0] == "starttls"
    after = taken(editor, path, text, "starttls")
    assert after.count("[[starttls]]") == 1
    assert "]]]]" not in after


def test_a_link_by_a_key_where_kinds_share_an_id(editor: Editor) -> None:
    """`replies` is a term and a guide."""
    assert set(labels(editor, TERM, "definition: '[[repl^")) == {"term:replies", "guide:replies"}
    assert labels(editor, TERM, "definition: '[[guide:re^") == ["guide:replies"]
    assert taken(editor, TERM, "definition: '[[guide:re^]]'", "guide:replies") == "definition: '[[guide:replies]]'"


def test_headings_after_the_hash(editor: Editor) -> None:
    """Of the record that is linked to, or of one's own."""
    assert labels(editor, CODE, "fix: see [[guide:replies#^") == ["first-digit", "second-digit", "summary"]
    assert taken(editor, CODE, "fix: see [[guide:replies#s^]]", "second-digit").endswith(
        "[[guide:replies#second-digit]]"
    )
    assert "definition" in labels(editor, CODE, "fix: see [[starttls#^")


def test_a_translation_has_only_translated_fields(editor: Editor) -> None:
    """And offers nothing in the others."""
    assert set(labels(editor, TRANSLATION, "^")) == {"term", "abbreviation", "definition", "aliases"}
    assert labels(editor, TRANSLATION, "related: [^") == []
    assert labels(editor, TRANSLATION, "status: ^") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CODE, "sources: [^]"),
        (CODE, "code: 5^"),
        (CODE, "name: star^"),
        (CODE, "summary: |\n  terms: [^\n"),
        (CODE, "# terms: [^"),
        (CODE, "nonsense: ^"),
        (CODE, "terms: [starttls] ^"),
        (CODE, "compare:\n  - with: smtp/504\n    difference: sm^"),
        (CODE, "sources:\n  - '[[star^"),
        (GUIDE, "---\ntitle: x\n---\nterms: [^"),
        ("kb.yaml", "title: ^"),
    ],
)
def test_nothing_where_kb_has_nothing_to_say(editor: Editor, path: str, text: str) -> None:
    """Not in free text, comments, block scalars or the configuration."""
    if path not in editor.texts:
        editor.open(path)
    assert labels(editor, path, text) == []


def test_each_document_of_a_stream_has_its_own_fields(editor: Editor) -> None:
    """What another document gives is still to be given here."""
    text = "id: new/a\nterm: A\ndefinition: x\n---\nid: new/b\n^"
    offered = labels(editor, TERM, text)
    assert offered[:2] == ["term", "definition"]


def test_more_about_an_item_when_it_is_looked_at(editor: Editor) -> None:
    """The record's card."""
    item = next(item for item in items(editor, CODE, "terms: [tl^") if item["label"] == "tls")
    assert item["detail"] == "TLS"
    more = editor.request("completionItem/resolve", item)
    assert "It encrypts." in more["documentation"]["value"]
    assert cut("terms: [tl", item["textEdit"]["range"]) == "tl"


def test_kinds_that_kb_yaml_declares(tmp_path: Path) -> None:
    """Their fields, values and references, and keys where several kinds are allowed."""
    kinds = """\
kinds:
  runbook:
    label: Runbooks
    fields:
      title: {required: true}
      owner: {choices: [sre, mail]}
      tools: {type: list, choices: [dig, swaks]}
      about: {type: references, to: [code, term], relation: about}
relations: {about: {}}
"""
    path = "records/runbooks/new.yaml"
    texts = {"kb.yaml": BASE["kb.yaml"] + kinds, "records/runbooks/old.yaml": "title: Old\n"}
    with Editor(write(tmp_path, BASE | texts)) as editor:
        editor.open(path, "")
        assert labels(editor, path, "^")[0] == "title"
        assert labels(editor, path, "owner: ^") == ["sre", "mail"]
        assert taken(editor, path, "tools: ^", "dig") == "tools: [dig]"
        assert taken(editor, path, "tools: [dig, ^]", "swaks") == "tools: [dig, swaks]"
        assert set(labels(editor, path, "about: [^")) == {
            "code:smtp/504", "code:smtp/535", "term:starttls", "term:tls", "term:replies",
        }  # fmt: skip
        assert taken(editor, path, "about: ^", "term:tls") == "about: ['term:tls']"
        assert taken(editor, path, "about: ['term:t^']", "term:tls") == "about: ['term:tls']"
        assert taken(editor, path, "about:\n  - ^", "term:tls") == "about:\n  - term:tls"
        assert labels(editor, path, "title: '[[runbook:^") == ["runbook:old"]
