"""What `kb lint` gives to CI servers: SARIF, GitLab's Code Quality, JUnit; in files, and counted."""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from report_schemas import GITLAB, JUNIT_ATTRIBUTES, JUNIT_CHILDREN, SARIF
from scratch import CODE, ROOT, TERM, run, sample, spawn, write

import kb
from kb.finding import Edit, Finding, Fix, Related, Severity
from kb.linting import lint
from kb.reports import FORMATS, Report
from kb.rules import RULES, name_of, summary_of
from kb.rules import find as rule
from kb.site.pages.rules import path_of
from kb.source import Span
from kb.terminal import printable

GOLDEN = Path(__file__).parent / "golden" / "reports_ci"
CI = ("sarif", "gitlab", "junit")
SELECT = "KB001,KB003,KB102,KB201,KB204,KB206,KB301,KB405"

TEXTS: dict[str, str | bytes] = {
    "kb.yaml": "title: Faults\nfamilies: {smtp: SMTP}\n",
    "records/codes/smtp/504.yaml": CODE + "foo: x\nterms: [tls, 'tls', 없음]\n",
    "records/guides/한 국.md": "---\ntitle: Replies\ncategory: basics\nsummary: S.\n---\n\n한국어 🎉 [[nowhere]] text\n",
    "records/terms/tls.yaml": "term: TLS\ndefinition: Privacy.\n",
    "records/terms/latin.yaml": "term: Café\n".encode("latin-1"),
    "records/terms/tab.yaml": "term: Tab\n\tdefinition: x\n",
}
HOSTILE = (
    "]]> <b a='1'>&amp;\"\x00\x1b[2J\u202e\r\n\u2028\ufffe\ud800 [click](https://evil.example) {0} \\ 한국어 🎉\x7f"
)


@pytest.fixture(scope="module", name="faulty")
def _faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a base with faults of every severity, one of them with a related place; tests write nothing into it."""
    return write(tmp_path_factory.mktemp("faulty"), TEXTS)


def finding(message: str = "wrong", path: str = "a.yaml", severity: str = "error", **more: Any) -> Finding:
    """Give a finding as a rule might make it."""
    return Finding("KB101", "missing-field", Severity(severity), message, path, 1, 1, 1, 5, **more)


def rendered(format_: str, *findings: Finding, root: Path = Path()) -> str:
    """Print findings about a text that says little."""
    return FORMATS[format_].render(Report(kb.load({"a.yaml": "text\n"}), root, list(findings), [], []))


def checked(format_: str, text: str) -> Any:
    """Read a report as its readers do, and check all of it: as SARIF, as GitLab's format, as JUnit."""
    if format_ == "junit":
        tree = ET.fromstring(text)
        for element in tree.iter():
            order = JUNIT_CHILDREN.get(element.tag, [])
            places = [order.index(child.tag) for child in element]
            assert places == sorted(places)
            assert set(element.attrib) == JUNIT_ATTRIBUTES.get(element.tag, set())
        return JUnitXml.fromstring(text.encode())
    data = json.loads(text)
    schema = SARIF if format_ == "sarif" else GITLAB
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    return data


def report(format_: str, *words: object, cwd: Path) -> Any:
    """Lint a base, and give the report as its readers see it."""
    return checked(format_, run("lint", *words, "--format", format_, cwd=cwd).out)


def results(text_or_log: Any) -> list[dict[str, Any]]:
    """Give the results of a SARIF log."""
    log = json.loads(text_or_log) if isinstance(text_or_log, str) else text_or_log
    return log["runs"][0]["results"]


def prints(texts: dict[str, str], *select: str) -> list[tuple[str, str]]:
    """Lint texts, and give each finding's rule and fingerprint, which both formats have."""
    base = kb.load({"kb.yaml": "languages: [en, ko]\n"} | texts)
    made = Report(base, Path(), lint(base, select=select), [*select], [])
    issues = checked("gitlab", FORMATS["gitlab"].render(made))
    known_by = [one["partialFingerprints"]["ruleRecordEvidence/v1"] for one in results(FORMATS["sarif"].render(made))]
    assert known_by == [issue["fingerprint"] for issue in issues]
    assert len(set(known_by)) == len(known_by)
    return [(issue["check_name"], issue["fingerprint"]) for issue in issues]


# Every format.


def test_the_command_line_offers_every_format() -> None:
    help_text = " ".join(run("lint", "--help", cwd=ROOT).out.split())
    assert f"printed: {', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]}." in help_text


@pytest.mark.parametrize("format_", CI)
def test_every_format_writes_its_golden_file(faulty: Path, format_: str) -> None:
    """To the letter, but for the version and the pages of rules. `KB_UPDATE_GOLDEN=1` rewrites it."""
    text = run("lint", "--select", SELECT, "--format", format_, cwd=faulty).out
    checked(format_, text)
    text = re.sub(r'("(?:fullDescription|help)": )\{\n.*\n.*\n +\}', r"\1{}", text)
    text = text.replace(f'"version": "{kb.__version__}"', '"version": "0"')
    golden = GOLDEN / f"faulty.{format_}"
    if os.environ.get("KB_UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"faulty.{format_}" for format_ in CI}


@pytest.mark.parametrize("format_", CI)
def test_a_base_without_findings(tmp_path: Path, format_: str) -> None:
    ran = run("lint", "--format", format_, cwd=write(tmp_path, sample()))
    assert (ran.code, ran.err) == (0, "")
    checked(format_, ran.out)


@pytest.mark.parametrize("format_", CI)
def test_the_same_bytes_in_every_process(faulty: Path, format_: str) -> None:
    first, second = (spawn("lint", "--format", format_, cwd=faulty, PYTHONHASHSEED=seed) for seed in "01")
    assert first == second
    assert first.code == 1


@pytest.mark.parametrize("format_", CI)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--select", "KB102"], 1),
        (["--select", "KB301", "--fail-on", "error"], 0),
        (["--select", "KB405"], 0),
        (["--select", "KB405", "--fail-on", "info"], 1),
        (["--fail-on", "never"], 0),
        (["--select", "KB999"], 2),
    ],
)
def test_exit_codes_do_not_depend_on_the_format(
    faulty: Path, tmp_path: Path, format_: str, words: list[str], code: int
) -> None:
    """Nor on a file that is written, nor on counting."""
    for more in ([], ["--output", tmp_path / "report"], ["--statistics"]):
        assert run("lint", *words, *more, "--format", format_, cwd=faulty).code == code


@pytest.mark.parametrize("format_", CI)
def test_a_broken_configuration(tmp_path: Path, format_: str) -> None:
    ran = run("lint", "--format", format_, cwd=write(tmp_path, {"kb.yaml": "tilte: x\n"}))
    assert ran.code == 2
    assert "KB006" in ran.out
    checked(format_, ran.out)


@pytest.mark.parametrize("format_", CI)
def test_hostile_texts(format_: str) -> None:
    """Markup, control characters, half a surrogate pair and links change nothing but the text that they stand in."""
    fix = Fix(HOSTILE, (Edit("a.yaml", Span(1, 1, 1, 2), HOSTILE),))
    one = finding(HOSTILE, "a.yaml", related=(Related("a.yaml", 1, 1, HOSTILE),), record=HOSTILE, fix=fix)
    text = rendered(format_, one, finding("tame")).encode("utf-8", "backslashreplace").decode()
    read = checked(format_, text)
    if format_ == "sarif":
        first, second = results(read)
        assert first["message"]["text"] == HOSTILE.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == HOSTILE
        assert second["message"]["text"] == "tame"
    elif format_ == "gitlab":
        assert read[0]["description"] == f"KB101 missing-field: {HOSTILE}"
    else:
        ((first, _),) = read
        (failure,) = first.result
        assert failure.message == printable(HOSTILE)
        assert failure.text.count(printable(HOSTILE)) == 3


@pytest.mark.parametrize("format_", CI)
def test_hostile_texts_in_records(tmp_path: Path, format_: str) -> None:
    files = {
        "kb.yaml": "",
        "records/guides/a.md": '---\ntitle: T\nstatus: "\\e]]>\\uD800<x>"\n---\n\x1b[2J\u202e [[no<&>"where]]\n',
        "records/terms/a\x1b.yaml": TERM,
        "records/terms/[a](b) %20#?&.txt": "",
    }
    ran = run("lint", "--format", format_, cwd=write(tmp_path, files))
    assert ran.code == 1
    checked(format_, ran.out)


@pytest.mark.parametrize("format_", CI)
def test_no_path_leads_outside_the_checkout(faulty: Path, tmp_path: Path, format_: str) -> None:
    """Wherever kb is run, and however the root is named, nobody learns where the project is on that machine."""
    for words, cwd in (
        ([], faulty),
        ([], faulty / "records"),
        (["--root", faulty], tmp_path),
        (["--root", ".."], faulty / "records"),
    ):
        out = run("lint", *words, "--format", format_, cwd=cwd).out
        assert "records/codes/smtp/504" in out
        assert not any(part in out for part in (faulty.name, "file://", '"../', ">../"))


@pytest.mark.parametrize("format_", CI)
def test_paths_are_those_of_the_checkout(tmp_path: Path, format_: str) -> None:
    """They begin at the working folder, also where the base is in a folder of the repository."""
    write(tmp_path, {f"docs/{path}": text for path, text in TEXTS.items()})
    from_top = run("lint", "--root", "docs", "--format", format_, cwd=tmp_path).out
    assert from_top.count("docs/records/") == run("lint", "--format", format_, cwd=tmp_path / "docs").out.count(
        "records/"
    )


def test_formats_for_ci_import_nothing_heavy(faulty: Path) -> None:
    """`kb lint` in pre-commit starts quickly, whatever it writes."""
    from test_imports import imported

    assert (
        imported("lint", "--format", "sarif", cwd=faulty) == imported("lint", "--format", "junit", cwd=faulty) == set()
    )


# SARIF.


def test_sarif_names_the_rules_that_ran(faulty: Path) -> None:
    """With their pages, and not one more; whether kb.yaml is right is always looked at."""
    log = report("sarif", "--select", "KB2", "--ignore", "KB202", cwd=faulty)
    described = log["runs"][0]["tool"]["driver"]["rules"]
    ran = [one for one in RULES if one.CODE.startswith(("KB2", "KB006")) and one.CODE != "KB202"]
    assert [(one["id"], one["name"]) for one in described] == [(one.CODE, name_of(one)) for one in ran]
    for one, told in zip(ran, described, strict=True):
        assert told["shortDescription"]["text"] == summary_of(one)
        assert told["fullDescription"]["markdown"].startswith(summary_of(one))
        assert told["help"]["markdown"] == (one.__doc__ or "").strip()
        assert "\nBad:\n" not in told["fullDescription"]["text"]


def test_sarif_describes_every_rule(faulty: Path) -> None:
    described = report("sarif", cwd=faulty)["runs"][0]["tool"]["driver"]["rules"]
    level = {"error": "error", "warning": "warning", "info": "note"}
    defaults = {one["id"]: one["defaultConfiguration"] for one in described}
    assert defaults == {
        one.CODE: {"enabled": True, "level": level[one.SEVERITY]} for one in RULES if one.SEVERITY != "off"
    }


def test_sarif_describes_a_rule_as_far_as_there_is_room(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub takes no more than 1,024 characters, which a description keeps to by whole paragraphs; the help has all."""
    described = rule("KB201")
    page = f"One.\n\nTwo.\n\n{'long ' * 300}\n\nBad:\n\nx"
    monkeypatch.setattr(described, "__doc__", page)
    (_, told) = report("sarif", "--select", "KB201", cwd=faulty)["runs"][0]["tool"]["driver"]["rules"]
    assert told["fullDescription"] == {"text": "One.\n\nTwo.", "markdown": "One.\n\nTwo."}
    assert told["help"]["markdown"] == page


def test_sarif_results_point_at_their_rules(faulty: Path) -> None:
    log = report("sarif", "--select", SELECT, cwd=faulty)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    found = [(one["ruleId"], one["ruleIndex"]) for one in results(log)]
    assert {name for name, _ in found} == set(SELECT.split(","))
    assert all(rules[index]["id"] == name for name, index in found)


def test_sarif_levels(tmp_path: Path) -> None:
    """The level of a result is what the configuration makes of it; that of the rule is its own."""
    texts = {"kb.yaml": "lint: {severity: {KB102: info, KB405: error}}\n", "records/codes/a/1.yaml": CODE + "foo: x\n"}
    log = report("sarif", "--select", "KB102,KB301,KB405", cwd=write(tmp_path, texts))
    assert {one["ruleId"]: one["level"] for one in results(log)} == {
        "KB102": "note",
        "KB301": "warning",
        "KB405": "error",
    }
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    own = {one["id"]: one["defaultConfiguration"]["level"] for one in rules}
    assert own == {"KB006": "error", "KB102": "error", "KB301": "warning", "KB405": "note"}


def test_sarif_columns_count_code_points(faulty: Path) -> None:
    (link,) = results(report("sarif", "--select", "KB206", cwd=faulty))
    place = link["locations"][0]["physicalLocation"]
    path = unquote(place["artifactLocation"]["uri"])
    region = place["region"]
    assert region == {"startLine": 7, "startColumn": 7, "endLine": 7, "endColumn": 18}
    line = (faulty / path).read_text("utf-8").splitlines()[6]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "[[nowhere]]"
    assert link["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "guide:한 국"}]


def test_sarif_gives_related_places(faulty: Path) -> None:
    (double,) = results(report("sarif", "--select", "KB204", cwd=faulty))
    (first,) = double["relatedLocations"]
    assert first["message"]["text"] == "the first"
    assert first["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 9}
    assert first["physicalLocation"]["artifactLocation"] == {
        "uri": "records/codes/smtp/504.yaml",
        "uriBaseId": "%SRCROOT%",
    }


def test_sarif_gives_fixes_by_file() -> None:
    """In the order of their places, with what is deleted and what is put there."""
    edits = (
        Edit("b c.yaml", Span(1, 1, 1, 1), "new"),
        Edit("a.yaml", Span(3, 1, 4, 1), ""),
        Edit("a.yaml", Span(1, 2, 1, 4), "x\n"),
    )
    (one,) = results(checked("sarif", rendered("sarif", finding(fix=Fix("mend it", edits, safe=False)))))
    (fix,) = one["fixes"]
    assert (fix["description"]["text"], fix["properties"]) == ("mend it", {"applicability": "unsafe"})
    assert [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]] == ["a.yaml", "b%20c.yaml"]
    region = {"startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 4}
    first, second = fix["artifactChanges"][0]["replacements"]
    assert first == {"deletedRegion": region, "insertedContent": {"text": "x\n"}}
    assert second["insertedContent"]["text"] == ""


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("", None),
        ("url: 'https://codes.example/kb/'", None),
        ("rules: true", None),
        ("url: 'https://codes.example/kb/', rules: true", "https://codes.example/kb/"),
        ("url: 'https://codes.example', rules: true", "https://codes.example/"),
        ("url: 'https://예시.example', rules: true", "https://%EC%98%88%EC%8B%9C.example/"),
    ],
)
def test_sarif_links_to_pages_of_rules_that_there_are(tmp_path: Path, site: str, address: str | None) -> None:
    """On a site that is published somewhere and has them."""
    log = report("sarif", cwd=write(tmp_path, {"kb.yaml": f"site: {{{site}}}\n", "records/terms/a.yaml": TERM}))
    for one in log["runs"][0]["tool"]["driver"]["rules"]:
        described = rule(one["id"])
        assert described is not None
        page = path_of(described).removesuffix(".md") + ".html"
        assert one.get("helpUri") == (address and address + page)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("see [[a]] and x[0]", "see [[a]] and x[0]"),
        ("`{a: [b]}` \\ {0}", "`{a: [b]}` \\ {0}"),
        ("[a](1)", "\\[a\\](1)"),
        ("x[1](2) \\", "x\\[1\\](2) \\\\"),
    ],
)
def test_sarif_messages_hold_no_embedded_links(said: str, text: str) -> None:
    """What looks like one is escaped as the standard says; all else is left as it is."""
    (one,) = results(rendered("sarif", finding(said)))
    assert one["message"]["text"] == text


# Fingerprints.


def test_fingerprints_stay_when_lines_move() -> None:
    before = {
        "records/codes/a/1.yaml": CODE + "foo: x\nterms: [no, nay]\n",
        "records/guides/g.md": "---\ntitle: G\ncategory: c\nsummary: S.\n---\n\nSee [[nowhere]].\n",
    }
    after = {
        "records/codes/a/1.yaml": "# new\n\n" + CODE + "guides: []\nterms:\n  - nay\n  - no\nfoo:    y\n",
        "records/guides/g.md": "---\nsummary: S.\ntitle: G\ncategory: c\n---\n\nMore.\n\nPlease see  [[nowhere]] now.\n",
    }
    select = "KB102", "KB201", "KB206", "KB301"
    assert sorted(prints(before, *select)) == sorted(prints(after, *select))
    assert len(prints(before, *select)) == 5


def test_fingerprints_stay_when_the_advice_changes() -> None:
    """A near name in another file makes it no other finding."""
    texts = {"records/terms/a.yaml": TERM + "related: [starttl]\n"}
    near = {"records/terms/starttls.yaml": TERM.replace("STARTTLS", "B")}
    assert prints(texts, "KB201") == prints(texts | near, "KB201")


def test_fingerprints_tell_equal_faults_apart() -> None:
    """In one record by their number, in records and translations by these; all stay when one more is added."""
    twice = {"records/terms/a.yaml": TERM.replace("begins", "[[no]] begins [[no]]")}
    others = dict.fromkeys(("records/terms/a.ko.yaml", "records/terms/b.yaml"), twice["records/terms/a.yaml"])
    assert len(prints(twice, "KB206")) == 2
    assert len(prints(twice | others, "KB206")) == 6
    assert set(prints(twice, "KB206")) < set(prints(twice | others, "KB206"))


def test_fingerprints_of_findings_about_the_same_place() -> None:
    """A record that lacks two translations has two findings at its beginning."""
    texts = {"kb.yaml": "languages: [en, ko, de]\n", "records/terms/a.yaml": TERM}
    german_only = texts | {"records/terms/a.ko.yaml": "term: 스타트\ndefinition: 시작.\n"}
    assert len(prints(texts, "KB601")) == 2
    assert set(prints(german_only, "KB601")) < set(prints(texts, "KB601"))


# GitLab.


def test_gitlab_says_what_and_where(faulty: Path) -> None:
    (link,) = report("gitlab", "--select", "KB206", cwd=faulty)
    del link["fingerprint"]
    assert link == {
        "description": "KB206 broken-link: no record has the id, title or alias `nowhere`",
        "check_name": "KB206",
        "severity": "major",
        "location": {
            "path": "records/guides/한 국.md",
            "positions": {"begin": {"line": 7, "column": 7}, "end": {"line": 7, "column": 18}},
        },
    }


def test_gitlab_knows_three_levels() -> None:
    issues = checked("gitlab", rendered("gitlab", *(finding(severity=level) for level in ("error", "warning", "info"))))
    assert [issue["severity"] for issue in issues] == ["major", "minor", "info"]


def test_gitlab_gets_an_empty_list_when_nothing_was_found() -> None:
    assert rendered("gitlab") == "[]\n"


# JUnit.


def test_junit_has_a_suite_for_each_file(faulty: Path) -> None:
    """Its counts are those of its tests, and all findings are in it."""
    suites = report("junit", cwd=faulty)
    found = json.loads(run("lint", "--format", "json", cwd=faulty).out)["findings"]
    counts = Counter(one["path"] for one in found)
    assert {suite.name: suite.tests for suite in suites} == counts
    for suite in suites:
        assert suite.failures == suite.tests == len(list(suite))
        assert (suite.errors, suite.skipped) == (0, 0)


def test_junit_failures_say_all(faulty: Path) -> None:
    ((case,),) = report("junit", "--select", "KB204", cwd=faulty)
    (failure,) = case.result
    message = "`tls` stands twice under `terms`; remove one"
    assert (case.name, case.classname) == (f"KB204 duplicate-reference: {message}", "records/codes/smtp/504")
    assert (failure.type, failure.message) == ("warning", message)
    assert failure.text == (
        f"records/codes/smtp/504.yaml:5:14: warning KB204 duplicate-reference: {message}\n"
        "see records/codes/smtp/504.yaml:5:9: the first\n"
        "to mend it: remove the second `tls`"
    )


def test_junit_knows_every_severity_and_fix() -> None:
    mended = finding(severity="info", fix=Fix("write `x`", ()))
    ((*cases,),) = checked("junit", rendered("junit", finding(), finding(severity="warning"), mended))
    assert [case.result[0].type for case in cases] == ["error", "warning", "info"]
    assert cases[2].result[0].text.endswith("\nto mend it: write `x`")
    assert [case.name[-3:] for case in cases] == ["ong", "(2)", "(3)"]


def test_junit_has_one_test_that_passes_when_nothing_was_found() -> None:
    suites = checked("junit", rendered("junit"))
    ((case,),) = suites
    assert case.is_passed
    assert [(suite.tests, suite.failures) for suite in suites] == [(1, 0)]


# Into a file.


@pytest.mark.parametrize("format_", FORMATS)
def test_output_is_a_copy_beside_the_text(faulty: Path, tmp_path: Path, format_: str) -> None:
    """The terminal shows text, the file has what `--format` alone would print, and the exit code stays."""
    file = tmp_path / "new" / "report"
    ran = run("lint", "--format", format_, "--output", file, cwd=faulty)
    assert ran == run("lint", cwd=faulty)
    assert file.read_bytes().decode() == run("lint", "--format", format_, cwd=faulty).out
    assert [path.name for path in file.parent.iterdir()] == ["report"]


def test_output_replaces_a_file_and_keeps_its_permissions(faulty: Path, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("old" * 100_000)
    file.chmod(0o640)
    run("lint", "--format", "gitlab", "-o", file, cwd=faulty)
    checked("gitlab", file.read_text("utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.parametrize("name", [".", "file/report"])
def test_output_that_cannot_be_written(faulty: Path, tmp_path: Path, name: str) -> None:
    """The findings are shown all the same; one line says what went wrong."""
    (tmp_path / "file").write_text("")
    ran = run("lint", "--format", "sarif", "--output", tmp_path / name, cwd=faulty)
    assert ran.code == 2
    assert ran.out == run("lint", cwd=faulty).out
    assert ran.err.startswith(f"kb: {tmp_path / name} cannot be written: ")
    assert ran.err.count("\n") == 1


class Terminal(StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal has."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    base = kb.load({"a.yaml": "text\n"})
    with redirect_stdout(Terminal()):
        coloured, plain = (
            FORMATS["text"].render(Report(base, Path(), [finding()], [], [], in_colour=colour))
            for colour in (True, False)
        )
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain


# Statistics.


def counted(lines: Iterable[str]) -> list[list[str]]:
    """Give the words of lines."""
    return [line.split() for line in lines]


def test_statistics_count_the_findings_of_each_rule(faulty: Path, tmp_path: Path) -> None:
    """In place of the findings, as with ruff; the most frequent first, then by code."""
    write(tmp_path, {"kb.yaml": ""} | {f"records/codes/a/{number}.yaml": CODE for number in range(12)})
    write(tmp_path, {"records/codes/a/0.yaml": CODE + "terms: [x]\nfoo: 1\n"})
    ran = run("lint", "--statistics", "--select", "KB102,KB201,KB405", cwd=tmp_path)
    assert ran.out == (
        "12  KB405  info   code-without-guide\n"
        " 1  KB102  error  unknown-field\n"
        " 1  KB201  error  broken-reference\n"
        "\n"
        "Found 2 errors, 12 info in 12 records, 0 edges, 12 files. `kb explain RULE` says more.\n"
    )
    assert (ran.code, ran.err) == (1, "")


def test_statistics_in_json(faulty: Path) -> None:
    """Beside the findings, whose number they give."""
    with_, without = (
        json.loads(run("lint", *more, "--format", "json", cwd=faulty).out) for more in (["--statistics"], [])
    )
    statistics = with_.pop("statistics")
    assert with_ == without
    found = Counter(one["rule"] for one in without["findings"])
    assert {one["rule"]: one["count"] for one in statistics} == found
    assert [(-one["count"], one["rule"]) for one in statistics] == sorted(
        (-count, rule) for rule, count in found.items()
    )
    assert all(list(one) == ["rule", "name", "severity", "count"] for one in statistics)


@pytest.mark.parametrize("format_", [*CI, "github"])
def test_statistics_beside_a_format_that_has_none(faulty: Path, tmp_path: Path, format_: str) -> None:
    """They are told on the error stream; with a file for the format, on stdout."""
    text = run("lint", "--statistics", cwd=faulty)
    beside = run("lint", "--statistics", "--format", format_, cwd=faulty)
    assert beside.out == run("lint", "--format", format_, cwd=faulty).out
    assert counted(beside.err.splitlines()) == counted(text.out.partition("\n\nFound ")[0].splitlines())
    assert run("lint", "--statistics", "--format", format_, "--output", tmp_path / "report", cwd=faulty) == text


def test_statistics_of_nothing(tmp_path: Path) -> None:
    write(tmp_path, sample())
    assert run("lint", "--statistics", cwd=tmp_path) == run("lint", cwd=tmp_path)
    assert json.loads(run("lint", "--statistics", "--format", "json", cwd=tmp_path).out)["statistics"] == []
