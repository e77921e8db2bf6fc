"""Beginning a base, and adding to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scratch import TERM, brief, run, sample, spawn, write

import kb

SKELETON = {"KB301", "KB302", "KB405", "KB406", "KB401", "KB501"}
"""What may be said of a skeleton: it has no links yet, and TODO in place of text."""


@pytest.fixture(name="demo")
def _demo(tmp_path: Path) -> Path:
    """Give the base that `kb init` makes."""
    assert run("init", "demo", cwd=tmp_path).code == 0
    return tmp_path / "demo"


def contents(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# kb init.


def test_init_then_lint_then_build(tmp_path: Path) -> None:
    """The three commands of the first minute: nothing is found, and there is a site."""
    begun = spawn("init", "demo", cwd=tmp_path)
    assert (begun.code, begun.out) == (0, "demo/kb.yaml\n")
    assert "next: `kb lint`" in begun.err
    linted = spawn("lint", "--fail-on", "info", cwd=tmp_path / "demo")
    assert (linted.code, linted.out) == (0, "Nothing found in 9 records, 29 edges, 9 files.\n")
    built = spawn("build", "--strict", cwd=tmp_path / "demo")
    assert (built.code, built.out) == (0, "")
    site = tmp_path / "demo/build/site"
    assert "Card Declined" in (site / "codes/shop/e1001.html").read_text(encoding="utf-8")
    assert {"index.html", "404.html"} <= {path.name for path in site.iterdir()}


def test_build_twice_changes_nothing(demo: Path) -> None:
    """The second build finds every file as it should be."""
    assert spawn("build", cwd=demo).code == 0
    before = contents(demo / "build/site")
    assert "0 files changed" in spawn("build", cwd=demo).err
    assert contents(demo / "build/site") == before


def test_build_refuses_errors_unless_forced(demo: Path) -> None:
    write(demo, {"records/terms/a.yaml": "term: A\ndefinition: A.\nrelated: [nowhere]\n"})
    refused = spawn("build", cwd=demo)
    assert (refused.code, refused.out) == (1, "")
    assert "the records have 1 error; `kb lint` shows them" in refused.err
    assert not (demo / "build").exists()
    assert spawn("build", "--force", cwd=demo).code == 0
    assert (demo / "build/site/terms/a.html").exists()


def test_init_writes_the_sample(demo: Path) -> None:
    """The same records that ship with kb, and the files that git and pre-commit need."""
    files = contents(demo)
    assert {path for path in files if not path.startswith(".")} == set(sample())
    assert {".gitignore", ".pre-commit-config.yaml"} <= set(files)


def test_init_here(tmp_path: Path) -> None:
    """Without a name, the base begins in the working folder."""
    assert run("init", cwd=tmp_path).out == "kb.yaml\n"
    assert run("lint", cwd=tmp_path).code == 0


def test_init_under_root(tmp_path: Path) -> None:
    assert run("init", "--root", "docs", cwd=tmp_path).out == "docs/kb.yaml\n"
    assert run("init", "errors", "--root", "docs", cwd=tmp_path).out == "docs/errors/kb.yaml\n"


@pytest.mark.parametrize("path", ["kb.yaml", "records/codes/shop/e1001.yaml", "records/terms/authorization.yaml"])
def test_init_never_overwrites(tmp_path: Path, path: str) -> None:
    """It refuses before it writes anything, and names what is in the way."""
    write(tmp_path, {path: "mine"})
    ran = run("init", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert f"kb: {path} exists already" in ran.err
    assert contents(tmp_path) == {path: b"mine"}


def test_init_twice(demo: Path) -> None:
    write(demo, {"records/terms/authorization.yaml": TERM})
    before = contents(demo)
    assert run("init", cwd=demo).code == 2
    assert contents(demo) == before


def test_init_in_a_repository_leaves_its_settings(tmp_path: Path) -> None:
    """A repository that uses git and pre-commit already keeps what they say."""
    write(tmp_path, {".gitignore": "mine", ".pre-commit-config.yaml": "mine", "README.md": "mine"})
    assert run("init", cwd=tmp_path).code == 0
    assert {path for path, data in contents(tmp_path).items() if data == b"mine"} == {
        ".gitignore",
        ".pre-commit-config.yaml",
        "README.md",
    }


def test_init_where_a_file_is(tmp_path: Path) -> None:
    ran = run("init", "demo", cwd=write(tmp_path, {"demo": "a file"}))
    assert (ran.code, ran.err) == (2, "kb: demo is no folder\n")


# kb new.


@pytest.mark.parametrize(
    ("kind", "id_", "path", "says"),
    [
        ("code", "shop/e1003", "records/codes/shop/e1003.yaml", "code: E1003\nname: TODO\n"),
        ("code", "code:shop/e1003", "records/codes/shop/e1003.yaml", "code: E1003\nname: TODO\n"),
        ("code", "smtp/504", "records/codes/smtp/504.yaml", "code: 504\n"),
        ("code", "enhanced/5.7.1", "records/codes/enhanced/5.7.1.yaml", "code: 5.7.1\n"),
        ("code", "shop/api/e9001", "records/codes/shop/api/e9001.yaml", "code: E9001\n"),
        ("guide", "refunds", "records/guides/refunds.md", "---\ntitle: TODO\ncategory: payments\n"),
        ("guide", "2024/refunds", "records/guides/2024/refunds.md", "---\n\nTODO\n"),
        ("term", "node.js", "records/terms/node.js.yaml", "term: TODO\n"),
    ],
)
def test_new_writes_a_skeleton(demo: Path, kind: str, id_: str, path: str, says: str) -> None:
    """Its place is printed alone, and kb finds the record under its id."""
    ran = run("new", kind, id_, cwd=demo)
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert says in (demo / path).read_text(encoding="utf-8")
    assert f"{kind}:{id_.removeprefix('code:')}" in kb.load(demo)


@pytest.mark.parametrize(("kind", "id_"), [("code", "shop/e1003"), ("guide", "refunds"), ("term", "refund")])
def test_a_skeleton_is_no_more_than_unfinished(demo: Path, kind: str, id_: str) -> None:
    """Nothing in it is wrong; what is found says only that it waits for its author."""
    (file,) = run("new", kind, id_, cwd=demo).out.split()
    findings = kb.lint(kb.load(demo))
    assert {finding.path for finding in findings} <= {file}
    assert {finding.rule for finding in findings} <= SKELETON
    assert not any(finding.severity == "error" for finding in findings)


@pytest.mark.parametrize("kind", ["code", "guide", "term"])
def test_every_comment_of_a_skeleton_is_a_field(demo: Path, kind: str) -> None:
    """Whoever removes the `# ` before a line has a field that the kind knows, and nothing else is wrong with it."""
    (file,) = run("new", kind, "shop/e1003", cwd=demo).out.split()
    text = (demo / file).read_text(encoding="utf-8")
    assert text.count("\n# ") > 3
    (demo / file).write_text(text.replace("\n# ", "\n"), encoding="utf-8")
    assert [line for line in brief(kb.lint(kb.load(demo))) if line[:3] in ("KB0", "KB1")] == []


def test_new_from_a_subfolder(demo: Path) -> None:
    """The path is printed as the user can open it from there."""
    ran = run("new", "term", "refund", cwd=demo / "records/codes")
    assert ran.out == "../terms/refund.yaml\n"


def test_new_speaks_of_a_family_that_is_not_declared(demo: Path) -> None:
    assert "the family `ftp` is not declared in kb.yaml yet" in run("new", "code", "ftp/504", cwd=demo).err
    assert run("new", "code", "shop/e1003", cwd=demo).err == ""


def test_new_in_an_empty_project(tmp_path: Path) -> None:
    """The folders are made, where kb.yaml wants them."""
    write(tmp_path, {"kb.yaml": "records: site\n"})
    assert run("new", "guide", "first", cwd=tmp_path).out == "site/guides/first.md\n"
    assert "category: TODO" in (tmp_path / "site/guides/first.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "id_", "says"),
    [
        ("code", "shop/e1001", "`code:shop/e1001` exists already, in records/codes/shop/e1001.yaml"),
        ("term", "Refund", "`Refund` is no id: use lower-case letters"),
        ("term", "a b", "`a b` is no id"),
        ("term", "../x", "`../x` is no id"),
        ("term", "a/../../x", "`a/../../x` is no id"),
        ("term", "/etc/x", "`/etc/x` is no id"),
        ("term", "a//b", "`a//b` is no id"),
        ("term", "", "`` is no id"),
        ("term", "a\nb", "`a\\u000ab` is no id"),
        ("code", "504", "a code's id begins with its family, as in `smtp/504`"),
        ("term", "refund.en", "a file `refund.en` would be the translation of `refund` into `en`; choose another id"),
        ("term", "x" * 300, "File name too long"),
    ],
)
def test_new_refuses(demo: Path, kind: str, id_: str, says: str) -> None:
    """Nothing is written."""
    before = contents(demo)
    ran = run("new", kind, id_, cwd=demo)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert contents(demo) == before


@pytest.mark.parametrize("file", ["guides/a.md", "guides/a.yaml"])
def test_new_never_overwrites(demo: Path, file: str) -> None:
    """Neither a file that cannot be read as a record, nor the other form of a guide."""
    write(demo, {f"records/{file}": "mine: [\n"})
    ran = run("new", "guide", "a", cwd=demo)
    assert ran.code == 2
    assert "exists already" in ran.err
    assert (demo / f"records/{file}").read_text() == "mine: [\n"


def test_new_finds_an_id_inside_a_stream(demo: Path) -> None:
    """The id is taken, although no file is called so."""
    write(demo, {"records/codes/shop.yaml": "id: shop/e3001\ncode: E3001\n---\nid: shop/e3002\ncode: E3002\n"})
    assert "exists already, in records/codes/shop.yaml" in run("new", "code", "shop/e3002", cwd=demo).err


def test_files_are_written_for_all_to_read(demo: Path) -> None:
    """As the umask says, like files of any other program."""
    mask = os.umask(0)
    os.umask(mask)
    assert (demo / "kb.yaml").stat().st_mode & 0o777 == 0o666 & ~mask
