"""The generator of benchmark bases, and that the benchmarks run. How fast anything is, no test says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import generate, plan  # noqa: E402

RECORDS = 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "base"
    generate.generate(folder, RECORDS)
    return folder


@pytest.fixture(scope="module")
def base(folder):
    return kb.load(folder)


@pytest.fixture(scope="module")
def degrees(base):
    """How many neighbours of each kind the codes and guides have on average: `code code`, `guide term`, ..."""
    found = Counter()
    for source, target, relation in {*base.graph.edges(keys=True)}:
        kinds = source.partition(":")[0], target.partition(":")[0]
        if relation != "mention":
            found[" ".join(kinds)] += 1
            found[" ".join(kinds[::-1])] += 1
    return {pair: count / len(base.of_kind(pair.split()[0])) for pair, count in found.items()}


def test_same_seed_same_bytes(folder, tmp_path):
    generate.generate(tmp_path, RECORDS)
    assert contents(tmp_path) == contents(folder)


def test_another_seed_gives_another_base(folder, tmp_path):
    generate.generate(tmp_path, RECORDS, seed=2)
    assert contents(tmp_path) != contents(folder)


def test_no_errors_and_no_warnings(base):
    assert [finding for finding in kb.lint(base) if finding.severity in ("error", "warning")] == []


@pytest.mark.parametrize("records", [10, 11, 25, 700])
def test_other_sizes_have_no_errors_either(records):
    base = kb.load(dict(generate.files(records, seed=3)))
    assert len(base) == records
    assert [finding for finding in kb.lint(base) if finding.severity in ("error", "warning")] == []


def test_shares_of_the_kinds(base):
    assert len(base) == RECORDS
    assert [len(base.of_kind(kind)) for kind in ("code", "guide", "term")] == [120, 30, 50]
    assert len(base.config.families) >= 3
    assert {record.family for record in base.of_kind("code")} == set(base.config.families)


@pytest.mark.parametrize(
    ("pair", "least", "most"),
    [("code code", 2.2, 3.6), ("code guide", 8, 12), ("code term", 18, 23), ("guide term", 9, 16)],
)
def test_density(degrees, pair, least, most):
    assert least <= degrees[pair] <= most


def test_comparisons_say_what_differs(base):
    notes = [note for edge, note in base.edges.items() if edge.relation == "compare"]
    assert len(notes) > RECORDS / 2
    assert all(notes)


def test_texts_link_to_every_kind(base):
    assert {use.target.kind for use in base.links} == {"code", "guide", "term"}
    assert any(use.link.heading for use in base.links)


def test_guides_are_articles(base):
    for guide in base.of_kind("guide"):
        assert len(re.findall(r"\w+", guide.body)) >= 300
        assert guide.body.count("\n## ") >= 3
        assert "\n| --- |" in guide.body
        assert guide.body.count("```") == 2


def test_size_of_the_yaml(folder):
    sizes = [path.stat().st_size for path in folder.rglob("records/**/*.yaml")]
    assert 900 <= sum(sizes) / len(sizes) <= 1500


def test_words_of_a_larger_base_do_not_run_out():
    draw = plan.Draw("test")
    names = [" ".join(name) for name in plan.names(draw, 500, ["a", "b", "c"], ["x", "y", "z"])]
    assert len(set(names)) == 500


def test_folder_must_be_empty(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(FileExistsError):
        generate.generate(tmp_path, RECORDS)


def test_too_few_records(tmp_path):
    with pytest.raises(ValueError, match="at least 10"):
        generate.generate(tmp_path, 3)


def test_command_line_of_the_generator(folder, tmp_path):
    command = [sys.executable, "-m", "benchmarks.generate", str(tmp_path / "new"), "--records", str(RECORDS)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert contents(tmp_path / "new") == contents(folder)


def test_benchmarks_print_every_ratio(tmp_path):
    measures = tmp_path / "measures.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--records", "40", "--json", str(measures)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(measures.read_text())["ratios"]}
    for name in NAMES:
        assert re.search(rf"^{re.escape(name)} +(\d+\.\d\d|-) +\S", done.stdout, re.MULTILINE), name
        assert rows[name]["ratio"] or "not measured" in rows[name]["note"] or "not installed" in done.stdout
    assert len(rows) >= len(NAMES)


NAMES = (
    "kb lint / yamllint",
    "kb lint / check-jsonschema",
    "kb lint, cold files / warm files",
    "kb lint, nothing changed / --no-cache",
    "kb lint, one file changed / --no-cache",
    "lint, one core / all cores",
    "kb export --to json / kb lint",
    "kb build / mkdocs build",
    "kb build again / kb build",
    "kb build after a change / kb build",
    "kb --version / python -c pass",
    "kb --version / kb lint",
    "memory: kb lint / yamllint",
    "memory: kb lint / check-jsonschema",
    "memory: kb lint / python -c pass",
    "phase: compose / lint",
    "phase: read / lint",
    "phase: resolve / lint",
    "phase: rules / lint",
    "phase: graph / lint",
)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
