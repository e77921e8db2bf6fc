"""Rules of installed packages, in a virtual environment's manner: a folder on Python's path with their metadata."""

from __future__ import annotations

from pathlib import Path

from scratch import CODE, ROOT, TERM, spawn, write

RULE = '''"""A name shouts.

Readers read capitals more slowly.

Bad:

```yaml title="terms/tls.yaml"
term: TLS!  # error
definition: A protocol.
```

Good:

```yaml title="terms/tls.yaml"
term: TLS
definition: A protocol.
```
"""

from kb import Severity
from kb.finding import Fault

CODE = "ACME101"
SEVERITY = Severity.WARNING


def check(base):
    for record in base:
        if record.title.endswith("!"):
            yield Fault(record.path, record.span, "the name shouts", record.key)
'''
POINTS = "[kb.rules]\nacme = acme_rules.shouting_name\n"
BASE = {"kb.yaml": "", "records/codes/smtp/504.yaml": CODE.replace("Not Implemented", "No!")}


def installed(folder: Path, rule: str = RULE, points: str = POINTS) -> Path:
    """Give a folder in which a package with a rule is installed."""
    return write(
        folder,
        {
            "acme_rules/__init__.py": "",
            "acme_rules/shouting_name.py": rule,
            "acme_rules-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n",
            "acme_rules-1.0.dist-info/entry_points.txt": points,
        },
    )


def path(*folders: Path) -> str:
    return ":".join(map(str, (ROOT, *folders)))


def test_a_rule_of_an_installed_package_runs_and_is_known_everywhere(tmp_path: Path) -> None:
    root, packages = write(tmp_path / "base", BASE), path(installed(tmp_path / "packages"))
    found = spawn("lint", "--select", "ACME", cwd=root, PYTHONPATH=packages)
    assert (found.code, "504.yaml:1:1: warning ACME101 shouting-name: the name shouts" in found.out) == (1, True)
    hidden = spawn("lint", "--select", "shouting-name", "--ignore", "ACME101", cwd=root, PYTHONPATH=packages)
    assert "ACME101" not in hidden.out
    assert "ACME101" in spawn("rules", cwd=root, PYTHONPATH=packages).out
    assert "A name shouts." in spawn("explain", "ACME101", cwd=root, PYTHONPATH=packages).out
    write(root, {"kb.yaml": "lint: {severity: {ACME101: off}, ignore: [KB3, KB4]}\n"})
    assert spawn("lint", cwd=root, PYTHONPATH=packages).code == 0


def test_nothing_of_the_repository_under_check_is_a_plug_in(tmp_path: Path) -> None:
    """The same package lies in the project, which is the working folder; neither it nor a module of its runs."""
    trap = "import pathlib; pathlib.Path(__file__).with_name('sprung').touch()\n"
    root = installed(write(tmp_path / "base", BASE), RULE + trap)
    write(root, {"networkx.py": trap, "typer.py": trap, "sitecustomize.py": ""})
    ran = spawn("lint", "--select", "ACME", cwd=root)
    assert "no rule is called `ACME`" in ran.err
    assert spawn("lint", "--fail-on", "never", cwd=root).code == 0
    assert not list(root.rglob("sprung"))


def test_a_rule_that_cannot_be_used_is_named_in_one_line(tmp_path: Path) -> None:
    root = write(tmp_path / "base", {**BASE, "records/terms/starttls.yaml": TERM})
    wrong = {
        "cannot be loaded": ("1 / 0\n", POINTS),
        "needs a CODE": (RULE.replace("ACME101", "KB999"), POINTS),
        "needs a SEVERITY": (RULE.replace("Severity.WARNING", "'warning'"), POINTS),
        "is no rule": (RULE.replace("def check", "def look"), POINTS),
        "of another": (RULE, POINTS + "again = acme_rules.shouting_name\n"),
    }
    for number, (words, (rule, points)) in enumerate(wrong.items()):
        packages = path(installed(tmp_path / f"packages{number}", rule, points))
        ran = spawn("lint", cwd=root, PYTHONPATH=packages)
        assert (ran.code, ran.err.count("\n"), words in ran.err, "acme-rules" in ran.err) == (2, 1, True, True), ran.err
