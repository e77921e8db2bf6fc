"""The official lists: rows, ranges and lines, and every way in which a file can fail to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from kb import registry
from kb.base import Base
from kb.registry import Row

CONFIG = "records: .\nfamilies:\n  smtp:\n    registry: smtp.csv\n  http: HTTP\n"
HEADER = "code,name,status,source\n"


def base_with(text: str | bytes | None) -> Base:
    """Load a base whose family `smtp` has that registry."""
    files: dict[str, str | bytes] = {"kb.yaml": CONFIG}
    return kb.load(files if text is None else {**files, "smtp.csv": text})


def test_rows_keep_their_lines() -> None:
    text = HEADER + '211,"Status, or\nhelp",assigned,RFC 5321\n\n 220 ,Ready\n'
    found = registry.load(base_with(text), "smtp")
    assert found is not None
    assert list(found) == [Row("211", "Status, or\nhelp", "assigned", "RFC 5321", 2), Row("220", "Ready", "", "", 5)]


@pytest.mark.parametrize(
    "text", ["\ufeff" + HEADER + "504,x,,\n", (HEADER + "504,x,,\n").replace("\n", "\r\n"), HEADER + "504,x,,"]
)
def test_bytes_of_spreadsheets_are_read(text: str) -> None:
    found = registry.load(base_with(text), "smtp")
    assert found is not None
    assert "504" in found


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("504", 3),
        ("500", 2),
        ("599", 2),
        ("600", 4),
        ("699", 4),
        ("700", None),
        ("0504", None),
        ("5x", None),
        ("9" * 5000, None),
    ],
)
def test_codes_are_found_alone_before_ranges(code: str, line: int | None) -> None:
    found = registry.load(base_with(HEADER + "500-599,Unassigned,,\n504,x,,\n600\u2013699,Unassigned,,\n"), "smtp")
    assert found is not None
    row = found.find(code)
    assert (row and row.line) == line
    assert (code in found) == (line is not None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "there is no file `smtp.csv`"),
        ("", "must begin with the line"),
        ("code,name\n", "must begin with the line"),
        (HEADER + "211,Status, or help,assigned,RFC 5321\n", "line 2"),
        (HEADER.encode() + b"504,\xff,,\n", "not UTF-8"),
        (HEADER + "1,x,,\n" * 400_000, "larger than"),
        (HEADER + '504,"' + "x" * 200_000, "no CSV"),
    ],
)
def test_what_is_no_registry_is_reported_at_its_name(text: str | bytes | None, words: str) -> None:
    base = base_with(text)
    (finding,) = kb.lint(base, select=["KB006"])
    assert (finding.path, finding.line, finding.column) == ("kb.yaml", 4, 15)
    assert words in finding.message
    assert registry.load(base, "smtp") is None


@pytest.mark.parametrize("family", ["http", "ftp"])
def test_family_without_registry_has_none(family: str) -> None:
    base = base_with(HEADER)
    assert registry.load(base, family) is None
    assert registry.problem(base, family) is None


def test_registry_is_read_once() -> None:
    base = base_with(HEADER + "504,x,,\n")
    assert registry.load(base, "smtp") is registry.load(base, "smtp")


@pytest.mark.parametrize("target", ["../outside.csv", "smtp.csv", "folder"])
def test_registry_outside_the_project_is_not_read(tmp_path: Path, target: str) -> None:
    root = tmp_path / "project"
    (root / "folder").mkdir(parents=True)
    (root / "kb.yaml").write_text(CONFIG)
    (tmp_path / "outside.csv").write_text(HEADER)
    (root / "smtp.csv").symlink_to(target)
    base = kb.load(root)
    assert registry.load(base, "smtp") is None
    assert [finding.line for finding in kb.lint(base, select=["KB006"])] == [4]


@pytest.mark.parametrize("path", ['"a\\0b"', '"\\uD7FF"', "''", "."])
def test_strange_path_is_reported(tmp_path: Path, path: str) -> None:
    (tmp_path / "kb.yaml").write_text(CONFIG.replace("smtp.csv", path))
    base = kb.load(tmp_path)
    assert registry.load(base, "smtp") is None
    assert len(kb.lint(base, select=["KB006"])) == 1
