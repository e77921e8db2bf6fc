"""What `kb lint` prints: for people, for programs, and for pull requests on GitHub."""

from __future__ import annotations

import json
import os
from pathlib import Path
from unicodedata import combining, east_asian_width

import pytest
from scratch import CODE, ENVIRONMENT, run, write

import kb
from kb import reports
from kb.finding import Edit, Finding, Fix, Related, Severity
from kb.reports import FORMATS, Report
from kb.source import Span
from kb.terminal import beginning, columns, printable, table

GOLDEN = Path(__file__).parent / "golden" / "reports"
SELECT = "KB001,KB003,KB006,KB101,KB102,KB103,KB201,KB204,KB206,KB301,KB405"

TEXTS: dict[str, str | bytes] = {
    "kb.yaml": "title: Faults\nfamilies: {smtp: SMTP}\n",
    "records/codes/smtp/504.yaml": CODE + "foo: x\nterms: [tls, 'tls', 없음]\nguides:\n  more:\n    - a\n    - b\n",
    "records/guides/replies.md": "---\ntitle: Replies\ncategory: basics\nsummary: S.\n---\n\n한국어 🎉 [[nowhere]] text\n",
    "records/terms/tls.yaml": "term: TLS\ndefinition: Privacy.\n",
    "records/terms/latin.yaml": "term: Café\n".encode("latin-1"),
    "records/terms/tab.yaml": "term: Tab\n\tdefinition: x\n",
    "records/terms/empty.yaml": "",
}


@pytest.fixture(scope="module", name="faulty")
def _faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a base with faults of many shapes; tests write nothing into it."""
    return write(tmp_path_factory.mktemp("faulty"), TEXTS)


def marked(folder: Path, text: str, rule: str = "KB102") -> tuple[str, str]:
    """Lint one code, and give the line that the text report shows and the part of it above the carets."""
    write(folder, {"kb.yaml": "", "records/codes/a/1.yaml": text})
    _, _, shown, carets = run("lint", "--select", rule, cwd=folder).out.splitlines()[:4]
    start, stop = len(carets) - len(carets.lstrip(" |\t")), len(carets)
    taken = 0
    above = ""
    for char in shown:
        if start <= taken < stop:
            above += char
        is_drawn_on_another = combining(char) or "\u1160" <= char <= "\u11ff"
        taken += 0 if is_drawn_on_another else 2 if east_asian_width(char) in "WF" else 1
    return shown.partition("| ")[2], above


def finding(path: str = "a.yaml", message: str = "wrong", **more: object) -> Finding:
    """Give a finding as a rule might make it."""
    return Finding("KB101", "missing-field", Severity.ERROR, message, path, 1, 1, 1, 5, **more)  # type: ignore[arg-type]


def rendered(format_: str, *findings: Finding) -> str:
    """Print findings about texts that say nothing."""
    base = kb.load({"a.yaml": "text\n"})
    return FORMATS[format_].render(Report(base, Path(), list(findings), [], []))


# Golden files.


@pytest.mark.parametrize("format_", ["text", "json", "github"])
def test_every_format_writes_its_golden_file(faulty: Path, format_: str) -> None:
    """What is printed about a faulty base is known to the letter. `KB_UPDATE_GOLDEN=1` rewrites it."""
    text = run("lint", "--select", SELECT, "--format", format_, cwd=faulty).out.replace(str(faulty), "/root")
    golden = GOLDEN / f"faulty.{format_}"
    if os.environ.get("KB_UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {"faulty.text", "faulty.json", "faulty.github"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_that_nothing_was_found(name: str) -> None:
    """Without findings, every format still gives something that its reader understands."""
    text = rendered(name)
    assert text == "" or text.endswith("\n")
    assert "a.yaml" not in text


def test_every_module_of_the_folder_is_a_format() -> None:
    """A format that is not in `FORMATS` would be dead code."""
    folder = Path(reports.__file__).parent
    modules = {file.stem for file in folder.glob("*.py") if "\ndef render(" in file.read_text(encoding="utf-8")}
    assert set(FORMATS) == modules


# Text.


@pytest.mark.parametrize(
    ("text", "above"),
    [
        (CODE + "foo: x\n", "foo"),
        (CODE + "한국: x\n", "한국"),
        (CODE + '"한국어  漢字": x\n', '"한국어  漢字"'),
        ('{code: 1, name: "한국어 全角", summary: x, foo: y}\n', "foo"),
        ('{code: 1, name: "e\u0301a\u0308", summary: x, foo: y}\n', "foo"),
        ("{code: 1, name: \u1100\u1161\u11a8, summary: x, foo: y}\n", "foo"),
    ],
    ids=["ascii", "wide", "quoted", "after-wide", "after-accents", "after-syllables"],
)
def test_carets_stand_below_the_very_characters(tmp_path: Path, text: str, above: str) -> None:
    """Wide characters take two columns, accents none."""
    assert marked(tmp_path, text)[1].rstrip() == above


def test_carets_below_a_tab(tmp_path: Path) -> None:
    """A tab before the mark is repeated below it, so that both lines move alike."""
    write(tmp_path, {"kb.yaml": "", "records/codes/a/1.yaml": "code:\t1\nname: [\tx,\ty]\n"})
    lines = run("lint", "--select", "KB103", cwd=tmp_path).out.splitlines()
    assert lines[2:4] == ["2 | name: [\tx,\ty]", "  |       ^^^^^^^"]


@pytest.mark.parametrize("filler", ["long ", "긴글 "], ids=["narrow", "wide"])
@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_long_lines_are_cut_around_the_mark(tmp_path: Path, filler: str, place: str) -> None:
    """No line is wider than the terminal, and the mark is in what is left."""
    before, after = {"start": (0, 90), "middle": (45, 45), "end": (90, 0)}[place]
    text = f"code: 1\nname: x\nsummary: See {filler * before}[[nowhere]] {filler * after}\n"
    shown, above = marked(tmp_path, text, "KB206")
    assert above == "[[nowhere]]"
    assert 60 < columns(shown) <= 76


def test_a_mark_wider_than_the_terminal(tmp_path: Path) -> None:
    shown, above = marked(tmp_path, CODE + f"{'긴' * 100}: x\n")
    assert set(above) == {"긴"}
    assert shown.startswith(above)
    assert columns(shown) <= 76


def test_a_huge_line_is_cut_in_no_time(tmp_path: Path) -> None:
    shown, above = marked(tmp_path, f'{{code: 1, name: x, summary: "{"한국 " * 250_000}", foo: x}}\n')
    assert above == "foo"
    assert columns(shown) <= 76


def test_a_mark_over_several_lines_ends_with_the_first(tmp_path: Path) -> None:
    shown, above = marked(tmp_path, CODE + "guides:\n  a:\n    - b\n    - c\n", "KB103")
    assert (shown, above) == ("  a:", "a:")


def test_control_characters_are_made_visible() -> None:
    """A text cannot move the cursor, ring, or turn what follows around."""
    hostile = "a\x1b[2J\x07\r\n\x9b\u202e\u200b\u2028\x7f"
    assert printable(hostile) == "a\\u001b[2J\\u0007\\u000d\\u000a\\u009b\\u202e\\u200b\\u2028\\u007f"
    assert printable("한국어 é\tñ") == "한국어 é\tñ"


def test_hostile_texts_are_made_visible_in_the_report(tmp_path: Path) -> None:
    """In the excerpt, where each takes six columns, and in the message."""
    name = '"\\e]0;a\\a"'
    write(
        tmp_path,
        {"kb.yaml": "", "records/guides/a.md": f"---\ntitle: T\nstatus: {name}\n---\n\x1b[2J\u202e [[nowhere]]\n"},
    )
    out = run("lint", "--select", "KB104,KB206", cwd=tmp_path).out
    assert "`\\u001b]0;a\\u0007` is no status" in out
    assert "5 | \\u001b[2J\\u202e [[nowhere]]\n  |                 ^^^^^^^^^^^\n" in out
    assert not any(ord(char) < 32 and char != "\n" for char in out)


def test_related_places_are_shown(tmp_path: Path) -> None:
    texts = {"kb.yaml": "", "records/terms/a.yaml": "term: A\ndefinition: A.\nterm: B\n"}
    out = run("lint", "--select", "KB002", cwd=write(tmp_path, texts)).out
    assert out.splitlines()[-3] == "  see records/terms/a.yaml:1:1: the first, which is the one kept"


def test_a_finding_about_nothing_to_see_has_no_excerpt(tmp_path: Path) -> None:
    """An empty file, one in another encoding, and one that is gone."""
    texts = {"kb.yaml": "", "records/terms/a.yaml": "", "records/terms/b.yaml": "term: B".encode("utf-16")}
    assert " | " not in run("lint", cwd=write(tmp_path, texts)).out
    assert " | " not in rendered("text", finding("gone.yaml"))


def test_the_summary_counts(faulty: Path, tmp_path: Path) -> None:
    """One of a kind is singular; a thousand have a comma."""
    out = run("lint", "--select", "KB204,KB003,KB103,KB201", cwd=faulty).out
    counts = "Found 3 errors, 1 warning in 3 records, 1 edge, 6 files. `kb explain RULE` says more."
    assert out.endswith(f"\n{counts}\nCan be fixed: 1 with `kb fix`.\n")
    write(tmp_path, {"kb.yaml": ""} | {f"records/codes/a/{number}.yaml": CODE for number in range(1001)})
    assert "1,001 info in 1,001 records, 0 edges" in run("lint", "--select", "KB405", cwd=tmp_path).out


def test_columns() -> None:
    assert [
        columns(text)
        for text in ("abc", "한국", "\uff46\uff55\uff4c\uff4c", "e\u0301", "\u1112\u1161\u11ab", "", "👍", "カナ", "ｶﾅ")
    ] == [3, 4, 8, 1, 2, 0, 2, 4, 2]
    assert [beginning("한국a", room) for room in range(6)] == ["", "", "한", "한", "한국", "한국a"]


def test_a_table_is_aligned_by_columns() -> None:
    assert table([("한국", "1"), ("abc", "22")]) == ["한국  1", "abc   22"]
    assert table([]) == []


# JSON.


def test_json_is_as_the_contract_says(faulty: Path) -> None:
    """Exactly these keys with these types."""
    report = json.loads(run("lint", "--format", "json", cwd=faulty).out)
    assert list(report) == ["version", "root", "summary", "findings"]
    assert (report["version"], report["root"]) == (1, str(faulty.resolve()))
    assert list(report["summary"]) == ["files", "records", "edges", "error", "warning", "info"]
    assert all(type(count) is int for count in report["summary"].values())
    place = {"path": str, "line": int, "column": int}
    shape = {"rule": str, "name": str, "severity": str, "message": str, **place, "end_line": int, "end_column": int}
    for one in report["findings"]:
        assert list(one) == [*shape, "record", "related", "fix"]
        assert {name: type(one[name]) for name in shape} == shape
        assert one["record"] is None or ":" in one["record"]
        assert all(
            {name: type(value) for name, value in other.items()} == {**place, "message": str}
            for other in one["related"]
        )


def test_json_counts_what_it_lists(faulty: Path) -> None:
    report = json.loads(run("lint", "--format", "json", cwd=faulty).out)
    severities = [one["severity"] for one in report["findings"]]
    assert {level: report["summary"][level] for level in ("error", "warning", "info")} == {
        level: severities.count(level) for level in ("error", "warning", "info")
    }
    assert report["summary"]["files"] == 6


def test_json_is_sorted(faulty: Path) -> None:
    places = [
        (one["path"], one["line"], one["column"], one["rule"])
        for one in json.loads(run("lint", "--format", "json", cwd=faulty).out)["findings"]
    ]
    assert places == sorted(places)


def test_columns_count_code_points_from_1(faulty: Path) -> None:
    """Not bytes, not UTF-16 units, not what a terminal shows."""
    (link,) = json.loads(run("lint", "--select", "KB206", "--format", "json", cwd=faulty).out)["findings"]
    line = "한국어 🎉 [[nowhere]] text"
    assert line[link["column"] - 1 : link["end_column"] - 1] == "[[nowhere]]"
    assert (link["line"], link["end_line"], link["column"], link["end_column"]) == (7, 7, 7, 18)


def test_a_quoted_scalar_is_marked_with_its_quotes(faulty: Path) -> None:
    (double,) = json.loads(run("lint", "--select", "KB204", "--format", "json", cwd=faulty).out)["findings"]
    assert (double["line"], double["column"], double["end_column"]) == (5, 14, 19)
    assert [(other["line"], other["column"]) for other in double["related"]] == [(5, 9)]


def test_json_gives_fixes() -> None:
    """With every edit as a place and the text to put there."""
    fix = Fix("mend it", (Edit("a.yaml", Span(1, 2, 3, 4), "new"),), safe=False)
    (one,) = json.loads(rendered("json", finding(fix=fix)))["findings"]
    edit = {"path": "a.yaml", "line": 1, "column": 2, "end_line": 3, "end_column": 4, "text": "new"}
    assert one["fix"] == {"title": "mend it", "applicability": "unsafe", "edits": [edit]}


def test_json_holds_any_text() -> None:
    text = 'quote " back \\ control \x1b\u2028 한국어 🎉'
    (one,) = json.loads(rendered("json", finding(message=text, related=(Related("b.yaml", 1, 1, text),))))["findings"]
    assert one["message"] == one["related"][0]["message"] == text


# GitHub.


def test_github_escapes_what_would_end_a_command() -> None:
    """A message cannot forge another command, nor a path another property."""
    text = rendered("github", finding("a,b:c%.yaml", "100%\n::error::forged\r, fine: yes"))
    assert text == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,endLine=1,endColumn=5,title=KB101 missing-field"
        "::100%25%0A::error::forged%0D, fine: yes\n"
    )


def test_github_knows_three_levels() -> None:
    findings = [
        Finding("KB1", "n", level, "m", "a.yaml", 2, 3, 4, 5)
        for level in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]
    assert [line.split()[0] for line in rendered("github", *findings).splitlines()] == [
        "::error",
        "::warning",
        "::notice",
    ]


def test_github_gives_no_column_across_lines() -> None:
    """GitHub refuses columns where the lines differ."""
    text = rendered("github", Finding("KB1", "n", Severity.ERROR, "m", "a.yaml", 2, 3, 4, 5))
    assert text == "::error file=a.yaml,line=2,col=3,endLine=4,title=KB1 n::m\n"


def test_github_paths_are_those_of_the_checkout(tmp_path: Path) -> None:
    """They are relative to the working folder, also where the base is in a folder of the repository."""
    write(tmp_path, {f"docs/{path}": text for path, text in TEXTS.items()})
    out = run("lint", "--root", "docs", "--select", "KB204", "--format", "github", cwd=tmp_path).out
    assert out.startswith("::warning file=docs/records/codes/smtp/504.yaml,line=5,")


def test_the_width_is_that_of_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "COLUMNS", "200")
    shown, _ = marked(tmp_path, f"code: 1\nname: x\nsummary: {'long ' * 90}[[nowhere]]\n", "KB206")
    assert 180 < len(shown) <= 196
