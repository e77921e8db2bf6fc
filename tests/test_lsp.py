"""The language server as an editor drives it: what is published when, for which files, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from editor import ABLE, Editor, at
from scratch import ENVIRONMENT, spawn, write

CODE = "code: 504\nname: Not Implemented\nsummary: The server does not know the parameter.\nguides: [replies]\n"
OTHER = (
    "code: 535\nname: Credentials Invalid\nsummary: The password is wrong, or the account.\nguides: [replies]\n"
    "compare:\n  - with: smtp/504\n    difference: 504 is about the mechanism and 535 about the password.\n"
    "terms: [starttls]\n"
)
GUIDE = "---\ntitle: Reading Replies\ncategory: mail\nsummary: What the digits say.\n---\n\nRead the first digit, as in [[starttls]].\n"
TERM = "term: STARTTLS\ndefinition: The command that begins encryption.\n"
C504, C535, TLS = "records/codes/smtp/504.yaml", "records/codes/smtp/535.yaml", "records/terms/starttls.yaml"
BASE = {
    "kb.yaml": "title: Mail\nfamilies:\n  smtp: SMTP\ncategories:\n  mail: Mail\nlint:\n  select: [KB0, KB1, KB2]\n",
    C504: CODE,
    C535: OTHER,
    "records/guides/replies.md": GUIDE,
    TLS: TERM,
}


@pytest.fixture(name="mail")
def _mail(tmp_path: Path) -> Path:
    """Give a base in which nothing is found, in a folder whose name needs care."""
    return write(tmp_path / "Mein Büro ☎", BASE)


def test_what_is_typed_is_found_and_what_is_mended_is_gone(mail: Path) -> None:
    """At the exact place, with all that an editor can show of it."""
    with Editor(mail) as editor:
        editor.open(C504)
        editor.replace(C504, "guides: [replies]", "guides: [replies]\nterms: [startls]")
        (found,) = editor.found(C504)
        assert found["range"] == {"start": at(4, 8), "end": at(4, 15)}
        assert (found["code"], found["severity"], found["source"]) == ("KB201", 1, "kb")
        assert "did you mean `starttls`?" in found["message"]
        assert "codeDescription" not in found
        editor.replace(C504, "startls", "starttls")
        assert editor.codes(C504) == []
        assert editor.published[-1]["version"] == 3


def test_columns_are_utf_16_units_unless_code_points_are_offered(mail: Path) -> None:
    """After a character outside the first plane the two differ."""
    text = CODE + "fix: 🙂🙂 [[nothing]]\n"
    with Editor(mail) as editor:
        assert editor.server["capabilities"]["positionEncoding"] == "utf-16"
        editor.open(C504, text)
        (found,) = editor.found(C504)
        assert found["range"] == {"start": at(4, 10), "end": at(4, 21)}
        assert editor.cut(C504, found["range"]) == "[[nothing]]"
    able = {**ABLE, "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]}}
    with Editor(mail, able=able) as editor:
        assert editor.server["capabilities"]["positionEncoding"] == "utf-32"
        editor.open(C504, text)
        (found,) = editor.found(C504)
        assert found["range"] == {"start": at(4, 8), "end": at(4, 19)}


def test_the_whole_base_is_linted_also_where_nothing_is_open(mail: Path) -> None:
    """A change in one file is found in another, and goes with the change."""
    write(mail, {"records/codes/smtp/x.yaml": "code: X\nname: Nothing\nsummary: It is broken.\nterms: [nothing]\n"})
    with Editor(mail) as editor:
        editor.codes("records/codes/smtp/x.yaml", "KB201")
        editor.open(TLS)
        editor.type(TLS, "term: STARTTLS\ndefinition: d\nid: wrong/\n")
        editor.codes(TLS, "KB105")
        editor.close(TLS)
        editor.codes(TLS)
        assert C535 not in editor.diagnostics


def test_a_new_document_is_a_record_before_it_is_saved(mail: Path) -> None:
    """And is none after it was closed unsaved."""
    write(mail, {C504: CODE + "terms: [tls]\n"})
    with Editor(mail) as editor:
        editor.codes(C504, "KB201")
        editor.open("records/terms/tls.yaml", "term: TLS\ndefinition: It encrypts.\n")
        editor.codes(C504)
        editor.close("records/terms/tls.yaml")
        editor.codes(C504, "KB201")


def test_a_newer_text_supersedes_an_older_one(mail: Path) -> None:
    """However fast somebody types, the last word counts."""
    with Editor(mail) as editor:
        editor.open(C504)
        for number in range(40):
            editor.type(C504, CODE + f"terms: [nothing-{number}]\n")
        editor.found(C504, lambda found: "nothing-39" in str(found))
        editor.type(C504, CODE)
        editor.codes(C504)
        editor.settle(C504)
        assert editor.published[-1] == {"uri": editor.uri(C504), "version": 42, "diagnostics": []}


def test_files_that_others_change_are_watched(mail: Path) -> None:
    """Created, changed and deleted ones, folders too."""
    with Editor(mail) as editor:
        editor.open(C504, CODE + "terms: [tls]\n")
        editor.codes(C504, "KB201")
        assert [one["method"] for one in editor.registered] == ["workspace/didChangeWatchedFiles"]
        write(mail, {"records/terms/tls.yaml": "term: TLS\ndefinition: It encrypts.\n"})
        editor.watch(("records/terms/tls.yaml", 1))
        editor.codes(C504)
        write(mail, {"records/terms/tls.yaml": "term: TLS\n"})
        editor.watch(("records/terms/tls.yaml", 2))
        editor.codes("records/terms/tls.yaml", "KB101")
        for path in (mail / "records/terms").iterdir():
            path.unlink()
        (mail / "records/terms").rmdir()
        editor.watch(("records/terms", 3))
        editor.codes("records/terms/tls.yaml")
        editor.codes(C535, "KB201")


def test_an_editor_that_watches_nothing_tells_when_it_saves(mail: Path) -> None:
    """Then all files are looked at again."""
    able = {**ABLE, "workspace": {}}
    with Editor(mail, able=able) as editor:
        editor.open(C504)
        editor.settle(C504)
        assert editor.registered == []
        write(mail, {TLS: "term: STARTTLS\n"})
        editor.notify("textDocument/didSave", {"textDocument": {"uri": editor.uri(C504)}})
        editor.codes(TLS, "KB101")


def test_the_configuration_counts_as_it_is_typed(mail: Path) -> None:
    """While it is no YAML, what it said last counts, and only that is found."""
    with Editor(mail) as editor:
        editor.open(C504, CODE + "terms: [nothing]\n")
        editor.codes(C504, "KB201")
        editor.open("kb.yaml")
        editor.replace("kb.yaml", "select: [KB0, KB1, KB2]", "ignore: [ALL]")
        editor.codes(C504)
        editor.replace("kb.yaml", "ignore: [ALL]", "select: [KB2]\nlanguges: [en]")
        (found,) = editor.codes("kb.yaml", "KB006")
        assert editor.cut("kb.yaml", found["range"]) == "languges"
        editor.codes(C504, "KB201")
        editor.replace("kb.yaml", "languges: [en]", "records: [")
        editor.found("kb.yaml", lambda found: "languges" not in str(found))
        editor.settle(C504)
        assert [one["code"] for one in editor.diagnostics[C504]] == ["KB201"]
        assert [one["code"] for one in editor.diagnostics["kb.yaml"]] == ["KB006"]


def test_a_base_that_comes_and_goes(tmp_path: Path) -> None:
    """Documents belong to the nearest kb.yaml, whenever it is there."""
    write(tmp_path, {path: text for path, text in BASE.items() if path != "kb.yaml"})
    with Editor(tmp_path) as editor:
        editor.open(C504, CODE + "terms: [nothing]\n")
        assert editor.ask("hover", C504, at(0, 0)) is None
        write(tmp_path, {"kb.yaml": BASE["kb.yaml"]})
        editor.watch(("kb.yaml", 1))
        editor.codes(C504, "KB201")
        (tmp_path / "kb.yaml").unlink()
        editor.watch(("kb.yaml", 3))
        editor.codes(C504)
        assert editor.ask("completion", C504, at(4, 8)) is None


def test_several_bases_at_once(tmp_path: Path) -> None:
    """Each with its own records; a nested one has its files to itself."""
    write(tmp_path / "a", BASE)
    write(tmp_path / "b", {"kb.yaml": "title: B\nrecords: .\nlint: {select: [KB2]}\n", "terms/x.yaml": TERM})
    write(
        tmp_path / "b" / "terms" / "inner",
        {"kb.yaml": "title: I\n", "records/terms/y.yaml": TERM + "related: [gone]\n"},
    )
    with Editor(tmp_path, folders=[tmp_path / "a", tmp_path / "b"]) as editor:
        editor.open("a/" + TLS, TERM + "related: [x]\n")
        editor.open("b/terms/x.yaml", TERM + "related: [starttls]\n")
        editor.codes("a/" + TLS, "KB201")
        editor.codes("b/terms/x.yaml", "KB201")
        editor.open("b/terms/inner/records/terms/y.yaml")
        found = editor.found("b/terms/inner/records/terms/y.yaml", lambda found: "KB201" in str(found))
        assert sum(one["code"] == "KB201" for one in found) == 1


def test_a_document_outside_of_any_base_is_left_alone(tmp_path: Path) -> None:
    """And so is one that is no file; neither disturbs the others."""
    write(tmp_path / "mail", BASE)
    write(tmp_path, {"other.yaml": "term: [\n"})
    with Editor(tmp_path / "mail") as editor:
        editor.open("../other.yaml")
        text = {"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": "term: ["}
        editor.notify("textDocument/didOpen", {"textDocument": text})
        editor.open("README.md", "[[nothing]]")
        editor.open(C504, CODE + "terms: [nothing]\n")
        editor.codes(C504, "KB201")
        assert {editor.path(one["uri"]) for one in editor.published} == {C504}
        assert (
            editor.request("textDocument/hover", {"textDocument": {"uri": text["uri"]}, "position": at(0, 0)}) is None
        )
        assert (
            editor.request("textDocument/completion", {"textDocument": {"uri": text["uri"]}, "position": at(0, 0)})
            is None
        )


def test_a_folder_by_a_symbolic_link_keeps_the_names_of_the_editor(mail: Path, tmp_path: Path) -> None:
    """Diagnostics go to the address that the editor used."""
    link = tmp_path / "link"
    link.symlink_to(mail)
    with Editor(link) as editor:
        editor.open(C504, CODE + "terms: [nothing]\n")
        editor.codes(C504, "KB201")
        assert editor.published[-1]["uri"] == editor.uri(C504)


def test_documents_that_are_broken_in_any_way(mail: Path) -> None:
    """Each is a finding at most; the server goes on."""
    texts = ["", "\x00", "{", "- a\n- b", "term: [", "a: b: c", "---\n---\n", "\ud800", "&a [*a]", "term: " + "[" * 500]
    with Editor(mail) as editor:
        editor.open(TLS)
        for text in texts:
            editor.type(TLS, text)
            editor.settle(TLS)
            for question in ("hover", "definition", "completion", "documentHighlight", "prepareRename"):
                editor.ask(question, TLS, at(0, min(3, len(text))))
            editor.ask("references", TLS, at(0, 0), context={"includeDeclaration": True})
            editor.ask("documentSymbol", TLS)
            editor.ask("documentLink", TLS)
        editor.type(TLS, TERM)
        editor.codes(TLS)


def test_places_beyond_the_text_are_the_nearest_that_there_are(mail: Path) -> None:
    """An editor may be ahead of us."""
    with Editor(mail) as editor:
        editor.open(TLS)
        for place in (at(0, 999), at(999, 0), at(2, 0)):
            assert editor.ask("hover", TLS, place) is None
            editor.ask("completion", TLS, place)
            editor.ask("definition", TLS, place)


def test_a_file_that_is_deleted_while_it_is_open_counts_as_it_is_typed(mail: Path) -> None:
    """Until it is closed."""
    with Editor(mail) as editor:
        editor.open(TLS)
        (mail / TLS).unlink()
        editor.watch((TLS, 3))
        editor.type(TLS, TERM + "related: [nothing]\n")
        editor.codes(TLS, "KB201")
        editor.close(TLS)
        editor.codes(C535, "KB201")
        editor.codes(TLS)


def test_what_goes_with_a_finding(mail: Path) -> None:
    """Related places, tags, the rule's page where the site has one."""
    write(mail, {"kb.yaml": BASE["kb.yaml"] + "site: {url: 'https://example.com/kb/', rules: true}\n"})
    with Editor(mail) as editor:
        editor.open(TLS, TERM + "related: [tls, tls]\nformerly: [old]\nterm: Twice\n")
        editor.open("records/terms/tls.yaml", "term: TLS\ndefinition: d\nrelated: [old]\n# kb: ignore[KB206]\n")
        found = {one["code"]: one for one in editor.codes(TLS, "KB002", "KB204")}
        assert found["KB204"]["tags"] == [1]
        assert (
            found["KB204"]["codeDescription"]["href"] == "https://example.com/kb/rules/kb204-duplicate-reference.html"
        )
        (related,) = found["KB002"]["relatedInformation"]
        assert (editor.path(related["location"]["uri"]), related["location"]["range"]["start"]) == (TLS, at(0, 0))
        more = {one["code"]: one for one in editor.codes("records/terms/tls.yaml", "KB205", "KB007")}
        assert (more["KB205"]["tags"], more["KB007"]["tags"]) == ([2], [1])


def test_a_finding_of_a_whole_file_marks_its_first_line(mail: Path) -> None:
    """An empty range would not be seen."""
    with Editor(mail) as editor:
        editor.open("records/things/x.yaml", "name: X\n")
        (found,) = editor.codes("records/things/x.yaml", "KB005")
        assert found["range"] == {"start": at(0, 0), "end": at(0, 7)}


def test_what_a_baseline_knows_is_not_shown(mail: Path) -> None:
    """As in `kb lint`."""
    write(mail, {C504: CODE + "terms: [nothing]\n"})
    assert spawn("lint", "--update-baseline", cwd=mail).code == 0
    with Editor(mail) as editor:
        editor.open(C504, CODE + "terms: [nothing, new]\n")
        (found,) = editor.found(C504)
        assert editor.cut(C504, found["range"]) == "new"


def test_leaving_without_goodbye_is_a_failure(mail: Path) -> None:
    """As the protocol has it: 1 without a shutdown before the exit, or when the stream just ends."""
    editor = Editor(mail)
    editor.notify("exit", None)
    assert editor.process.wait(60) == 1
    editor.__exit__(ValueError, None, None)
    editor = Editor(mail)
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.process.wait(60) == 1
    editor.__exit__(ValueError, None, None)


def test_ctrl_c_ends_it(mail: Path) -> None:
    """Though it waits for a message that does not come."""
    editor = Editor(mail)
    editor.process.send_signal(signal.SIGINT)
    assert editor.process.wait(60) == -signal.SIGINT
    editor.__exit__(ValueError, None, None)


def test_a_base_named_on_the_command_line_is_linted_at_once(mail: Path, tmp_path: Path) -> None:
    """Whatever the editor has open."""
    write(mail, {C504: CODE + "terms: [nothing]\n"})
    write(tmp_path, {"empty/x": ""})
    with Editor(tmp_path / "empty", words=("--root", os.fspath(mail), "--stdio")) as editor:
        editor.codes(os.fspath(mail / C504), "KB201")


def test_a_root_without_kb_yaml_is_refused_in_one_line(tmp_path: Path) -> None:
    """With the exit code for wrong usage."""
    done = spawn("lsp", "--root", tmp_path, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kb: there is no kb.yaml in ")


def test_without_the_extra_kb_says_what_to_install(tmp_path: Path) -> None:
    """In one line."""
    script = "import sys; sys.modules['pygls'] = None; from kb.cli import main; sys.argv = ['kb', 'lsp']; main()"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"kb: this needs pygls, which is not installed; pip install 'kbgraph[lsp]'\n"
