"""Which files are read and which are not, and how files are written."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from scratch import CODE, GUIDE, TERM, brief, found, sample, spawn_bound, write

import kb
from kb.reader import LARGEST
from kb.writing import write as write_file

LANGUAGES = "languages: [en, ko, pt-BR]\n"


def load(folder: Path, texts: dict[str, str | bytes], config: str = LANGUAGES) -> kb.Base:
    """Load a folder with a kb.yaml and records of the given paths."""
    return kb.load(write(folder, {"kb.yaml": config} | {f"records/{path}": text for path, text in texts.items()}))


def stray(base: kb.Base) -> list[str]:
    """Give the files that are found to be none of the records, with what is said about each."""
    return [f"{finding.path}: {finding.message}" for finding in kb.lint(base, select=["KB005"])]


def keys(base: kb.Base) -> list[str]:
    """Give the keys of the records, and of the translations with their language."""
    return [f"{record.key}{'@' + record.language if record.language else ''}" for record in base.all_records]


# What is a record.


def test_the_id_is_the_path() -> None:
    texts = {
        "codes/smtp/504.yaml": CODE,
        "guides/a/b/c.md": GUIDE,
        "guides/d.yaml": "title: D\nbody: x\n",
        "terms/t.md": TERM,
    }
    base = kb.load(texts)
    assert list(base.records) == ["code:smtp/504", "guide:a/b/c", "guide:d"]
    assert base["guide:a/b/c"].body == "Read the first digit."


def test_a_stream_holds_several_records() -> None:
    base = kb.load({"codes/errno.yaml": "id: errno/eperm\ncode: EPERM\n---\nid: errno/enoent\ncode: ENOENT\n"})
    assert [(record.key, record.code) for record in base] == [
        ("code:errno/eperm", "EPERM"),
        ("code:errno/enoent", "ENOENT"),
    ]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("codes/smtp/504.ko.yaml", "code:smtp/504@ko"),
        ("guides/a.ko.md", "guide:a@ko"),
        ("guides/a.pt-BR.yaml", "guide:a@pt-BR"),
        ("codes/enhanced/5.7.1.yaml", "code:enhanced/5.7.1"),
        ("codes/enhanced/5.7.1.ko.yaml", "code:enhanced/5.7.1@ko"),
        ("terms/node.js.yaml", "term:node.js"),
        ("terms/node.js.ko.yaml", "term:node.js@ko"),
        ("terms/tls.de.yaml", "term:tls@de"),
        ("terms/tls-1.3.yaml", "term:tls-1.3"),
        ("terms/ko.yaml", "term:ko"),
        ("terms/a.b.c.yaml", "term:a.b.c"),
        ("codes/v1.ko/x.yaml", "code:v1.ko/x"),
    ],
)
def test_translations_and_ids_with_dots(path: str, key: str) -> None:
    """A declared language at the end makes a translation; so does what looks like one beside an original."""
    text = GUIDE if path.endswith(".md") else TERM
    assert key in keys(kb.load({"kb.yaml": LANGUAGES, "records/terms/tls.yaml": TERM, f"records/{path}": text}))


def test_an_undeclared_language_is_found() -> None:
    """The author forgot to declare it; silence would make a record of it."""
    assert found(
        {"kb.yaml": LANGUAGES, "records/terms/tls.de.yaml": TERM, "records/terms/tls.yaml": TERM}, "KB605"
    ) == ["KB605 records/terms/tls.de.yaml:1:1"]


# What is none.


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("terms/a.yml", "kb does not read `.yml` files; name it `a.yaml`"),
        ("terms/a.YAML", "kb does not read `.YAML` files; name it `a.yaml`"),
        ("guides/a.markdown", "kb does not read `.markdown` files; name it `a.md`"),
        ("guides/a.MD", "kb does not read `.MD` files; name it `a.md`"),
        ("codes/a.json", "kb does not read `.json` files; name it `a.yaml`"),
        ("codes/a.txt", "this is no record: records are `.yaml` files, or `.md` files with front matter"),
        ("codes/a", "this is no record: "),
        ("terms/a.yaml.bak", "this is no record: "),
        ("term/a.yaml", "records live in `codes/`, `guides/`, `terms/`; did you mean `terms/` in place of `term/`?"),
        ("Codes/a.yaml", "did you mean `codes/` in place of `Codes/`?"),
        ("other/a.yaml", "this file is in no folder of records (`codes/`, `guides/`, `terms/`), so nothing reads it"),
        ("a.yaml", "this file is in no folder of records"),
    ],
)
def test_stray_files_are_found(tmp_path: Path, path: str, says: str) -> None:
    """One finding on the file; the others are read as ever."""
    base = load(tmp_path, {path: TERM, "terms/tls.yaml": TERM})
    (message,) = stray(base)
    assert message.startswith(f"records/{path}: ")
    assert says in message
    assert list(base.records) == ["term:tls"]


def test_records_in_a_misspelt_folder_are_not_missed_elsewhere(tmp_path: Path) -> None:
    """What is wrong is the folder, not the references to what is in it."""
    base = load(tmp_path, {"term/a.yaml": TERM, "codes/a/1.yaml": f"{CODE}terms: [a]\nfix: See [[a]].\n"})
    assert brief(kb.lint(base, select=["KB005", "KB2", "KB401"])) == ["KB005 records/term/a.yaml:1:1"]


@pytest.mark.parametrize(
    "path",
    [
        ".hidden.yaml",
        "terms/.a.yaml",
        "terms/.a.yaml.swp",
        ".git/a.yaml",
        "terms/.drafts/a.yaml",
        "README.md",
        "index.md",
        "registries/smtp.csv",
        "images/a.png",
    ],
)
def test_files_that_are_no_ones_business(tmp_path: Path, path: str) -> None:
    """Hidden files, and what lies beside the folders of records and is not YAML."""
    for base in (load(tmp_path, {path: "x"}), kb.load({"kb.yaml": "", f"records/{path}": "x", "records/a.md": ""})):
        assert (list(base), stray(base)) == ([], [])


def test_folders_may_be_nested_as_deep_as_the_system_allows(tmp_path: Path) -> None:
    """Deeper than Python nests calls."""
    load(tmp_path, {"terms/tls.yaml": TERM})
    folder = "records/terms/" + "/".join("x" * 1200)
    subprocess.run(["mkdir", "-p", folder], cwd=tmp_path, check=True)
    (tmp_path / folder / "a.yaml").write_text(TERM)
    base = kb.load(tmp_path)
    subprocess.run(["rm", "-r", "records/terms/x"], cwd=tmp_path, check=True)
    assert [len(record.id) for record in base] == [3, 2401]


def test_folders_named_like_records_are_folders(tmp_path: Path) -> None:
    assert list(load(tmp_path, {"codes/a.yaml/b.yaml": CODE}).records) == ["code:a.yaml/b"]


# Symbolic links.


def linked(folder: Path, target: str | Path, name: str = "records/terms/link.yaml") -> kb.Base:
    """Load a base in which one of two terms is a symbolic link."""
    write(folder, {"project/kb.yaml": "", "project/records/terms/tls.yaml": TERM, "outside.yaml": "term: Secret\n"})
    (folder / "project" / name).symlink_to(target)
    return kb.load(folder / "project")


def test_a_link_to_a_file_inside_is_followed(tmp_path: Path) -> None:
    base = linked(tmp_path, "tls.yaml")
    assert base["term:link"].definition == base["term:tls"].definition


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("../../../outside.yaml", "this symbolic link leads outside the project; kb does not follow it"),
        ("/etc/passwd", "this symbolic link leads outside the project; kb does not follow it"),
        ("/etc", "this symbolic link leads outside the project; kb does not follow it"),
        ("nowhere.yaml", "this symbolic link leads nowhere"),
        ("link.yaml", "this symbolic link leads nowhere"),
        ("../terms", "this symbolic link leads to a folder; kb reads only links to files"),
    ],
)
def test_other_links_are_not_followed(tmp_path: Path, target: str, says: str) -> None:
    """One finding that says why; nothing outside the project is ever read."""
    base = linked(tmp_path, target)
    assert stray(base) == [f"records/terms/link.yaml: {says}"]
    assert list(base.records) == ["term:tls"]


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    """It could lead outside, or in a circle."""
    (tmp_path / "secret").mkdir()
    base = linked(tmp_path, tmp_path / "secret", "records/guides")
    assert stray(base) == ["records/guides: this symbolic link leads outside the project; kb does not follow it"]


def test_a_project_under_a_link(tmp_path: Path) -> None:
    """The root itself may be reached by any way."""
    write(tmp_path / "real", {"kb.yaml": "", "records/terms/tls.yaml": TERM})
    (tmp_path / "link").symlink_to("real")
    assert list(kb.load(tmp_path / "link").records) == ["term:tls"]


# Files that cannot be read.


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """One byte more than the largest is one too many."""
    filler = "# " + "x" * (LARGEST - len(TERM) - 3) + "\n"
    base = load(tmp_path, {"terms/fits.yaml": TERM + filler, "terms/large.yaml": TERM + filler + "\n"})
    assert list(base.records) == ["term:fits"]
    assert brief(kb.lint(base, select=["KB004"])) == ["KB004 records/terms/large.yaml:1:1"]


def test_a_huge_file_is_not_loaded_into_memory(tmp_path: Path) -> None:
    """A file of a hundred gigabytes, all of it a hole, is refused like any other."""
    load(tmp_path, {"terms/hole.yaml": ""})
    os.truncate(tmp_path / "records/terms/hole.yaml", 100 << 30)
    assert brief(kb.lint(kb.load(tmp_path), select=["KB004"])) == ["KB004 records/terms/hole.yaml:1:1"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Neither as a record, nor behind a link, nor as kb.yaml."""
    load(tmp_path, {"terms/tls.yaml": TERM})
    os.mkfifo(tmp_path / "records/terms/pipe.yaml")
    (tmp_path / "records/terms/link.yaml").symlink_to("pipe.yaml")
    assert brief(kb.lint(kb.load(tmp_path), select=["KB0"])) == ["KB003 records/terms/link.yaml:1:1"]
    for file in ("kb.yaml", "records/terms/link.yaml"):
        (tmp_path / file).unlink()
    os.mkfifo(tmp_path / "kb.yaml")
    assert brief(kb.lint(kb.load(tmp_path), select=["KB0"])) == ["KB006 kb.yaml:1:1"]


def test_a_folder_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    """Records in it are missing, and the references to them are not what is wrong."""
    tmp_path.chmod(0o755)
    load(tmp_path, {"terms/tls.yaml": TERM, "guides/secret/a.md": GUIDE})
    (tmp_path / "records/guides/secret").chmod(0)
    ran = spawn_bound("lint", "--select", "KB0", "--format", "github", cwd=tmp_path)
    (tmp_path / "records/guides/secret").chmod(0o755)
    assert ran.code == 1
    assert ran.out.count("\n") == 1
    assert "file=records/guides/secret" in ran.out
    assert "this folder cannot be read" in ran.out


def test_a_file_that_went_away_after_listing(tmp_path: Path) -> None:
    base = load(tmp_path, {"terms/tls.yaml": TERM + "foo: x\n"})
    (tmp_path / "records/terms/tls.yaml").unlink()
    assert base.lines("records/terms/tls.yaml").text == ""
    assert brief(kb.lint(base, select=["KB102"])) == ["KB102 records/terms/tls.yaml:3:1"]


# Odd names.


@pytest.mark.parametrize(
    "name",
    [
        "한국어",
        "Ünï",
        "with space",
        "quote'\"",
        "percent%20",
        "a,b:c",
        "-dash",
        "emoji🎉",
        "#hash",
        "[x]",
        "\u200b",
        "UPPER",
        "x" * 200,
    ],
)
def test_odd_names_are_read_and_refused_as_ids(tmp_path: Path, name: str) -> None:
    """The finding is on the file; `-dash` alone is an id like any other."""
    base = load(tmp_path, {f"terms/{name}.yaml": TERM, "terms/tls.yaml": TERM})
    places = [(finding.rule, finding.path) for finding in kb.lint(base, select=["KB105", "KB005"])]
    assert places == ([] if name in ("-dash", "x" * 200) else [("KB105", f"records/terms/{name}.yaml")])


@pytest.mark.parametrize("name", [b"a\nb.yaml", b"a\x1b[2J.yaml", b"latin\xe9.yaml", b"\xff.yaml"])
def test_names_that_cannot_be_shown_are_found(tmp_path: Path, name: bytes) -> None:
    """They would break reports, so they are not read; but nobody is left to wonder."""
    load(tmp_path, {"terms/tls.yaml": TERM})
    (tmp_path / "records/terms").joinpath(os.fsdecode(name)).write_text(TERM)
    base = kb.load(tmp_path)
    (message,) = stray(base)
    assert message.isprintable()
    assert "has characters that cannot be shown; rename it" in message
    assert list(base.records) == ["term:tls"]


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Whatever order the disk gives them in."""
    names = ["b", "a-1", "a/1", "a.b", "a", "B", "10", "9"]
    base = load(tmp_path, {f"terms/{name}.yaml": TERM for name in names})
    paths = [record.path for record in base]
    assert paths == sorted(paths)
    assert len(paths) == len(names)


# Texts in place of a folder.


def test_texts_with_and_without_a_configuration() -> None:
    """Without kb.yaml, or when nothing is under its folder of records, paths begin with the kind's folder."""
    bare = {"terms/tls.yaml": TERM}
    under = {f"records/{path}": text for path, text in bare.items()}
    for texts in (bare, bare | {"kb.yaml": ""}, under | {"kb.yaml": ""}):
        assert list(kb.load(texts).records) == ["term:tls"]
    assert [record.path for record in kb.load(under | {"kb.yaml": ""})] == ["records/terms/tls.yaml"]


def test_texts_may_be_bytes() -> None:
    assert kb.load({"terms/tls.yaml": TERM.encode()})["term:tls"].term == "STARTTLS"
    assert found({"terms/tls.yaml": b"\xff"}, "KB0") == ["KB003 terms/tls.yaml:1:1"]


def test_texts_are_read_as_the_same_files_are(tmp_path: Path) -> None:
    texts = sample() | {"records/terms/a.yml": TERM, "records/terms/b.yaml": "x", "other/c.yaml": ""}
    in_memory, on_disk = kb.load(texts), kb.load(write(tmp_path, texts))
    assert kb.lint(in_memory) == kb.lint(on_disk)
    assert [*in_memory.graph.nodes(data=True)] == [*on_disk.graph.nodes(data=True)]


def test_a_folder_without_kb_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no kb"):
        kb.load(tmp_path)


# Writing.


def test_writing_makes_folders_and_says_whether_anything_changed(tmp_path: Path) -> None:
    """What is the same is left alone, with its time."""
    file = tmp_path / "new" / "folder" / "a.txt"
    assert write_file(file, "한국어\n") is True
    before = file.stat()
    assert write_file(file, "한국어\n") is False
    assert file.stat() == before
    assert write_file(file, b"other") is True
    assert file.read_bytes() == b"other"


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444, 0o640])
def test_writing_keeps_permissions(tmp_path: Path, mode: int) -> None:
    """A file that others may not read stays so; a script stays one."""
    file = write(tmp_path, {"a.txt": "old"}) / "a.txt"
    file.chmod(mode)
    write_file(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", mode)


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    """Not those of a temporary file, which only its owner may read."""
    write_file(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_writing_leaves_no_temporary_files(tmp_path: Path) -> None:
    """Neither when it works, nor when it fails."""
    write_file(tmp_path / "a.txt", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_file(tmp_path / "folder", "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "folder"]


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure in the middle leaves the file as it was."""
    file = write(tmp_path, {"a.txt": "old"}) / "a.txt"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(file, "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target.txt")
    write_file(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "x"


def test_writing_to_a_pipe(tmp_path: Path) -> None:
    """What is no file is written to, not replaced."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_file(tmp_path / "pipe", "x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
