"""Revisions of a git repository as a project's files, read without a checkout and without running anything of theirs.

git is asked for the names and the bytes of what it stores, nothing else: no filter, hook, pager or helper runs, nothing
is fetched, and the index is not touched.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kb.errors import UserError
from kb.files import NOWHERE, OUTSIDE, TO_FOLDER, Files
from kb.names import nearest
from kb.reader import LARGEST

_SAFE = (
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
)
_ELSEWHERE = (
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE"),
    *("GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE"),
    *("GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
)
"""What a hook may have set for another repository; ours is the one that the project is in."""
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINK, _SUBMODULE = "120000", "160000"
_MOST_HOPS, _DEEPEST = 40, 250
"""The links in a path after which it counts as a circle, as for Linux; and the parts that no honest path has."""


class Commit(NamedTuple):
    """A commit, and what its user called it."""

    id: str
    name: str


class Repository:
    """The git repository of a project. It is a context manager, for it keeps a process of git to read from.

    `folder` is the project's folder below the top of the repository, with a slash at its end; empty for the top.
    """

    def __init__(self, root: Path) -> None:
        """Find the repository that a project's root is in. Raises `UserError` when there is none."""
        git = shutil.which("git")
        if git is None:
            raise UserError("git is not installed, or not on the PATH; revisions are read with it")
        self._command = (os.path.abspath(git), *_SAFE)
        self._environment = _environment()
        self._root = root
        self._blobs: _Blobs | None = None
        done = self._run("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
        if done.returncode:
            said = os.fsdecode(done.stderr).partition("\n")[0].removeprefix("fatal: ")
            if "not a git repository" in said:
                raise UserError(f"{root} is in no git repository, so it has no revisions")
            raise UserError(f"git cannot read the repository of {root}: {said}")
        is_inside, is_shallow, self.folder = os.fsdecode(done.stdout).removesuffix("\n").split("\n", 2)
        if is_inside != "true":
            raise UserError(f"{root} is in no work tree of git")
        self._is_shallow = is_shallow == "true"

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process of git."""
        if self._blobs:
            self._blobs.close()

    def commit(self, name: str) -> Commit:
        """Give the commit of a revision as git names them: a branch, a tag, `HEAD~3`. Raises `UserError`."""
        if name.startswith("-") or "\0" in name:
            raise UserError(f"`{name}` is no revision; none begins with `-`")
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        id_ = os.fsdecode(done.stdout).strip()
        if not name or done.returncode or not _COMMIT.fullmatch(id_):
            raise UserError(f"there is no revision `{name}` here{self._hint(name)}")
        return Commit(id_, name)

    def merge_base(self, a: Commit, b: Commit) -> Commit:
        """Give the best common ancestor of two commits. Raises `UserError` when they have none."""
        done = self._run("merge-base", a.id, b.id)
        id_ = os.fsdecode(done.stdout).strip()
        if done.returncode or not _COMMIT.fullmatch(id_):
            raise UserError(f"`{a.name}` and `{b.name}` have no common ancestor here{self._hint('')}")
        return Commit(id_, f"merge base of {a.name} and {b.name}")

    def files(self, commit: Commit) -> Revision:
        """Give the project's files as they are in a commit; none where the commit does not have the project's folder.

        Raises `UserError` when the clone does not have them.
        """
        found = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit.id}:{self.folder.removesuffix('/')}"
        )
        folder = os.fsdecode(found.stdout).strip()
        if found.returncode or self._run("cat-file", "-t", folder).stdout.strip() != b"tree":
            if self._run("cat-file", "-e", f"{commit.id}^{{tree}}").returncode:
                raise _lacking(commit)
            return Revision(self, commit, {})
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", folder)
        if listed.returncode:
            raise _lacking(commit)
        return Revision(self, commit, dict(_entries(listed.stdout)))

    def blob(self, id_: str) -> bytes | None:
        """Give the first bytes of a blob, one more than the largest file that kb reads; nothing when it is not here."""
        if self._blobs is None:
            self._blobs = _Blobs((*self._command, "cat-file", "--batch"), self._root, self._environment)
        return self._blobs.read(id_)

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 (git with options of ours; a revision never begins with `-`)
            [*self._command, *words],
            cwd=self._root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def _hint(self, name: str) -> str:
        """Say what may help when a revision is not found."""
        if self._is_shallow:
            return (
                "; this clone is shallow: `git fetch --unshallow` gets the rest (in GitHub Actions: `fetch-depth: 0`)"
            )
        refs = os.fsdecode(self._run("for-each-ref", "--format=%(refname:short)").stdout).split("\n")
        near = f"origin/{name}" if f"origin/{name}" in refs else nearest(name, [ref for ref in refs if ref])
        return f"; did you mean `{near}`?" if near else ""


def _environment() -> dict[str, str]:
    """Give the environment for git: neither another repository in it, nor traces on the streams that are read."""
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return {name: value for name, value in kept.items() if not name.startswith("GIT_TRACE")} | _ENVIRONMENT


class _Entry(NamedTuple):
    """A name in a tree: the mode, and the object."""

    mode: str
    id: str


def _entries(listing: bytes) -> Iterator[tuple[str, _Entry]]:
    """Read what `git ls-tree -z` prints."""
    for line in listing.split(b"\0"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, _, id_ = facts.decode().split(" ")
            yield os.fsdecode(path), _Entry(mode, id_)


class Revision(Files):
    """A project's files as they are in a commit. Links are followed within the commit; submodules are left out."""

    def __init__(self, repository: Repository, commit: Commit, entries: dict[str, _Entry]) -> None:
        """Take what `Repository.files` found."""
        super().__init__(None)
        self.commit = commit
        self.submodules = [path for path, entry in entries.items() if entry.mode == _SUBMODULE]
        self._repository = repository
        self._entries = {path: entry for path, entry in entries.items() if entry.mode != _SUBMODULE}
        self._links = {path for path, entry in self._entries.items() if entry.mode == _LINK}

    def paths(self, folder: str) -> list[str]:
        """Give the paths of the files below a folder but for hidden ones."""
        real = self._followed(folder)
        if real is None:
            return []
        start = f"{real}/" if real else ""
        prefix = "" if folder == "." else f"{folder}/"
        below = (path.removeprefix(start) for path in self._entries if path.startswith(start))
        return [prefix + path for path in below if not path.startswith(".") and "/." not in path]

    def _data(self, path: str) -> bytes:
        """Read a file, for `data`. Raises `UserError` when the clone does not have it."""
        real = self._followed(path)
        if real is None:
            raise PermissionError(f"{path} leads outside the project")
        entry = self._entries.get(real)
        if entry is None or entry.mode == _LINK:
            raise FileNotFoundError(path)
        return self._blob(entry)

    def link_problem(self, path: str) -> str | None:
        """Say why a path that is a symbolic link is not followed, as `Files.link_problem` does."""
        folder, _, name = path.rpartition("/")
        if posixpath.join(self._followed(folder) or "", name) not in self._links:
            return None
        real = self._followed(path)
        if real is None:
            return OUTSIDE
        if real in self._entries and real not in self._links:
            return None
        return TO_FOLDER if self._is_folder(real) else NOWHERE

    def is_outside(self, folder: str) -> bool:
        """Tell whether a folder leads outside the root."""
        return self._followed(folder) is None

    def has_folder(self, folder: str) -> bool:
        """Tell whether there is such a folder with something in it: git keeps no others."""
        real = self._followed(folder)
        return real is not None and self._is_folder(real)

    def _is_folder(self, real: str) -> bool:
        return not real or any(path.startswith(f"{real}/") for path in self._entries)

    def _followed(self, path: str) -> str | None:
        """Give a path with all links in it followed, or nothing when it leads outside; in a circle it stays a link."""
        done: list[str] = []
        pending = path.split("/")[::-1]
        hops = 0
        while pending:
            part = pending.pop()
            if part == "..":
                if not done:
                    return None
                done.pop()
            elif part not in ("", "."):
                done.append(part)
                here = "/".join(done) if self._links else ""
                if here in self._links and hops < _MOST_HOPS:
                    hops += 1
                    target = os.fsdecode(self._blob(self._entries[here])).split("/", _DEEPEST)
                    if not target[0]:
                        return None
                    if len(done) + len(pending) + len(target) > _DEEPEST:
                        return here
                    done.pop()
                    pending += target[::-1]
        return "/".join(done)

    def _blob(self, entry: _Entry) -> bytes:
        data = self._repository.blob(entry.id)
        if data is None:
            raise _lacking(self.commit)
        return data


def _lacking(commit: Commit) -> UserError:
    advice = "if it is a partial clone, `git fetch --refetch --no-filter` gets them"
    return UserError(f"this clone does not have the files of `{commit.name}`; {advice}")


class _Blobs:
    """A process of git that gives one object after the other."""

    def __init__(self, command: tuple[str, ...], folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def read(self, id_: str) -> bytes | None:
        """Give the first bytes of an object, as many as kb reads; nothing when git does not have it."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        try:
            asked.write(f"{id_}\n".encode())
            asked.flush()
        except BrokenPipeError:
            return None
        head = answered.readline().split()
        if len(head) != 3:  # `<id> missing`
            return None
        size = int(head[2])
        data = answered.read(min(size, LARGEST + 1))
        rest = size - len(data) + 1  # and the line feed after it
        while rest > 0 and (skipped := answered.read(min(rest, LARGEST))):
            rest -= len(skipped)
        return data

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
