"""What starting kb costs: nothing heavy is imported by a command that does not need it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scratch import ENVIRONMENT, sample, write

HEAVY = (
    "jinja2",
    "lsprotocol",
    "markdown",
    "material",
    "mcp",
    "mkdocs",
    "networkx",
    "numpy",
    "pyarrow",
    "pygls",
    "rdflib",
    "rich",
)

SCRIPT = """
import json, sys
from kb.cli import main
sys.argv = ["kb", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(name for name in sys.modules if "." not in name)), file=sys.stderr)
"""


@pytest.fixture(scope="module", name="shop")
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the base that `kb init` makes."""
    return write(tmp_path_factory.mktemp("shop"), sample())


def imported(*words: str, cwd: Path) -> set[str]:
    """Run a command in a fresh process, and give which heavy packages it imported."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words], cwd=cwd, env=ENVIRONMENT, capture_output=True, check=True
    )
    return set(HEAVY) & set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "command",
    [
        "--version",
        "--help",
        "lint",
        "lint --format json",
        "lint --format github",
        "suggest",
        "rules",
        "explain KB301",
        "new term x",
        "schema kb",
        "lint --help",
    ],
)
def test_quick_commands_import_nothing_heavy(shop: Path, command: str) -> None:
    """They run in editors and before every commit."""
    assert imported(*command.split(), cwd=shop) == set()


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("show e1001", set()),
        ("stats", set()),
        ("path e1001 e2001", {"networkx"}),
        ("export --to dot", {"networkx"}),
        ("export --to turtle", {"networkx"}),
        ("export --to sqlite", {"networkx"}),
        ("export --help", set()),
    ],
)
def test_other_commands_import_what_they_need(shop: Path, command: str, needed: set[str]) -> None:
    """Of networkx as much as it wants itself, but nothing of the site."""
    assert imported(*command.split(), cwd=shop) - {"numpy"} == needed


def test_the_package_imports_nothing_heavy(shop: Path) -> None:
    """`import kb` and `kb.load` are light; the graph is built by networkx when it is first asked for."""
    script = "import sys, kb; base = kb.load(); print('networkx' in sys.modules); base.graph; print('networkx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=shop, env=ENVIRONMENT, capture_output=True, check=True)
    assert done.stdout.split() == [b"False", b"True"]


def test_without_the_extras_kb_says_what_to_install(shop: Path) -> None:
    """With Material for MkDocs out of reach, building ends in one line."""
    script = (
        "import sys; sys.modules['material'] = None; from kb.cli import main; sys.argv = ['kb', sys.argv[1]]; main()"
    )
    for command in ("build", "serve"):
        done = subprocess.run(
            [sys.executable, "-c", script, command], cwd=shop, env=ENVIRONMENT, capture_output=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr == b"kb: this needs material, which is not installed; pip install 'kbgraph[site]'\n"
