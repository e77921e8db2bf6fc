"""Stamps of translations, and `kb stamp`, which writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from scratch import brief, found, run, write

import kb
from kb.stamps import digest

CONFIG = "records: .\nlanguages: [en, ko]\n"
CODE = "code: 504\nname: Parameter Not Implemented\nsummary: The server does not support it.\n"
KO = "# 번역\nname: 구현되지 않은 매개변수\nsummary: '지원하지 않습니다.'   # 짧게\n"
STAMP = f"name={digest('Parameter Not Implemented')} summary={digest('The server does not support it.')}"
GUIDE = "---\ntitle: T\ncategory: c\nsummary: S\n---\nBody.\n"
GUIDE_KO = "---\ntitle: 제목\n---\n\n본문.\n"


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("one two", " one\n  two ", True),
        ("see [[a|words]]", "see [[b#c|words]]", True),
        ("see [[a|words]]", "see words", True),
        ("see [[a]]", "see [[b]]", True),
        ("see [words](a.md)", "see [words](../b.md)", True),
        ("see [[a|words]]", "see [[a|other words]]", False),
        ("one two", "one two.", False),
        ("one two", "onetwo", False),
        ("`[[a]]`", "`[[b]]`", False),
        ("see [words](https://a.io)", "see [words](https://b.io)", False),
    ],
)
def test_a_digest_stands_for_what_readers_read(before: str, after: str, is_same: bool) -> None:
    assert (digest(before) == digest(after)) is is_same


def test_an_original_has_no_place_for_a_stamp() -> None:
    assert found({"terms/a.yaml": "term: A\ndefinition: B\ntranslated_from: term=00000000\n"}, "KB1") == [
        "KB102 terms/a.yaml:3:1"
    ]


def test_a_stamp_is_no_text_for_readers() -> None:
    base = kb.load(
        {"kb.yaml": CONFIG, "codes/smtp/504.yaml": CODE, "codes/smtp/504.ko.yaml": f"{KO}translated_from: {STAMP}\n"}
    )
    translation = base.translations["code:smtp/504", "ko"]
    assert [name for name, _ in translation.texts()] == ["name", "summary"]
    assert brief(kb.lint(base, select=["KB0", "KB1", "KB6"])) == []


def project(folder: Path) -> Path:
    texts = {"kb.yaml": CONFIG, "codes/smtp/504.yaml": CODE, "codes/smtp/504.ko.yaml": KO.replace("\n", "\r\n")}
    texts |= {"guides/g.md": GUIDE, "guides/g.ko.md": GUIDE_KO, "terms/gone.ko.yaml": "term: 없음\n"}
    stream = "id: errno/{}\ncode: {}\nname: N\nsummary: S\n"
    texts["codes/errno.yaml"] = f"{stream.format('a', 'A')}---\n{stream.format('b', 'B')}"
    texts["codes/errno.ko.yaml"] = "id: errno/a\nname: 가\n---\nid: errno/b\nname: 나\n"
    return write(folder, texts)


def test_all_translations_get_their_first_stamp(tmp_path: Path) -> None:
    """One whose original is missing gets none, and all other bytes stay."""
    ran = run("stamp", cwd=project(tmp_path))
    assert ran == (0, "", "kb: stamped 3 files\n")
    assert (tmp_path / "codes/smtp/504.ko.yaml").read_bytes().decode() == KO.replace(
        "\n", "\r\n"
    ) + f"translated_from: {STAMP}\r\n"
    name = digest("N")
    assert (tmp_path / "codes/errno.ko.yaml").read_text("utf-8") == (
        f"id: errno/a\nname: 가\ntranslated_from: name={name}\n---\nid: errno/b\nname: 나\ntranslated_from: name={name}\n"
    )
    assert (tmp_path / "guides/g.ko.md").read_text("utf-8") == (
        f"---\ntitle: 제목\ntranslated_from: title={digest('T')} body={digest('Body.')}\n---\n\n본문.\n"
    )
    assert (tmp_path / "terms/gone.ko.yaml").read_text("utf-8") == "term: 없음\n"
    assert run("stamp", cwd=tmp_path) == (0, "", "kb: stamped 0 files\n")


def test_a_stamp_stays_until_its_file_is_named(tmp_path: Path) -> None:
    """Then the change of the original is found no more."""
    run("stamp", cwd=project(tmp_path))
    write(tmp_path, {"codes/smtp/504.yaml": CODE.replace("support it", "know it")})
    assert run("stamp", cwd=tmp_path).err == "kb: stamped 0 files\n"
    stale = run("lint", "--select", "KB602", cwd=tmp_path)
    assert stale.code == 1
    assert "`summary` of the original changed since this was translated" in stale.out
    assert run("stamp", "codes/smtp", cwd=tmp_path).err == "kb: stamped 1 file\n"
    assert run("lint", "--select", "KB602", cwd=tmp_path).code == 0


def test_what_is_no_stamp_is_written_anew(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path, {"codes/smtp/504.ko.yaml": f"translated_from: 2024\n{KO}"})
    run("stamp", cwd=tmp_path)
    assert (tmp_path / "codes/smtp/504.ko.yaml").read_text("utf-8") == f"translated_from: {STAMP}\n{KO}"


def test_what_cannot_be_edited_is_told(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path, {"codes/smtp/504.ko.yaml": "{name: 구현되지 않은 매개변수}\n"})
    ran = run("stamp", cwd=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith("kb: stamped 2 files\nkb: codes/smtp/504.ko.yaml cannot be edited safely")
    assert (tmp_path / "codes/smtp/504.ko.yaml").read_text("utf-8") == "{name: 구현되지 않은 매개변수}\n"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "codes/smtp/504.yaml",
            "kb: there is no translation there; name files such as `504.ko.yaml`, or their folders\n",
        ),
        ("none.yaml", "kb: none.yaml does not exist\n"),
        ("..", "kb: .. is not in the project at"),
    ],
)
def test_a_path_that_names_no_translation(tmp_path: Path, path: str, message: str) -> None:
    ran = run("stamp", path, cwd=project(tmp_path))
    assert ran.code == 2
    assert ran.err.startswith(message)
