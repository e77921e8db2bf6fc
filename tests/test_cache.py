"""The cache: the same bytes as without it, whatever happened in between, and nothing worse when it is damaged."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest
from scratch import CODE, ENVIRONMENT, GUIDE, TERM, run, spawn, spawn_bound, write

import kb
from kb.cache import Cache, place
from kb.checking import check

TEXTS = {
    "kb.yaml": "languages: [en, ko]\nfamilies:\n  smtp: {name: SMTP, registry: smtp.csv}\nlint: {fail_on: error}\n",
    "smtp.csv": "code,name,status,source\n504,Not Implemented,assigned,RFC 5321\n502,Other,assigned,RFC 5321\n",
    "records/codes/smtp/504.yaml": CODE + "terms: [startls, starttls]\nfix: See [notes](../../../notes.md).\n",
    "records/codes/smtp/504.ko.yaml": "name: 없음\n",
    "records/guides/replies.md": GUIDE,
    "records/terms/starttls.yaml": TERM,
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project with findings, and a cache folder of its own."""
    monkeypatch.setenv("KB_CACHE_DIR", str(tmp_path / "cache"))
    return write(tmp_path / "project", TEXTS)


def checked(root: Path, **options: object) -> tuple[list[kb.Finding], bool]:
    """Check with the cache; give the findings, and whether records were read or recalled for it."""
    found = check(root, Cache(root), **options)  # type: ignore[arg-type]
    return found.findings, bool(found.base.readings)


def fresh(root: Path) -> list[kb.Finding]:
    return kb.lint(kb.load(root))


def test_a_second_run_gives_the_same_without_reading(root: Path) -> None:
    assert checked(root) == (fresh(root), True)
    assert checked(root) == (fresh(root), False)


def test_other_options_have_a_result_of_their_own(root: Path) -> None:
    checked(root)
    assert checked(root, select=["KB201"]) == (kb.lint(kb.load(root), select=["KB201"]), True)
    assert checked(root, select=["KB201"])[1] is False
    assert checked(root)[1] is False


CHANGES = {
    "a record": {"records/terms/starttls.yaml": TERM + "related: [nowhere]\n"},
    "a record that others name": {"records/terms/startls.yaml": TERM},
    "a translation": {"records/codes/smtp/504.ko.yaml": "name: 없음\nsummary: 없음\nfix: 없음\n"},
    "kb.yaml": {"kb.yaml": TEXTS["kb.yaml"].replace("ko", "fr")},
    "a registry": {"smtp.csv": TEXTS["smtp.csv"] + "503,Third,assigned,RFC 5321\n"},
    "the target of a file link": {"notes.md": "here\n"},
    "a stray file": {"records/codes/smtp/503.yml": CODE},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_is_seen(root: Path, change: dict[str, str]) -> None:
    before, _ = checked(root)
    write(root, change)
    after, was_read = checked(root)
    assert after == fresh(root)
    assert after != before
    assert was_read
    assert checked(root) == (after, False)


def test_a_file_that_went_is_seen(root: Path) -> None:
    checked(root)
    (root / "records/terms/starttls.yaml").unlink()
    assert checked(root) == (fresh(root), True)
    (root / "smtp.csv").unlink()
    assert checked(root) == (fresh(root), True)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_the_same_bytes_are_printed(root: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "KB_CACHE_DIR", os.environ["KB_CACHE_DIR"])
    without = run("lint", "--no-cache", "--format", form, cwd=root)
    assert without.code == 1
    assert not (root.parent / "cache").exists()
    for _ in range(3):
        assert run("lint", "--format", form, cwd=root) == without
    assert list((root.parent / "cache").iterdir())


def file_of(root: Path) -> Path:
    folder = place(root)
    assert folder is not None
    return next(folder.glob("*.sqlite"))


def test_a_damaged_cache_is_as_good_as_none(root: Path) -> None:
    """Whatever part of the file is damaged, the findings are the same, and the next run has a whole one again."""
    checked(root)
    whole = file_of(root).read_bytes()
    damages = [b"", b"no database", whole[: len(whole) // 2], whole[:100] + b"\xff" * 4000 + whole[4100:]]
    for start in range(0, len(whole), 3000):
        damages.append(whole[:start] + b"\0\xff" * 200 + whole[start + 400 :])
    for damage in damages:
        file_of(root).write_bytes(damage)
        assert checked(root)[0] == fresh(root)
        assert checked(root)[0] == fresh(root)


def test_a_cache_of_another_kb_is_not_used(root: Path) -> None:
    checked(root)
    with sqlite3.connect(file_of(root)) as connection:
        connection.execute("update facts set value = x'00' where name = 'stamp'")
    connection.close()
    assert checked(root) == (fresh(root), True)


class Trap:
    """Runs something when a careless reader unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["KB_TRAP"],)


def test_a_planted_cache_runs_nothing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_TRAP", str(tmp_path / "sprung"))
    checked(root)
    data = pickle.dumps(Trap())
    mark = blake2b(data, digest_size=16).digest()
    with sqlite3.connect(file_of(root)) as connection:
        connection.execute("update results set mark = ?, data = ?", (mark, data))
        connection.execute("update readings set mark = ?, data = ?", (mark, data))
    connection.close()
    assert checked(root)[0] == fresh(root)
    assert not (tmp_path / "sprung").exists()
    pickle.loads(data)  # the trap works
    assert (tmp_path / "sprung").exists()


def test_two_processes_at_once(root: Path) -> None:
    """Several runs begin together on an empty cache; all print the same."""
    command = [sys.executable, "-m", "kb", "lint", "--format", "json"]
    env = {**ENVIRONMENT, "KB_CACHE_DIR": str(root.parent / "cache")}
    runs = [
        subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "1234"
    ]
    ended = [process.communicate(timeout=60) for process in runs]
    assert len({out for out, _ in ended}) == 1
    assert {err for _, err in ended} == {b""}
    assert checked(root) == (fresh(root), False)


def test_a_cache_that_another_process_holds_is_done_without(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.cache.PATIENCE", 0.01)
    checked(root)
    write(root, CHANGES["a record"])
    holder = sqlite3.connect(file_of(root), isolation_level=None)
    holder.execute("begin exclusive")
    assert checked(root) == (fresh(root), True)
    holder.execute("commit")
    holder.close()
    assert checked(root) == (fresh(root), True)
    assert checked(root) == (fresh(root), False)


def test_a_folder_that_cannot_be_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only disk: the cache that is there is used, and one that is not there is not missed."""
    cache = root.parent / "cache"
    expected = spawn("lint", "--no-cache", cwd=root)
    cache.mkdir()
    monkeypatch.setitem(ENVIRONMENT, "KB_CACHE_DIR", str(cache))
    cache.chmod(0o555)
    assert spawn_bound("lint", cwd=root) == expected
    assert list(cache.iterdir()) == []
    cache.chmod(0o755)
    assert spawn("lint", cwd=root) == expected
    (kept,) = cache.iterdir()
    kept.chmod(0o444)
    cache.chmod(0o555)
    assert spawn_bound("lint", cwd=root) == expected
    assert spawn_bound("lint", "--select", "KB201", cwd=root).code == 1
    cache.chmod(0o755)
    for odd in (str(root / "kb.yaml"), "/dev/null/kb", ""):
        assert spawn("lint", cwd=root, KB_CACHE_DIR=odd, HOME="/nonexistent") == expected


def test_a_default_folder_in_the_project_is_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the project may be of a stranger's branch."""
    monkeypatch.delenv("KB_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / ".cache"))
    assert place(root) is None
    assert checked(root) == (fresh(root), True)
    assert not (root / ".cache").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "home"))
    assert place(root) == root.parent / "home" / "kb"


def test_what_is_no_longer_there_is_forgotten(root: Path) -> None:
    checked(root)
    (root / "records/guides/replies.md").unlink()
    write(root, {"records/terms/tls.yaml": TERM.replace("STARTTLS", "TLS")})
    checked(root)
    with sqlite3.connect(file_of(root)) as connection:
        names = [name for (name,) in connection.execute("select source from readings")]
    connection.close()
    assert not any("replies" in name for name in names)
    assert any("tls.yaml" in name for name in names)
