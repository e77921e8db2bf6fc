"""Which findings are reported, how much each matters, and what `kb lint` exits with."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from scratch import CODE, Ran, brief, found, run, sample, spawn, write

import kb
from kb import parallel
from kb.finding import Severity
from kb.linting import fails, path_pattern, severity, unknown_selector
from kb.rules import Rule
from kb.rules import find as rule

LONE = "records/codes/a/1.yaml"
"""A code with an unknown field (KB102), a missing one (KB101), no comparison (KB301) and no guide (KB405)."""
TEXTS = {
    "kb.yaml": "",
    LONE: "code: 1\nname: One\nfoo: x\n",
    "records/terms/tls.yaml": "term: TLS\ndefinition: Privacy.\nrelated: [nowhere]\n",
}
ALL = ["KB101", "KB102", "KB201", "KB301", "KB401", "KB405", "KB406"]


def rules(options: str = "", select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[str]:
    """Lint the texts above under a `lint` section, and give the rules that found something."""
    texts = TEXTS | {"kb.yaml": f"lint: {{{options}}}\n"}
    return sorted({finding.rule for finding in kb.lint(kb.load(texts), select=select, ignore=ignore)})


def without(*names: str) -> list[str]:
    """Give the rules that find something in the texts above, but for some."""
    return [code for code in rules() if code not in names]


OFF = cast("Rule", SimpleNamespace(CODE="KB304", SEVERITY=Severity.OFF, __name__="kb.rules.open_triangle"))
"""A rule that runs only when it is asked for."""


def level(code: str | Rule, options: str = "", select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> str:
    """Give a rule's severity under a `lint` section."""
    chosen = rule(code) if isinstance(code, str) else code
    assert chosen is not None
    return str(severity(chosen, kb.load({"kb.yaml": f"lint: {{{options}}}\n"}), select, ignore))


def test_the_texts_have_something_for_every_level() -> None:
    """The other tests of this page stand on it."""
    assert {"KB101", "KB102", "KB201", "KB301", "KB405"} <= set(rules())


# On the command line.


@pytest.mark.parametrize(
    ("selectors", "left"),
    [
        (("KB101",), ["KB101"]),
        (("missing-field",), ["KB101"]),
        (("KB1",), ["KB101", "KB102"]),
        (("KB101", "KB3"), ["KB101", "KB301"]),
        (("broken-reference", "KB10"), ["KB101", "KB102", "KB201"]),
        (("KB7",), []),
    ],
)
def test_select(selectors: tuple[str, ...], left: list[str]) -> None:
    assert rules(select=selectors) == left


def test_select_all_is_as_no_select() -> None:
    assert rules(select=("ALL",)) == rules(select=("KB",)) == rules()


@pytest.mark.parametrize(
    ("selectors", "gone"),
    [
        (("KB101",), ["KB101"]),
        (("KB1",), ["KB101", "KB102"]),
        (("missing-field", "KB4"), ["KB101", "KB401", "KB405", "KB406"]),
    ],
)
def test_ignore(selectors: tuple[str, ...], gone: list[str]) -> None:
    assert rules(ignore=selectors) == without(*gone)
    assert rules(ignore=("ALL",)) == []


def test_the_more_exact_of_select_and_ignore_counts() -> None:
    """As with ruff: a group without one of its rules, or one rule of a group that is left out."""
    assert rules(select=("KB1",), ignore=("KB101",)) == ["KB102"]
    assert rules(select=("KB101",), ignore=("KB1",)) == ["KB101"]
    assert rules(select=("missing-field",), ignore=("KB10", "ALL")) == ["KB101"]
    assert rules(select=("KB101",), ignore=("missing-field",)) == []


@pytest.mark.parametrize(
    "text", ["--select KB102,KB201", "--select KB102 --select KB201", "--select=KB102, --select ,broken-reference"]
)
def test_lists_on_the_command_line(tmp_path: Path, text: str) -> None:
    """Given with commas or one by one, it is the same."""
    ran = run("lint", *text.split(), "--format", "json", cwd=write(tmp_path, TEXTS))
    assert [finding["rule"] for finding in json.loads(ran.out)["findings"]] == ["KB102", "KB201"]


@pytest.mark.parametrize("selector", ["KB999", "kb101", "KX1", "", "301", "missing field", "missing-fields"])
def test_unknown_selectors_are_refused(selector: str) -> None:
    """A misspelt rule would silently check nothing."""
    for options in ({"select": [selector]}, {"ignore": [selector]}):
        with pytest.raises(ValueError, match="no rule is called"):
            kb.lint(kb.load(TEXTS), **options)


def test_unknown_selectors_name_the_nearest() -> None:
    assert unknown_selector("missing-fields") == "no rule is called `missing-fields`; did you mean `missing-field`?"
    assert unknown_selector("KB1O1") == "no rule is called `KB1O1`; did you mean `KB101`?"
    assert unknown_selector("KB101") is None


# In kb.yaml.


def test_select_and_ignore_in_the_configuration() -> None:
    assert rules("select: [KB1, KB301]") == ["KB101", "KB102", "KB301"]
    assert rules("ignore: [KB1, orphan-record]") == without("KB101", "KB102", "KB401")
    assert rules("select: KB1, ignore: KB101") == ["KB102"]


def test_select_on_the_command_line_replaces_the_configuration() -> None:
    """As with ruff: what is asked for now counts, and nothing that kb.yaml selects or ignores."""
    assert rules("select: [KB1]", select=("KB3",)) == ["KB301"]
    assert rules("ignore: [KB3]", select=("KB301",)) == ["KB301"]
    assert rules("ignore: [missing-comparison]", select=("KB301",)) == ["KB301"]


def test_ignore_on_the_command_line_adds_to_the_configuration() -> None:
    assert rules("select: [KB1]", ignore=("KB101",)) == ["KB102"]
    assert rules("ignore: [KB1]", ignore=("KB3",)) == without("KB101", "KB102", "KB301")
    assert rules("select: [KB101]", ignore=("KB1",)) == []


@pytest.mark.parametrize(
    "options", ["select: [KB999]", "ignore: [KB999]", "severity: {KB999: error}", "per_path_ignore: {'*': [KB999]}"]
)
def test_unknown_selectors_in_the_configuration(options: str) -> None:
    """One finding, at the word; the rest is linted as if it were not there."""
    text = f"lint:\n  {options}\n"
    faults = kb.lint(kb.load({"kb.yaml": text}))
    assert brief(faults) == [f"KB006 kb.yaml:2:{text.splitlines()[1].index('KB999') + 1}"]
    assert faults[0].message == "no rule is called `KB999`; see `kb rules`"


def test_unknown_selectors_in_the_configuration_exit_with_2(tmp_path: Path) -> None:
    ran = run("lint", "--select", "KB1", cwd=write(tmp_path, {"kb.yaml": "lint: {ignore: [KB999]}\n"}))
    assert ran.code == 2
    assert "kb.yaml:1:17: error KB006" in ran.out


def test_severity() -> None:
    assert level("KB301") == "warning"
    assert level("KB301", "severity: {KB301: error}") == "error"
    assert level("KB301", "severity: {missing-comparison: info}") == "info"
    assert level("KB301", "severity: {KB3: info, ALL: error, KB301: off}") == "off"
    assert level("KB303", "severity: {ALL: error, KB3: warning}") == "warning"
    assert rules("severity: {KB1: off}") == without("KB101", "KB102")


def test_an_off_rule_is_turned_on_by_its_name_alone() -> None:
    """By its code or name, in the configuration or on the command line; not with its group, which most people mean without it."""
    assert level(OFF) == "off"
    assert level(OFF, "severity: {KB304: info}") == "info"
    assert level(OFF, "select: [KB304]") == level(OFF, select=("open-triangle",)) == "warning"
    assert level(OFF, "severity: {KB3: error, ALL: error}", select=("ALL", "KB3")) == "off"


def test_a_rule_turned_off_in_the_configuration_runs_when_it_is_asked_for() -> None:
    """With its own severity, as before it was turned off."""
    assert level("KB201", "severity: {KB201: off}") == "off"
    assert level("KB201", "severity: {KB201: off}", select=("KB201",)) == "error"
    assert level("KB301", "severity: {KB301: info}", select=("KB301",)) == "info"


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("records/codes/a/1.yaml", ["records/codes/a/1.yaml"], ["records/codes/a/11.yaml", "x/records/codes/a/1.yaml"]),
        ("./records/a.yaml", ["records/a.yaml"], []),
        ("1.yaml", ["1.yaml", "records/codes/a/1.yaml"], ["records/11.yaml", "records/1.yaml.md"]),
        ("*.ko.yaml", ["a.ko.yaml", "records/terms/a.ko.yaml"], ["records/terms/a.yaml"]),
        ("records/*", ["records/a.yaml"], ["records/codes/a.yaml"]),
        ("records/*/a.yaml", ["records/terms/a.yaml"], ["records/codes/x/a.yaml", "records/a.yaml"]),
        ("records/**", ["records/a.yaml", "records/codes/a/1.yaml"], ["other/a.yaml"]),
        ("**/a/*.yaml", ["a/1.yaml", "records/codes/a/1.yaml"], ["records/codes/a/b/1.yaml"]),
        ("records/**/1.yaml", ["records/1.yaml", "records/codes/a/1.yaml"], ["records/codes/a/2.yaml"]),
        ("records/codes/", ["records/codes/a/1.yaml"], ["records/codes.yaml", "records/terms/a.yaml"]),
        ("records/codes", ["records/codes/a/1.yaml"], ["records/codes.yaml", "records/codes-old/1.yaml"]),
        ("drafts", ["records/terms/drafts/a.yaml", "drafts"], ["records/terms/drafts.yaml"]),
        ("records/codes/?/1.yaml", ["records/codes/a/1.yaml"], ["records/codes/ab/1.yaml", "records/codes//1.yaml"]),
        ("records/[a].(b)+", ["records/[a].(b)+"], ["records/a.b"]),
    ],
)
def test_path_patterns(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    """`*` stays in a folder, `**` goes through folders, a bare name fits anywhere, a folder means what is in it."""
    assert [path for path in fits if not path_pattern(pattern).fullmatch(path)] == []
    assert [path for path in fits_not if path_pattern(pattern).fullmatch(path)] == []


def test_per_path_ignore() -> None:
    """The rules are silent there and nowhere else."""
    texts = TEXTS | {
        "records/codes/b/1.yaml": TEXTS[LONE],
        "kb.yaml": "lint: {per_path_ignore: {records/codes/a/: [KB10, missing-comparison]}}\n",
    }
    assert found(texts, "KB101", "KB102", "KB301") == [
        "KB101 records/codes/b/1.yaml:1:1",
        "KB301 records/codes/b/1.yaml:1:1",
        "KB102 records/codes/b/1.yaml:3:1",
    ]


def test_per_path_ignore_of_everything() -> None:
    """`ALL` silences also what is said about comments that hide nothing."""
    texts = {
        "kb.yaml": "lint: {per_path_ignore: {a.yaml: ALL}}\n",
        "records/terms/a.yaml": "term: A # kb: ignore[KB1]\n",
    }
    assert found(texts) == []


# How it ends.


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--select KB102", 1),
        ("--select KB301", 1),
        ("--select KB405", 0),
        ("--select KB405 --fail-on info", 1),
        ("--select KB301 --fail-on error", 0),
        ("--select KB102 --fail-on error", 1),
        ("--fail-on never", 0),
        ("--select KB7", 0),
        ("--select KB999", 2),
    ],
)
def test_exit_codes(tmp_path: Path, options: str, code: int) -> None:
    """By default warnings fail; what is said in passing does not."""
    assert run("lint", *options.split(), cwd=write(tmp_path, TEXTS)).code == code


def test_fail_on_in_the_configuration(tmp_path: Path) -> None:
    """The command line goes before it."""
    write(tmp_path, TEXTS | {"kb.yaml": "lint: {fail_on: error}\n"})
    assert run("lint", "--select", "KB301", cwd=tmp_path).code == 0
    assert run("lint", "--select", "KB301", "--fail-on", "warning", cwd=tmp_path).code == 1


@pytest.mark.parametrize("level", ["error", "warning", "info", "never"])
def test_nothing_found_never_fails(level: str) -> None:
    assert not fails([], level)


# Paths.


@pytest.mark.parametrize(
    ("paths", "reported"),
    [
        ([LONE], {LONE}),
        (["records/codes"], {LONE}),
        (["records/codes/"], {LONE}),
        (["./records//codes/../codes/a"], {LONE}),
        (["records/terms", "records/codes"], {LONE, "records/terms/tls.yaml"}),
        (["."], {LONE, "records/terms/tls.yaml"}),
        (["records/guides"], set()),
        (["kb.yaml"], set()),
    ],
)
def test_paths_limit_what_is_reported(tmp_path: Path, paths: list[str], reported: set[str]) -> None:
    """All is loaded all the same: the counts stay, and no finding comes from what is left out."""
    (write(tmp_path, TEXTS) / "records/guides").mkdir()
    shown = json.loads(run("lint", *paths, "--format", "json", cwd=tmp_path).out)
    assert {finding["path"] for finding in shown["findings"]} == reported
    assert shown["summary"]["records"] == 2
    assert shown["summary"]["error"] == sum(finding["severity"] == "error" for finding in shown["findings"])


def test_a_path_is_no_prefix_of_a_name(tmp_path: Path) -> None:
    """`records/codes/a` does not mean `records/codes/ab`."""
    write(tmp_path, TEXTS | {"records/codes/ab/1.yaml": TEXTS[LONE]})
    assert "codes/ab" not in run("lint", "records/codes/a", cwd=tmp_path).out


def test_paths_never_make_references_broken(tmp_path: Path) -> None:
    assert run("lint", "records/codes", cwd=write(tmp_path, sample())) == run("lint", cwd=tmp_path)


def test_absolute_paths(tmp_path: Path) -> None:
    write(tmp_path, TEXTS)
    assert run("lint", tmp_path / LONE, cwd=tmp_path / "records") == run("lint", "codes", cwd=tmp_path / "records")


@pytest.mark.parametrize("path", ["..", "/etc", "records/nothing.yaml", "-x"])
def test_paths_outside_the_project_or_nowhere(tmp_path: Path, path: str) -> None:
    ran = run("lint", "--", path, cwd=write(tmp_path / "in", TEXTS))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {path} ")


def test_a_broken_configuration_is_reported_whatever_the_paths(tmp_path: Path) -> None:
    ran = run("lint", "records/terms", cwd=write(tmp_path, TEXTS | {"kb.yaml": "lint: {selct: [KB1]}\n"}))
    assert ran.code == 2
    assert "did you mean `select`?" in ran.out


# The same every time.


def test_findings_are_sorted_by_path_line_column_rule() -> None:
    texts = TEXTS | {"records/terms/b.yaml": "bar: 1\nfoo: 2\nterm: [x]\n", "records/Z.yaml": "", "kb.yaml": "foo: 1\n"}
    order = [(finding.path, finding.line, finding.column, finding.rule) for finding in kb.lint(kb.load(texts))]
    assert len(order) > 8
    assert order == sorted(order)


def test_the_order_of_files_does_not_matter() -> None:
    assert brief(kb.lint(kb.load(TEXTS))) == brief(kb.lint(kb.load(dict(reversed(TEXTS.items())))))


@pytest.mark.parametrize("format_", ["text", "json", "github"])
def test_the_same_bytes_in_every_process(tmp_path: Path, format_: str) -> None:
    """Whatever order Python keeps its sets in."""
    names = {
        f"records/terms/t{number}.yaml": f"term: T{number}\ndefinition: T.\naliases: [A{number % 3}]\nrelated: [t, t{number}1]\n"
        for number in range(9)
    }
    write(tmp_path, TEXTS | names)
    first, second, third = (spawn("lint", "--format", format_, cwd=tmp_path, PYTHONHASHSEED=seed) for seed in "012")
    assert first.out.count("KB201") > 9
    assert first == second == third


def test_reading_on_several_cores_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with files that cannot be read, translations, streams, and comments that hide findings."""
    broken = {
        "records/terms/x.yaml": 'term: "X\n',
        "records/terms/y.yaml": b"\xff\xfe",
        "records/terms/tls.ko.yaml": "term: T\n",
    }
    hidden = {"records/codes/b.yaml": "id: b/1\ncode: 1\n---\nid: b/2\ncode: 2  # kb: ignore[KB101]\n"}
    root = write(tmp_path, TEXTS | broken | hidden | {f"records/codes/c/{n}.yaml": CODE for n in range(120)})
    alone = kb.load(root, jobs=1)
    monkeypatch.setattr(parallel, "ENOUGH_TO_SHARE", 10)
    shared = kb.load(root, jobs=2)
    assert kb.lint(shared) == kb.lint(alone)
    assert list(shared.graph.edges(keys=True, data=True)) == list(alone.graph.edges(keys=True, data=True))
    assert [record.key for record in shared] == [record.key for record in alone]


def test_linting_twice_leaves_the_base_alone() -> None:
    base = kb.load(TEXTS)
    assert kb.lint(base) == kb.lint(base, select=["ALL"]) == kb.lint(base)


def test_nothing_else_is_printed(tmp_path: Path) -> None:
    assert run("lint", "--select", "KB7", cwd=write(tmp_path, TEXTS)) == Ran(
        0, "Nothing found in 2 records, 0 edges, 2 files.\n", ""
    )


@pytest.mark.parametrize("severity", ["{}", "{KB007: error}", "{KB208: error, KB201: warning}", "{KB3: error}"])
def test_errors_alone_are_those_of_a_whole_run(severity: str) -> None:
    """Commands that go on in spite of errors run no more rules than they need, and miss none."""
    from kb.linting import errors

    texts = sample(
        **{"records/terms/x.yaml": "term: X  # kb: ignore[KB208]\ndefinition: See [[nowhere]].\nrelated: [y]\n"}
    )
    texts["kb.yaml"] += f"lint: {{severity: {severity}}}\n" if "lint:" not in texts["kb.yaml"] else ""
    base = kb.load(texts)
    found = errors(base)
    assert found == [finding for finding in kb.lint(base) if finding.severity == "error"]
    assert found
