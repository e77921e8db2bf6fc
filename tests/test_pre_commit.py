"""The hook, as pre-commit itself installs and runs it when someone commits.

The first test installs kb into pre-commit's own environment, which takes some seconds and a package index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from scratch import ROOT, sample, write

OFFLINE = ("NewConnectionError", "name resolution", "nodename nor servname", "Network is unreachable", "ProxyError")
NOT_SHIPPED = {".git", ".venv", "build", "dist", "site", "tests", "benchmarks"}
CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
CONFIG = ".pre-commit-config.yaml"
E1001 = "records/codes/shop/e1001.yaml"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("git"), reason="needs git")]


class Repository:
    """A git repository whose commits are checked by pre-commit."""

    def __init__(self, folder: Path, home: Path) -> None:
        """Begin it; `home` is where pre-commit keeps its environments."""
        self.folder = folder
        self.home = home
        quiet = ("GIT_", "PRE_COMMIT", "VIRTUAL_ENV", "PYTHONPATH", "COV_", "COVERAGE_")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(quiet)}
        self.env |= {"PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "--local", "user.name", "Ada")
        self.git("config", "--local", "user.email", "ada@example.org")

    def call(self, *words: str) -> tuple[int, str]:
        """Run a program here; give its exit code and all that it said."""
        done = subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False, timeout=300
        )
        return done.returncode, done.stdout + done.stderr

    def git(self, *words: str) -> str:
        """Run git, which must succeed."""
        code, said = self.call("git", *words)
        assert code == 0, said
        return said.strip()

    def pre_commit(self, *words: str) -> tuple[int, str]:
        """Run pre-commit."""
        return self.call(sys.executable, "-m", "pre_commit", *words)

    def commit(self, message: str = "Change records") -> tuple[int, str]:
        """Commit all changes, as an author does."""
        self.git("add", "--all")
        return self.call("git", "commit", "--message", message)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a file by hand."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session", name="hook")
def _hook(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """Give kb as a repository of hooks, its commit, and a home of pre-commit in which the hook is installed.

    Processes of pytest-xdist share it: who comes second finds it there, and pre-commit locks its home itself.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, home = shared / "kb-hook", shared / "pre-commit-home"
    if not folder.exists():
        with suppress(OSError):  # another process was quicker
            _publish(tmp_path_factory.mktemp("hook") / "kb", home).rename(folder)
    sha = (folder / ".git" / "refs" / "heads" / "main").read_text().strip()
    scratch = Repository(tmp_path_factory.mktemp("installing"), home)
    write(scratch.folder, {CONFIG: config(folder, sha)})
    code, said = scratch.pre_commit("install-hooks")
    if code and any(word in said for word in OFFLINE):
        pytest.skip("the packages that kb needs cannot be reached from here")
    assert code == 0, said
    return folder, sha, home


def _publish(folder: Path, home: Path) -> Path:
    """Copy what is in the working tree into a repository of its own, and commit it."""
    shutil.copytree(ROOT, folder, ignore=lambda at, _: CACHES | (NOT_SHIPPED if Path(at) == ROOT else set()))
    repository = Repository(folder, home)
    assert repository.commit("Publish kb")[0] == 0
    return folder


def config(hook: Path, sha: str, *args: str) -> str:
    """Give what the manual tells to write into `.pre-commit-config.yaml`."""
    return f"repos:\n  - repo: {hook}\n    rev: {sha}\n    hooks:\n      - id: kb-lint\n        args: {list(args)}\n"


@pytest.fixture(name="project")
def _project(hook: tuple[Path, str, Path], tmp_path: Path) -> Repository:
    """Give a base with the hook installed and one commit that it let pass."""
    folder, sha, home = hook
    repository = Repository(tmp_path / "shop", home)
    write(repository.folder, sample() | {CONFIG: config(folder, sha)})
    assert repository.pre_commit("install")[0] == 0
    code, said = repository.commit("Begin")
    assert (code, "kb lint" in said, "Passed" in said) == (0, True, True), said
    return repository


def refused(repository: Repository, place: str, rule: str) -> None:
    """Commit, and see it refused with a place and a rule."""
    before = repository.git("rev-parse", "HEAD")
    code, said = repository.commit()
    assert code == 1, said
    assert "kb lint" in said
    assert "Failed" in said
    (line,) = [line for line in said.splitlines() if rule in line]
    assert line.startswith(place), line
    assert repository.git("rev-parse", "HEAD") == before


def test_a_clean_change_passes(project: Repository) -> None:
    project.replace(E1001, "The card is valid, but", "The card is valid, and yet")
    code, said = project.commit()
    assert code == 0, said
    assert "Passed" in said


def test_a_broken_reference_is_refused(project: Repository) -> None:
    project.replace(E1001, "terms: [authorization,", "terms: [authorisation,")
    refused(project, f"{E1001}:14:9: error", "KB201 broken-reference")


def test_deleting_a_record_that_others_use_is_refused(project: Repository) -> None:
    """The files that are committed are not the ones that break."""
    (project.folder / "records/codes/shop/e2002.yaml").unlink()
    refused(project, "records/codes/shop/e2001.yaml:9:11: error", "KB201 broken-reference")


def test_renaming_a_record_is_refused_until_its_users_follow(project: Repository) -> None:
    project.git("mv", "records/codes/shop/e2002.yaml", "records/codes/shop/e2003.yaml")
    project.replace("records/codes/shop/e2003.yaml", "code: E2002", "code: E2003")
    refused(project, "records/codes/shop/e2001.yaml:9:11: error", "KB201 broken-reference")
    project.replace("records/codes/shop/e2001.yaml", "with: shop/e2002", "with: shop/e2003")
    assert project.commit()[0] == 0


def test_a_warning_is_refused_too(project: Repository) -> None:
    write(project.folder, {"records/terms/a.yml": "term: A\n"})
    refused(project, "records/terms/a.yml:1:1: warning", "KB005 stray-file")


def test_a_broken_configuration_is_refused(project: Repository) -> None:
    project.replace("kb.yaml", "language: en", "langauge: en")
    refused(project, "kb.yaml:3:1: error", "KB006 invalid-config")


def test_only_what_is_committed_counts(project: Repository) -> None:
    """A record that is still being written stops no commit of another."""
    project.replace(E1001, "The card is valid, but", "The card is valid, and yet")
    project.git("add", "--all")
    project.replace("records/terms/authorization.yaml", "[[payment-provider]]", "[[payment-pro")
    code, said = project.call("git", "commit", "--message", "Change one")
    assert code == 0, said
    assert "[[payment-pro" in (project.folder / "records/terms/authorization.yaml").read_text(encoding="utf-8")


def test_a_base_in_a_folder_of_the_repository(hook: tuple[Path, str, Path], tmp_path: Path) -> None:
    """`args: [--root, docs]` says where it is; places are those of the repository."""
    folder, sha, home = hook
    repository = Repository(tmp_path / "product", home)
    write(
        repository.folder,
        {f"docs/{path}": text for path, text in sample().items()} | {CONFIG: config(folder, sha, "--root", "docs")},
    )
    assert repository.pre_commit("install")[0] == 0
    assert repository.commit("Begin")[0] == 0
    repository.replace(f"docs/{E1001}", "shop/e1002", "shop/e1009")
    refused(repository, f"docs/{E1001}:9:11: error", "KB201 broken-reference")


def installed(home: Path) -> Path:
    """Give the folder of the programs that pre-commit installed for the hook."""
    (program,) = home.glob("repo*/py_env-*/bin/kb")
    return program.parent


def test_the_settings_of_kb_init_work_where_kb_is_installed(hook: tuple[Path, str, Path], tmp_path: Path) -> None:
    """The first commit of a new base passes, and a broken one is refused."""
    repository = Repository(tmp_path, hook[2])
    repository.env["PATH"] = f"{installed(hook[2])}{os.pathsep}{repository.env['PATH']}"
    assert repository.call("kb", "init")[0] == 0
    assert repository.pre_commit("install")[0] == 0
    code, said = repository.commit("Begin")
    assert code == 0, said
    repository.replace(E1001, "terms: [authorization,", "terms: [authorisation,")
    refused(repository, f"{E1001}:14:9: error", "KB201 broken-reference")


def test_the_hook_installs_no_more_than_it_needs(hook: tuple[Path, str, Path], tmp_path: Path) -> None:
    """No engine of sites; who asks for one is told what to install."""
    home = hook[2]
    packages = {path.name for path in (installed(home).parent / "lib").glob("python*/site-packages/*")}
    assert {"kb", "networkx", "ruamel", "typer"} <= packages
    assert not {"mkdocs", "material", "rdflib", "pytest"} & packages
    repository = Repository(tmp_path, home)
    write(repository.folder, sample())
    code, said = repository.call(str(installed(home) / "kb"), "build")
    assert (code, said) == (2, "kb: this needs material, which is not installed; pip install 'kbgraph[site]'\n")
