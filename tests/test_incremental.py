"""A site that is built again where it changed, beside the same site built anew: no file of them differs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest
from scratch import spawn, write

from kb.base import Base, load
from kb.diff.pages import suspects
from kb.site import mkdocs
from kb.site.building import Building, build, publisher
from kb.site.errors import InterruptedBuildError
from kb.site.hands import Hands
from kb.site.ledger import NAME, Ledger
from kb.site.site import Site
from kb.terminal import Progress

PROJECT = {
    "kb.yaml": """\
title: Small
languages: [en, ko]
site: {rules: false, source: "https://code.example/{path}"}
families:
  smtp: {name: SMTP, classes: {4: Not Now, 5: Failure}}
  ftp: {name: FTP}
categories: {mail: {name: Mail}}
""",
    "records/codes/smtp/504.yaml": "code: 504\nname: Not Implemented\nsummary: No such parameter.\nfix: Read the reply.\n"
    "compare: [{with: smtp/555, difference: Only one is new.}]\nguides: [replies]\nterms: [starttls]\n",
    "records/codes/smtp/504.ko.yaml": "name: 구현되지 않음\nsummary: 그런 매개변수가 없습니다.\n",
    "records/codes/smtp/555.yaml": "code: 555\nname: Not Recognized\nsummary: Unknown parameter.\n",
    "records/codes/smtp/250.yaml": "code: 250\nname: OK\nsummary: Done.\ncompare: [smtp/555, ftp/200]\n",
    "records/codes/ftp/200.yaml": "code: 200\nname: Okay\nsummary: Done, says FTP.\n",
    "records/guides/replies.md": "---\ntitle: Replies\ncategory: mail\nsummary: Digits.\n---\n\nSee [[smtp/504]].\n",
    "records/terms/starttls.yaml": "term: STARTTLS\ndefinition: Begins encryption.\n",
    "records/terms/mx.yaml": "term: MX Record\ndefinition: Where mail goes.\nrelated: [starttls]\n",
}
CHANGES: dict[str, dict[str, str | None]] = {
    "a text": {"records/codes/smtp/504.yaml": PROJECT["records/codes/smtp/504.yaml"].replace("Read the", "Mind the")},
    "a title": {"records/codes/smtp/555.yaml": "code: 555\nname: Not Known\nsummary: Unknown parameter.\n"},
    "a new record and a comparison with it": {
        "records/codes/smtp/556.yaml": "code: 556\nname: Newer\nsummary: A new one.\ncompare: [smtp/504]\n"
    },
    "what a comparison says": {
        "records/codes/smtp/556.yaml": "code: 556\nname: Newer\nsummary: A new one.\n"
        "compare: [{with: smtp/504, difference: One is newer.}]\n"
    },
    "a record that goes": {"records/terms/mx.yaml": None},
    "a record that is renamed": {
        "records/terms/starttls.yaml": None,
        "records/terms/start-tls.yaml": "term: STARTTLS\ndefinition: Begins encryption.\nformerly: [starttls]\n",
        "records/codes/smtp/504.yaml": PROJECT["records/codes/smtp/504.yaml"].replace("[starttls]", "[start-tls]"),
    },
    "a translation": {"records/codes/smtp/555.ko.yaml": "name: 인식되지 않음\nsummary: 모르는 매개변수입니다.\n"},
    "a translation that goes": {"records/codes/smtp/504.ko.yaml": None},
    "a class of a family": {"kb.yaml": PROJECT["kb.yaml"].replace("5: Failure", "5: Refusal")},
    "a family's name, which is in the navigation": {"kb.yaml": PROJECT["kb.yaml"].replace("name: FTP", "name: Files")},
    "a family with its first code": {"records/codes/dns/1.yaml": "code: 1\nname: FORMERR\nsummary: Malformed.\n"},
    "a language that goes": {"kb.yaml": PROJECT["kb.yaml"].replace("[en, ko]", "[en]")},
    "and comes again": {"kb.yaml": PROJECT["kb.yaml"]},
}


LISTS = ("index.html", "map.html", "health.html")
"""Pages that show all records."""


class Counting(Progress):
    """Remembers how many pages were to be made."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def step(self, message: str, done: int | None = None, total: int | None = None) -> None:
        if message == "Building pages":
            self.made = total or 0


def change(root: Path, files: dict[str, str | None]) -> None:
    """Write files, and remove those of which there is no text."""
    for path, text in files.items():
        if text is None:
            (root / path).unlink()
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")


def contents(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def differences(one: Path, other: Path) -> list[str]:
    """Give the files of two sites that differ, or are only in one."""
    a, b = contents(one / "site"), contents(other / "site")
    return sorted(path for path in a.keys() | b.keys() if a.get(path) != b.get(path))


def made(base: Base, output: Path) -> int:
    """Build, and give how many pages were made by MkDocs."""
    counting = Counting()
    build(base, output, progress=counting)
    return counting.made


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", PROJECT)


@pytest.mark.slow
def test_after_each_change_the_site_is_what_a_clean_build_makes(project: Path, tmp_path: Path) -> None:
    """All kinds of change, one after the other, each on what the last left; compared file by file, byte by byte."""
    output = tmp_path / "again"
    pages = made(load(project), output)
    for number, (name, files) in enumerate(CHANGES.items()):
        change(project, files)
        base = load(project)
        count = made(base, output)
        clean = tmp_path / f"clean{number}"
        build(base, clean, whole=True)
        assert differences(output, clean) == [], name
        assert made(base, output) == 0, name
        if "kb.yaml" not in files and "first code" not in name:
            assert 0 < count < pages, name


def test_pages_made_one_by_one_are_those_of_mkdocs(project: Path, tmp_path: Path) -> None:
    """`mkdocs build` on the configurations that a build leaves makes the same files, in a process for each language."""
    base = load(project)
    build(base, tmp_path)
    mkdocs.run([tmp_path / "mkdocs.yml", tmp_path / "mkdocs.ko.yml"])
    sites = [Site(base, language) for language in ("en", "ko")]
    publish = publisher(sites)
    theirs = {}
    for path, content in contents(tmp_path / ".site").items():
        theirs.update((name, data) for name, data in publish(path, content) if "sitemap" not in name)
    ours = contents(tmp_path / "site")
    assert [name for name, data in theirs.items() if ours.get(name) != data] == []
    assert len([name for name in theirs if name.endswith(".html")]) > 30
    found = {
        site.prefix: json.loads(ours[f"{site.prefix}search/search_index.json"])["config"]["lang"] for site in sites
    }
    assert found == {"": ["en"], "ko/": ["ko", "en"]}


def test_processes_make_what_one_makes(project: Path, tmp_path: Path) -> None:
    """It makes no difference who makes a page, nor which language a process made before."""
    base = load(project)
    build(base, tmp_path / "one", whole=True)
    with Hands(3, stay=True) as hands:
        for _ in range(2):
            Building(tmp_path / "many", hands, Ledger(), Progress()).build(base)
    assert differences(tmp_path / "one", tmp_path / "many") == []


def test_processes_that_were_killed_are_replaced(project: Path, tmp_path: Path) -> None:
    """New processes take over."""
    base = load(project)
    with Hands(2, stay=True) as hands:
        building = Building(tmp_path / "again", hands, Ledger(), Progress())
        building.build(base)
        before = contents(tmp_path / "again" / "site")
        for process in active_children():
            process.kill()
            process.join()
        change(project, CHANGES["a text"])
        newer = load(project)
        building.build(newer)
        assert contents(tmp_path / "again" / "site") != before
    build(newer, tmp_path / "clean")
    assert differences(tmp_path / "again", tmp_path / "clean") == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda output: (output / "site/codes/smtp/504.html").write_text("mine"),
        lambda output: (output / "site/ko/index.html").unlink(),
        lambda output: (output / "site/search/search_index.json").write_text("{}"),
        lambda output: (output / "site/ko/assets/more.js").write_text("more"),
        lambda output: (output / "docs/codes/smtp/504.md").write_text("mine"),
        lambda output: os.utime(output / "site/terms/mx.html", (1, 1)),
        lambda output: (output / NAME).write_text("[1, 2"),
        lambda output: (output / NAME).write_text('{"version": 1, "pages": {"en": 1}, "rest": {}, "marks": {}}'),
        lambda output: (output / NAME).write_text('{"version": 1, "pages": {"en": {"a": ["", [7], 1]}}}'),
        lambda output: (output / NAME).unlink(),
    ],
)
def test_whatever_happened_to_the_site_is_put_right(
    project: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    """A file that is changed, missing or too many, or a ledger that says nothing: the next build gives the whole site."""
    base = load(project)
    build(base, tmp_path / "site1")
    build(base, tmp_path / "site2")
    spoil(tmp_path / "site2")
    build(base, tmp_path / "site2")
    assert differences(tmp_path / "site1", tmp_path / "site2") == []
    assert made(base, tmp_path / "site2") == 0


def test_a_build_that_is_interrupted_is_taken_up_again(project: Path, tmp_path: Path) -> None:
    """What was made until then is in the site, whole, and is not made again."""
    base = load(project)
    output, clean, counting = tmp_path / "again", tmp_path / "clean", Counting()
    build(base, clean)
    build(base, output)
    change(project, {"kb.yaml": PROJECT["kb.yaml"].replace("title: Small", "title: Little")})
    newer = load(project)
    calls = []

    def check() -> None:
        calls.append(1)
        if counting.made:  # pages are being made
            raise InterruptedBuildError

    with Hands() as hands:
        building = Building(output, hands, Ledger.read(output), counting, check=check)
        with pytest.raises(InterruptedBuildError) as caught:
            building.build(newer)
        written = [name for name in caught.value.files if name.endswith(".html")]
        assert written
        assert len(written) < counting.made
        for name in written:
            assert b"Little" in (output / "site" / name).read_bytes()
        total, building.check = counting.made, bool
        building.build(newer)
        assert counting.made == total - len(written)
    build(newer, clean)
    assert differences(output, clean) == []


def test_the_pages_of_a_change_are_shown_before_all_is_built(project: Path, tmp_path: Path) -> None:
    """They are made at once, and all pages of records and pairs that differ are among them: the build has no more."""
    output, counting = tmp_path / "again", Counting()
    base = load(project)
    with Hands() as hands:
        building = Building(output, hands, Ledger(), counting)
        assert building.show([]) is None
        building.build(base)
        for name in ("a text", "a title", "a new record and a comparison with it", "a translation"):
            change(project, CHANGES[name])
            newer = load(project)
            pages = suspects(base, newer)
            assert pages is not None, name
            shown = building.show(pages)
            assert shown, name
            later = {file for file in building.build(newer).files if file.endswith(".html")}
            assert {file for file in later if not file.endswith(LISTS)} == set(), name
            base = newer
        change(project, CHANGES["a class of a family"])
        pages = suspects(base, load(project))
        assert pages is not None
        assert building.show(pages)
    build(load(project), output)
    build(load(project), tmp_path / "clean")
    assert differences(output, tmp_path / "clean") == []


def test_a_language_more_or_another_setting_of_all_pages_is_for_a_whole_build(project: Path) -> None:
    base = load(project)
    change(project, CHANGES["a language that goes"])
    assert suspects(base, load(project)) is None


def test_who_doubts_builds_all_of_it(project: Path) -> None:
    """`--no-cache` makes every page, even one that was changed behind the back of what is remembered."""
    assert spawn("build", cwd=project).code == 0
    page = project / "build/site/codes/smtp/504.html"
    whole, status = page.read_bytes(), page.stat()
    page.write_bytes(whole.replace(b"Not Implemented", b"Not implemented"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "0 files changed" in spawn("build", cwd=project).err
    assert "1 files changed" in spawn("build", "--no-cache", cwd=project).err
    assert page.read_bytes() == whole
