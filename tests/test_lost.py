"""What faults take away from a base, where no page of cases can say it: files on disk, and bytes."""

from __future__ import annotations

from pathlib import Path

import kb

TERM = "term: {0}\ndefinition: A thing.\n"


def _rules(files: dict[str, str | bytes]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in kb.lint(kb.load(files))]


def test_a_file_in_another_encoding() -> None:
    """What a UTF-16 file names is no orphan."""
    files: dict[str, str | bytes] = {
        "terms/mta.yaml": (TERM.format("MTA") + "related: [relay]\n").encode("utf-16"),
        "terms/relay.yaml": TERM.format("Relay"),
    }
    assert _rules(files) == [("KB003", "terms/mta.yaml")]


def test_a_file_that_is_gone_or_leads_away(tmp_path: Path) -> None:
    """A link that leads nowhere is reported; a reference to what it should hold is not."""
    (tmp_path / "kb.yaml").write_text("records: .\n")
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "relay.yaml").write_text(TERM.format("Relay") + "related: [mta, outside]\n")
    (tmp_path / "terms" / "mta.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "terms" / "outside.yaml").symlink_to(tmp_path.parent)
    found = [(finding.rule, finding.path) for finding in kb.lint(kb.load(tmp_path))]
    assert found == [("KB005", "terms/mta.yaml"), ("KB005", "terms/outside.yaml")]


def test_a_link_to_a_path_that_cannot_be(tmp_path: Path) -> None:
    """A path with a NUL, or one that is endless, is a broken link and no more."""
    body = "---\ntitle: T\ncategory: c\nsummary: s\n---\n[a](x\0.md) and [b](" + "y" * 5000 + ".md)\n"
    (tmp_path / "kb.yaml").write_text("records: .\n")
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "a.md").write_text(body)
    found = [finding for finding in kb.lint(kb.load(tmp_path)) if finding.rule == "KB206"]
    assert [finding.line for finding in found] == [6, 6]
    assert all(finding.message.isprintable() and len(finding.message) < 200 for finding in found)
