"""What the language server answers: hover, navigation, symbols, actions and renaming, asked over its stdin and stdout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import ABLE, Editor, Refused, at, edited
from scratch import write

import kb

C504, C535 = "records/codes/smtp/504.yaml", "records/codes/smtp/535.yaml"
TLS, REPLIES, KO = "records/terms/starttls.yaml", "records/guides/replies.md", "records/terms/starttls.ko.yaml"
ERRNO = "records/codes/errno.yaml"
ALL = "Fix all that is safe"
BASE = {
    "kb.yaml": """\
title: Mail
languages: [en, ko]
families:
  smtp: {name: SMTP, classes: {"5": Permanent negative}}
  errno: errno
categories:
  mail: Mail & More
lint:
  select: [KB0, KB1, KB2, KB706]
""",
    C504: """\
code: 504
name: Parameter Not Implemented
summary: |
  A *parameter* of the [[starttls|command]] is not known.

  More of it.
fix: 🙂 See [[guide:replies#second-digit]] and [[STARTTLS]].
compare:
  - with: smtp/535
    difference: Not the password.
guides: [replies]
terms: [starttls]
""",
    C535: "code: 535\nname: Credentials Invalid\nsummary: The password is wrong.\nterms:\n  - starttls  # why\n"
    "sources: ['https://www.ietf.org/a']  # once http\n",
    ERRNO: (
        "id: errno/eperm\ncode: EPERM\nname: Not Permitted\nsummary: It may not.\n---\n"
        "id: errno/enoent\ncode: ENOENT\nname: No Entry\nsummary: It is not there.\ncompare: [errno/eperm]\n"
    ),
    REPLIES: (
        "---\ntitle: Reading Replies\ncategory: mail\nsummary: How to read them.\nterms: [starttls]\n---\n\n"
        "# Start\n\n## First digit\n\nIt decides.\n\n## Second digit\n\nSee [the term](../terms/starttls.yaml).\n\n# End\n"
    ),
    TLS: "term: STARTTLS\naliases: [opportunistic TLS]\ndefinition: It begins encryption.\nguides: [replies]\n",
    KO: "term: STARTTLS\ndefinition: 암호화를 시작합니다. [[smtp/504|504]]\n",
}


@pytest.fixture(name="mail")
def _mail(tmp_path: Path) -> Path:
    """Give the base, in which nothing is found."""
    root = write(tmp_path / "mail", BASE)
    assert kb.lint(kb.load(root)) == []
    return root


@pytest.fixture(name="fresh")
def _fresh(mail: Path) -> Iterator[Editor]:
    """Give an editor of one's own with the base open, and all of its documents."""
    with Editor(mail) as editor:
        for path in BASE:
            editor.open(path)
        yield editor


@pytest.fixture(scope="module", name="shared")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Give an editor like that for many."""
    with Editor(write(tmp_path_factory.mktemp("shared"), BASE)) as editor:
        for path in BASE:
            editor.open(path)
        yield editor


@pytest.fixture(name="editor")
def _editor(shared: Editor) -> Editor:
    """Give the shared editor with each document as it is on disk."""
    for path, text in BASE.items():
        if shared.texts[path] != text:
            shared.type(path, text)
    shared.settle(C504)
    return shared


def places(editor: Editor, found: list[Any]) -> list[str]:
    """Give locations as text: the path, and what stands there, or the line of an empty range."""
    shown = []
    for one in found:
        path = editor.path(one["uri"])
        text = editor.cut(path, one["range"])
        shown.append(f"{path}: {text}" if text else f"{path}:{one['range']['start']['line']}")
    return shown


# Hover.


def test_hover_shows_the_record_that_is_named(editor: Editor) -> None:
    """Its title, kind, family, class, first paragraph without marks, and path."""
    found = editor.ask("hover", ERRNO, editor.place(ERRNO, "[errno/^eperm]"))
    assert editor.cut(ERRNO, found["range"]) == "errno/eperm"
    editor.type(TLS, editor.texts[TLS] + "codes: [smtp/504]\n")
    text = editor.ask("hover", TLS, editor.place(TLS, "smtp/5^04"))["contents"]
    assert text == {
        "kind": "markdown",
        "value": (
            "**SMTP 504 Parameter Not Implemented**\n\n`code:smtp/504` · code · SMTP · Permanent negative\n\n"
            f"A parameter of the command is not known.\n\n`{C504}`"
        ),
    }
    linked = editor.ask("hover", C504, editor.place(C504, "[[guide:rep^lies"))
    assert editor.cut(C504, linked["range"]) == "[[guide:replies#second-digit]]"
    assert "guide · Mail & More" in linked["contents"]["value"]


def test_hover_says_what_a_field_is_for(editor: Editor) -> None:
    """And a part of an item, and a rule in a comment or in kb.yaml."""
    found = editor.ask("hover", C504, editor.place(C504, "\n^fix:"))
    assert found["contents"]["value"] == "**fix** (translated)\n\nHow to fix it."
    assert editor.cut(C504, found["range"]) == "fix"
    found = editor.ask("hover", C504, editor.place(C504, "diff^erence:"))
    assert found["contents"]["value"] == "What differs, in one or two sentences."
    editor.type(C535, "# kb: ignore[KB301]\n" + editor.texts[C535])
    found = editor.ask("hover", C535, editor.place(C535, "KB3^01"))
    assert found["contents"]["value"].startswith("## KB301 missing-comparison\n\n")
    for path, piece in ((C504, "More ^of"), (C504, "name^d"), (REPLIES, "deci^des")):
        if piece.replace("^", "") in editor.texts[path]:
            assert editor.ask("hover", path, editor.place(path, piece)) is None


def test_hover_in_plain_text_for_editors_that_know_no_markdown(mail: Path) -> None:
    """They say so."""
    able = ABLE | {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
    with Editor(mail, able=able) as editor:
        editor.open(C535)
        assert editor.ask("hover", C535, editor.place(C535, "start^tls"))["contents"]["kind"] == "plaintext"


# Navigation.


def test_definition_of_references_and_links(editor: Editor) -> None:
    """To the record, to its document in a stream, to a heading; in translations too."""

    def definition(path: str, marked: str) -> list[str]:
        return places(editor, editor.ask("definition", path, editor.place(path, marked)) or [])

    assert definition(C504, "terms: [start^tls]") == [f"{TLS}:0"]
    assert definition(C504, "with: ^smtp/535") == [f"{C535}:0"]
    assert definition(C504, "[[STARTTLS^]]") == [f"{TLS}:0"]
    assert definition(C504, "[[guide:^replies#") == [f"{REPLIES}: ## Second digit"]
    assert definition(REPLIES, "(../terms/^starttls.yaml)") == [f"{TLS}:0"]
    assert definition(KO, "[[smtp/504|5^04]]") == [f"{C504}:0"]
    assert definition(C504, "na^me") == []
    editor.type(C535, editor.texts[C535] + "compare: [errno/enoent]\n")
    assert definition(C535, "errno/^enoent") == [f"{ERRNO}:5"]


def test_definition_says_its_origin_to_editors_that_show_it(mail: Path) -> None:
    """So that they mark the whole link."""
    able = ABLE | {"textDocument": {"definition": {"linkSupport": True}}}
    with Editor(mail, able=able) as editor:
        editor.open(C504)
        (link,) = editor.ask("definition", C504, editor.place(C504, "[[STARTTLS^]]"))
        assert editor.cut(C504, link["originSelectionRange"]) == "[[STARTTLS]]"
        assert editor.path(link["targetUri"]) == TLS


def test_references_from_anywhere(editor: Editor) -> None:
    """From a name of the record, and from its own file."""
    expected = [
        f"{C504}: [[starttls|command]]",
        f"{C504}: [[STARTTLS]]",
        f"{C504}: starttls",
        f"{C535}: starttls",
        f"{REPLIES}: starttls",
        f"{REPLIES}: [the term](../terms/starttls.yaml)",
    ]
    for path, marked in ((C535, "start^tls"), (TLS, "^term: STARTTLS"), (KO, "^term: STARTTLS")):
        context = {"includeDeclaration": False}
        found = editor.ask("references", path, editor.place(path, marked), context=context)
        assert places(editor, found) == expected
    found = editor.ask("references", C535, editor.place(C535, "start^tls"), context={"includeDeclaration": True})
    assert places(editor, found) == [f"{TLS}:0", *expected]


def test_highlights_and_links_of_a_document(editor: Editor) -> None:
    """Every place that names the same record; every place that leads somewhere."""
    found = editor.ask("documentHighlight", C504, editor.place(C504, "terms: [start^tls]"))
    assert [editor.cut(C504, one["range"]) for one in found] == ["[[starttls|command]]", "[[STARTTLS]]", "starttls"]
    links = editor.ask("documentLink", C504)
    assert [(editor.cut(C504, one["range"]), editor.path(one["target"])) for one in links] == [
        ("[[starttls|command]]", TLS),
        ("[[guide:replies#second-digit]]", REPLIES),
        ("[[STARTTLS]]", TLS),
        ("smtp/535", C535),
        ("replies", REPLIES),
        ("starttls", TLS),
    ]
    assert links[3]["tooltip"] == "SMTP 535 Credentials Invalid"
    editor.type(C535, editor.texts[C535] + "compare: [errno/enoent]\n")
    (link,) = [one for one in editor.ask("documentLink", C535) if "errno" in one["target"]]
    assert link["target"] == editor.uri(ERRNO) + "#L6"


# Symbols.


def outline(symbols: list[Any]) -> list[Any]:
    """Give symbols as nested names."""
    return [(one["name"], outline(one["children"])) if one.get("children") else one["name"] for one in symbols]


def test_the_outline_of_a_guide(editor: Editor) -> None:
    """Its fields, and its headings as they are nested."""
    (guide,) = editor.ask("documentSymbol", REPLIES)
    assert (guide["name"], guide["detail"]) == ("Reading Replies", "guide:replies")
    assert outline(guide["children"]) == [
        "title",
        "category",
        "summary",
        "terms",
        ("Start", ["First digit", "Second digit"]),
        "End",
    ]
    second = guide["children"][4]["children"][1]
    assert editor.cut(REPLIES, second["selectionRange"]) == "## Second digit"
    assert editor.cut(REPLIES, second["range"]) == "## Second digit\n\nSee [the term](../terms/starttls.yaml)."


def test_the_outline_of_a_stream(editor: Editor) -> None:
    """A symbol for each record; ranges within those of their parents."""
    found = editor.ask("documentSymbol", ERRNO)
    assert outline(found) == [
        ("errno EPERM Not Permitted", ["id", "code", "name", "summary"]),
        ("errno ENOENT No Entry", ["id", "code", "name", "summary", "compare"]),
    ]
    assert editor.cut(ERRNO, found[1]["range"]).startswith("id: errno/enoent")
    for record in found:
        for field in record["children"]:
            assert record["range"]["start"]["line"] <= field["range"]["start"]["line"]
            assert field["range"]["end"]["line"] <= record["range"]["end"]["line"]
            assert editor.cut(ERRNO, field["selectionRange"]) == field["name"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("smtp 504", "code:smtp/504"),
        ("504", "code:smtp/504"),
        ("smtp/5", "code:smtp/504"),
        ("opportunistic", "term:starttls"),
        ("Reading", "guide:replies"),
        ("noent", "code:errno/enoent"),
        ("param imp", "code:smtp/504"),
    ],
)
def test_records_by_what_somebody_types(editor: Editor, typed: str, first: str) -> None:
    """Id, title, alias, what readers call it, letters in order."""
    found = editor.request("workspace/symbol", {"query": typed})
    assert found[0]["containerName"] == first


def test_all_records_where_nothing_is_typed(editor: Editor) -> None:
    """And none for what nothing is called."""
    found = editor.request("workspace/symbol", {"query": ""})
    assert len(found) == 6
    assert editor.request("workspace/symbol", {"query": "zzzz"}) == []


# Actions.


def actions(editor: Editor, path: str, marked: str, *only: str) -> dict[str, Any]:
    """Give the actions that are offered at a place, by title."""
    place = editor.place(path, marked)
    context = {"diagnostics": [], **({"only": list(only)} if only else {})}
    found = editor.ask("codeAction", path, range={"start": place, "end": place}, context=context)
    return {one["title"]: one for one in found}


def test_a_quick_fix_mends_what_it_is_for(editor: Editor) -> None:
    """It is preferred, says what it mends, and makes a clean document, in whose line every other byte stays."""
    editor.replace(C535, "['https://www", "['http://www")
    editor.codes(C535, "KB706")
    found = actions(editor, C535, "http://www.ie^tf")
    (fix,) = [one for one in found.values() if one.get("isPreferred")]
    assert fix["kind"] == "quickfix"
    assert [one["code"] for one in fix["diagnostics"]] == ["KB706"]
    assert editor.apply(fix["edit"]) == {C535: BASE[C535]}
    assert editor.codes(C535) == []


def test_an_unsafe_fix_is_not_preferred(editor: Editor) -> None:
    """Its user looks at it first; it is no part of what is safe."""
    editor.replace(C535, "['https://www.ietf.org/a']", "['http://some.body.io/a']")
    editor.codes(C535, "KB706")
    found = actions(editor, C535, "http://some.bo^dy")
    assert [one.get("isPreferred") for one in found.values() if "https" in one["title"]] == [False]
    assert ALL not in found


def test_all_that_is_safe_at_once(editor: Editor) -> None:
    """As `kb lint --fix` does it, for one document; editors ask for it when they save."""
    editor.replace(
        C535, "['https://www.ietf.org/a']", "['http://www.ietf.org/a', 'http://some.body.io', 'http://www.iana.org/b']"
    )
    editor.codes(C535, "KB706", "KB706", "KB706")
    assert ALL in actions(editor, C535, "http://www.ie^tf")
    assert [one["kind"] for one in on_save(editor, C535, "source.fixAll")] == ["source.fixAll.kb"]
    (fix,) = on_save(editor, C535, "source.fixAll.kb")
    after = editor.apply(fix["edit"])[C535]
    assert after == editor.texts[C535]
    assert after.endswith(
        "sources: ['https://www.ietf.org/a', 'http://some.body.io', 'https://www.iana.org/b']  # once http\n"
    )
    editor.codes(C535, "KB706")
    assert on_save(editor, C535, "source.fixAll.kb") == []


def on_save(editor: Editor, path: str, kind: str) -> list[Any]:
    """Ask for a kind of action on a document, wherever the cursor is, as editors do when they save."""
    context = {"diagnostics": [], "only": [kind]}
    found: list[Any] = editor.ask("codeAction", path, range={"start": at(0, 0), "end": at(0, 0)}, context=context)
    return found


def test_only_what_is_asked_for_is_offered(editor: Editor) -> None:
    """An editor that wants to refactor gets no fixes; one that is elsewhere gets none either."""
    editor.replace(C535, "['https://www", "['http://www")
    editor.found(C535)
    assert actions(editor, C535, "http://www.ie^tf", "refactor") == {}
    assert set(actions(editor, C535, "http://www.ie^tf", "source")) == {ALL}
    assert all(one["kind"] == "quickfix" for one in actions(editor, C535, "http://www.ie^tf", "quickfix").values())
    assert actions(editor, C535, "^code: 535") == {}


@pytest.mark.parametrize("title", ["Ignore KB206 here", "Ignore KB206 in the whole record"])
@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (C535, BASE[C535] + "fix: See [[nothing]].  # well\n", "[[no^thing]]"),
        (C535, "# first\n" + BASE[C535] + "fix: See [[nothing]].\r\n", "[[no^thing]]"),
        (C535, "# kb: ignore[KB301]\n" + BASE[C535] + "fix: See [[nothing]]. # kb: ignore[KB302]\n", "[[no^thing]]"),
        (REPLIES, BASE[REPLIES] + "\nSee [[nothing]].\n", "[[no^thing]]"),
        (KO, BASE[KO] + "aliases: []\nabbreviation: '[[nothing]]'\n", "[[no^thing]]"),
    ],
)
def test_a_comment_that_hides_the_finding(editor: Editor, path: str, text: str, place: str, title: str) -> None:
    """On its line, or before its record; the comment that is there is added to; nothing else changes."""
    editor.type(path, text)
    editor.found(path, lambda found: "KB206" in str(found))
    action = actions(editor, path, place)[title]
    after = editor.apply(action["edit"])[path]
    editor.found(path, lambda found: "KB206" not in str(found))
    editor.settle(path)
    assert len(after.splitlines()) - len(text.splitlines()) <= 1
    assert kb.load({**BASE, path: after}).records.keys() == kb.load({**BASE, path: text}).records.keys()


def test_no_comment_where_none_can_stand(editor: Editor) -> None:
    """In a block of text a `#` is text: there, only the whole record."""
    editor.replace(C504, "  More of it.", "  More of [[nothing]] in it.")
    editor.found(C504)
    found = actions(editor, C504, "[[no^thing]]")
    assert "Ignore KB206 in the whole record" in found
    assert "Ignore KB206 here" not in found


# Renaming.


def test_rename_over_the_whole_base(fresh: Editor, mail: Path) -> None:
    """From a reference: edits, moves of the file and its translation, and no finding after."""
    editor = fresh
    place = editor.place(C535, "start^tls")
    prepared = editor.ask("prepareRename", C535, place)
    assert (editor.cut(C535, prepared["range"]), prepared["placeholder"]) == ("starttls", "starttls")
    edit = editor.ask("rename", C535, place, newName="start-tls")
    assert [step.get("kind") for step in edit["documentChanges"]][-2:] == ["rename", "rename"]
    after = editor.apply(edit)
    assert after["records/terms/start-tls.yaml"] == BASE[TLS].replace("TLS]\n", "TLS]\nformerly: [starttls]\n")
    assert after["records/terms/start-tls.ko.yaml"] == BASE[KO]
    assert "[[start-tls|command]]" in after[C504]
    assert "[[STARTTLS]]" in after[C504]
    assert "(../terms/start-tls.yaml)" in after[REPLIES]
    for path, text in after.items():
        (mail / path).write_bytes(text.encode())
    assert kb.lint(kb.load(mail)) == []
    for path in (TLS, KO):
        editor.close(path)
    editor.watch((TLS, 3), (KO, 3), ("records/terms/start-tls.yaml", 1), ("records/terms/start-tls.ko.yaml", 1))
    editor.settle(C535)
    assert editor.ask("hover", C535, editor.place(C535, "start-^tls"))["contents"]["value"].startswith("**STARTTLS**")
    assert all(not found for found in editor.diagnostics.values())


@pytest.mark.parametrize(
    ("path", "marked", "id_"),
    [
        (C504, "[[guide:rep^lies#", "replies"),
        (C504, "na^me: Parameter", "smtp/504"),
        (ERRNO, "id: errno/^enoent", "errno/enoent"),
        (KO, "^term", "starttls"),
        (REPLIES, "[the term](../terms/start^tls.yaml)", "starttls"),
    ],
)
def test_what_can_be_renamed_from_where(editor: Editor, path: str, marked: str, id_: str) -> None:
    """A link, the record's own file, an id, a translation."""
    assert editor.ask("prepareRename", path, editor.place(path, marked))["placeholder"] == id_


def test_a_rename_in_a_stream_moves_no_file(editor: Editor) -> None:
    """And needs no editor that can move files."""
    edit = editor.ask("rename", ERRNO, editor.place(ERRNO, "errno/^eperm]"), newName="errno/e1")
    after = editor.apply(edit)
    assert list(after) == [ERRNO]
    assert after[ERRNO].count("errno/e1") == 2
    assert "formerly: [errno/eperm]" in after[ERRNO]


@pytest.mark.parametrize(
    ("name", "message"),
    [("X Y", "`X Y` is no id"), ("smtp/535", "`code:smtp/535` exists already"), ("504", "begins with its family")],
)
def test_a_name_that_cannot_be_had_is_refused_with_the_reason(editor: Editor, name: str, message: str) -> None:
    """The editor shows it."""
    with pytest.raises(Refused, match=message):
        editor.ask("rename", C504, editor.place(C504, "na^me: Parameter"), newName=name)


def test_an_editor_that_moves_no_files_is_told_of_kb_mv(mail: Path) -> None:
    """Half a rename would be worse than none."""
    with Editor(mail, able={**ABLE, "workspace": {"workspaceEdit": {"documentChanges": True}}}) as editor:
        editor.open(C504)
        with pytest.raises(Refused, match="`kb mv code:smtp/504` does it"):
            editor.ask("rename", C504, editor.place(C504, "na^me: Parameter"), newName="smtp/505")


def test_a_file_that_is_renamed_in_the_editor_takes_its_record_along(fresh: Editor) -> None:
    """Its translation moves too; what is no new id is let alone."""
    editor = fresh

    def will(old: str, new: str) -> Any:
        return editor.request(
            "workspace/willRenameFiles", {"files": [{"oldUri": editor.uri(old), "newUri": editor.uri(new)}]}
        )

    edit = will(TLS, "records/terms/start/tls.yaml")
    (move,) = [step for step in edit["documentChanges"] if step.get("kind") == "rename"]
    assert editor.path(move["newUri"]) == "records/terms/start/tls.ko.yaml"
    assert "(../terms/start/tls.yaml)" in editor.apply(edit)[REPLIES]
    assert will(C535, "records/codes/smtp/535.md") is None
    assert will(C535, "elsewhere/535.yaml") is None
    assert will(KO, "records/terms/x.ko.yaml") is None


def test_an_editor_that_asks_while_it_renames_gets_nothing_more(editor: Editor) -> None:
    """As VS Code does between the edits and the move of a rename."""
    edit = editor.ask("rename", C535, editor.place(C535, "^name: Cred"), newName="smtp/536")
    for step in edit["documentChanges"]:
        if "edits" in step:
            path = editor.path(step["textDocument"]["uri"])
            editor.type(path, edited(editor.texts[path], step["edits"]))
    files = [{"oldUri": editor.uri(C535), "newUri": editor.uri("records/codes/smtp/536.yaml")}]
    assert editor.request("workspace/willRenameFiles", {"files": files}) is None
