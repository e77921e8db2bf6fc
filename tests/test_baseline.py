"""The baseline: known findings stay silent while they are the same, however their file is laid out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scratch import CODE, TERM, run, write

TEXTS = {
    "kb.yaml": "lint: {ignore: [KB3, KB4]}\n",
    "records/codes/smtp/504.yaml": CODE + "terms: [nowhere, starttls]\n",
    "records/terms/starttls.yaml": TERM,
}
FILE = "kb-baseline.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project with one finding, which its baseline knows."""
    root = write(tmp_path, TEXTS)
    assert run("lint", cwd=root).code == 1
    ran = run("lint", "--update-baseline", cwd=root)
    assert (ran.code, ran.out) == (0, "")
    assert "now has 1 findings: 1 new, 0 remaining, 0 resolved" in ran.err
    return root


def counts(root: Path, *words: str) -> dict[str, int]:
    return json.loads(run("lint", "--format", "json", *words, cwd=root).out)["baseline"]


def test_a_known_finding_is_silent(root: Path) -> None:
    ran = run("lint", cwd=root)
    assert ran.code == 0
    assert "Nothing found" in ran.out
    assert "The baseline knows 1 other." in ran.out
    assert counts(root) == {"new": 0, "remaining": 1, "resolved": 0}


def test_moving_and_indenting_wake_nothing(root: Path) -> None:
    text = "# a comment\n\n" + CODE + "terms:\n    -   starttls\n    -   nowhere   # here\n"
    write(root, {"records/codes/smtp/504.yaml": text})
    assert run("lint", cwd=root).code == 0
    (root / "records/codes/smtp/504.yaml").rename(root / "records/codes/smtp.yaml")
    other = CODE.replace("4", "2").replace("parameter", "command")
    write(root, {"records/codes/smtp.yaml": "id: smtp/504\n" + text + "---\nid: smtp/502\n" + other})
    assert counts(root) == {"new": 0, "remaining": 1, "resolved": 0}


def test_a_new_finding_is_reported(root: Path) -> None:
    write(root, {"records/codes/smtp/504.yaml": CODE + "terms: [nowhere, elsewhere, starttls]\n"})
    ran = run("lint", cwd=root)
    assert ran.code == 1
    assert "elsewhere" in ran.out
    assert "nowhere`" not in ran.out
    assert counts(root) == {"new": 1, "remaining": 1, "resolved": 0}


def test_what_no_longer_occurs_is_told_and_dropped(root: Path) -> None:
    write(root, {"records/codes/smtp/504.yaml": CODE + "terms: [starttls]\n"})
    assert "1 no longer occur" in run("lint", cwd=root).out
    assert counts(root) == {"new": 0, "remaining": 0, "resolved": 1}
    assert "0 findings: 0 new, 0 remaining, 1 resolved" in run("lint", "--update-baseline", cwd=root).err
    assert json.loads((root / FILE).read_text()) == {"version": 1, "findings": []}
    write(root, TEXTS)
    assert run("lint", cwd=root).code == 1


def test_rules_that_do_not_run_keep_their_entries(root: Path) -> None:
    assert counts(root, "--select", "KB1") == {"new": 0, "remaining": 0, "resolved": 0}
    run("lint", "--select", "KB1", "--update-baseline", cwd=root)
    assert run("lint", cwd=root).code == 0


def test_paths_limit_what_is_reported_and_not_what_is_known(root: Path) -> None:
    assert run("lint", "records/terms", cwd=root).code == 0
    assert counts(root, "records/terms") == {"new": 0, "remaining": 1, "resolved": 0}


def test_the_file_is_written_for_people_and_git(root: Path) -> None:
    lines = (root / FILE).read_text().splitlines()
    assert len(lines) == 3
    entry = json.loads(lines[1])
    assert entry["rule"] == "KB201"
    assert entry["path"] == "records/codes/smtp/504.yaml"
    assert "nowhere" in entry["message"]
    before = (root / FILE).stat().st_mtime_ns
    run("lint", "--update-baseline", cwd=root)
    assert (root / FILE).stat().st_mtime_ns == before


def test_its_place_is_configured(tmp_path: Path) -> None:
    root = write(tmp_path, {**TEXTS, "kb.yaml": "lint: {ignore: [KB3, KB4], baseline: ci/known.json}\n"})
    assert run("lint", "--update-baseline", cwd=root).code == 0
    assert (root / "ci/known.json").is_file()
    assert run("lint", cwd=root).code == 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}', "\xff"]
)
def test_a_file_that_is_no_baseline_is_one_line(root: Path, text: str) -> None:
    (root / FILE).write_bytes(text.encode("latin-1"))
    ran = run("lint", cwd=root)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert FILE in ran.err


def test_a_broken_configuration_writes_no_baseline(root: Path) -> None:
    before = (root / FILE).read_bytes()
    write(root, {"kb.yaml": "lint: 3\n"})
    assert run("lint", "--update-baseline", cwd=root).code == 2
    assert (root / FILE).read_bytes() == before


def test_a_fix_leaves_known_findings_alone(root: Path) -> None:
    before = (root / "records/codes/smtp/504.yaml").read_bytes()
    run("lint", "--fix", "--unsafe-fixes", cwd=root)
    assert (root / "records/codes/smtp/504.yaml").read_bytes() == before
