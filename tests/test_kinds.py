"""Kinds of record and relations that kb.yaml declares: everything that a kind of kb has, and not a line of code."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Mapping
from pathlib import Path

import html_tree
import networkx as nx
import pytest
from html_tree import parse
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]
from scratch import CODE, TERM, brief, run, write

import kb
from kb import config, schema
from kb.config import Config
from kb.export import BY_NAME
from kb.export.narrow import narrow
from kb.parallel import Remembered
from kb.site.building import render
from kb.site.mkdocs import settings_of
from kb.site.pages import all_pages
from kb.site.site import Site
from kb.terminal import Progress

KB_YAML = """\
title: Operations
languages: [en, ko]
kinds:
  runbook:
    label: {"": Runbooks, ko: 런북}
    description: {"": What to do when the pager rings., ko: 호출이 오면 할 일}
    fields:
      title: {required: true}
      owner: {choices: [sre, mail], required: true, label: {"": Owner, ko: 담당}}
      summary: text
      steps: {type: text, label: {"": Steps, ko: 절차}}
      tools: {type: list, translated: true, pattern: "[^,]+", at_most: 3}
      reviewed: date
      minutes: number
      wiki: url
      codes: {type: references, to: code, relation: runbook, inverse: true, at_least: 1, at_most: 2}
      after: {type: references, to: runbook, relation: depends_on}
      before: {type: references, to: runbook, relation: depends_on, inverse: true}
      like: {type: references, to: runbook, relation: alike}
      terms: {type: references, to: term, relation: term}
      team: {type: references, to: team, single: true, required: true}
  team:
    plural: teams
    folder: people
    title: name
    fields:
      name: {required: true, translated: false}
      members: {type: list, choices: [ann, bob]}
      body: {required: true}
  code:
    fields:
      severity: {choices: [low, high]}
relations:
  runbook: {description: The runbook mends what the code says., note: why}
  depends_on: {acyclic: true, label: First, inverse_label: Then}
  alike: {symmetric: true, label: Alike}
"""

RESTART = """\
title: Restart the relay
owner: sre
summary: Restart after [[smtp/504]].
steps: |
  1. Look at [[team:ops]].
tools: [ssh, sudo]
reviewed: 2026-01-31
minutes: 05
wiki: https://wiki.example/restart?a=b&c
codes: [{with: smtp/504, why: "It forgets what [[starttls]] is."}]
after: [drain]
like: [drain]
terms: [starttls]
team: ops
"""
DRAIN = "title: Drain the queue\nowner: mail\ncodes: [smtp/504]\nteam: ops\n"

FILES = {
    "kb.yaml": KB_YAML,
    "records/runbooks/restart.yaml": RESTART,
    "records/runbooks/restart.ko.yaml": "title: 재시작\nsummary: 다시 시작합니다.\ntools: [터미널]\n",
    "records/runbooks/drain.yaml": DRAIN,
    "records/people/ops.md": "---\nname: Operations\nmembers: [ann]\n---\nCall [[runbook:drain]] first.\n",
    "records/codes/smtp/504.yaml": CODE + "severity: high\n",
    "records/terms/starttls.yaml": TERM,
}


def files(**changed: str) -> dict[str, str]:
    """Give the base with some records in place of others; `runbooks__x` is runbooks/x.yaml."""
    return FILES | {f"records/{name.replace('__', '/')}.yaml": text for name, text in changed.items()}


@pytest.fixture(scope="module", name="base")
def _base() -> kb.Base:
    return kb.load(FILES)


def said(texts: Mapping[str, str], *select: str) -> list[str]:
    """Lint, and give each finding with its message."""
    findings = kb.lint(kb.load(texts), select=select)
    return [f"{found.rule} {found.path}:{found.line}:{found.column} {found.message}" for found in findings]


# Reading.


def test_nothing_is_wrong_with_it(base: kb.Base) -> None:
    """Records of kinds of one's own are read as any others are."""
    assert base.config.faults == ()
    assert brief(kb.lint(base, ignore=["KB3", "KB4", "KB6"])) == []
    assert sorted(base.records) == [
        "code:smtp/504", "runbook:drain", "runbook:restart", "team:ops", "term:starttls",
    ]  # fmt: skip


def test_fields_are_plain_data(base: kb.Base) -> None:
    restart = base["runbook:restart"]
    assert (restart.kind, restart.title, restart.owner, restart.family) == ("runbook", "Restart the relay", "sre", None)
    assert (restart.tools, restart.reviewed, restart.minutes) == (["ssh", "sudo"], "2026-01-31", 5)
    assert restart.codes == [{"with": "smtp/504", "why": "It forgets what [[starttls]] is."}]
    assert (restart.team, base["runbook:drain"].steps) == ("ops", None)
    assert base["team:ops"].body == "Call [[runbook:drain]] first."
    assert base["code:smtp/504"].severity == "high"
    with pytest.raises(AttributeError, match="a runbook has no field 'severity'"):
        _ = restart.severity


def test_the_fields_of_every_kind_are_there(base: kb.Base) -> None:
    """A kind of one's own has aliases, sources, a status and a successor as kb's kinds have."""
    texts = files(
        runbooks__drain=DRAIN + "aliases: [Empty it]\nformerly: [flush]\nreplaced_by: restart\nstatus: deprecated\n"
    )
    loaded = kb.load(texts)
    assert loaded.find("empty it")[0] is loaded["runbook:drain"]
    assert loaded.find("runbook:flush") == (loaded["runbook:drain"], "formerly")
    assert ("runbook:drain", "runbook:restart", "replaced_by") in loaded.edges
    assert said(texts, "KB205") == ["KB205 records/people/ops.md:5:6 `drain` is replaced; use `restart`"]


MISTAKES = {
    "missing": ("owner: sre\n", "", "KB101 1:1 `owner` is missing: one of sre, mail"),
    "missing reference": ("team: ops\n", "", "KB101 1:1 `team` is missing: the team it names"),
    "empty": ("title: Drain the queue", "title: ' '", "KB101 1:1 `title` is empty: the title"),
    "unknown": ("owner:", "ownr:", "KB102 2:1 a runbook has no `ownr`; did you mean `owner`?"),
    "type": ("title: Drain the queue", "title: [x]", "KB103 1:8 `title` takes one line of text, not a list"),
    "list": ("owner: sre\n", "owner: sre\ntools: ssh\n", "KB103 3:8 `tools` takes a list; write `[ssh]`"),
    "choice": ("owner: sre", "owner: me", "KB104 2:8 `me` is no owner; use `sre` or `mail`"),
    "pattern": ("owner: sre\n", "owner: sre\ntools: ['a,b']\n", "KB104 3:9 `a,b` is no `tools`, which matches `[^,]+`"),
    "long": ("owner: sre\n", f"owner: sre\ntools: [{'x' * 201}]\n", "KB104 3:9 `tools` has 201 characters; it may have 200"),
    "too many lines": ("owner: sre\n", "owner: sre\ntools: [a, b, c, d]\n", "KB104 3:18 `tools` takes at most 3; this is number 4 of 4"),
    "too few": ("codes: [smtp/504]", "codes: []", "KB104 3:8 `codes` takes at least 1; this has 0"),
    "date": ("owner: sre\n", "owner: sre\nreviewed: 2026-02-30\n", "KB104 3:11 `2026-02-30` is no date such as `2026-01-31`"),
    "number": ("owner: sre\n", "owner: sre\nminutes: 1e5\n", "KB104 3:10 `1e5` is no number such as `12` or `0.5`"),
    "url": ("owner: sre\n", "owner: sre\nwiki: javascript:x\n", "KB104 3:7 `javascript:x` is no address that begins with https:// or http://"),
    "broken": ("team: ops", "team: opz", "KB201 4:7 there is no team `opz`; did you mean `ops`?"),
    "wrong kind": ("owner: sre\n", "owner: sre\nafter: [starttls]\n", "KB202 3:9 `starttls` is a term, but `after` takes runbooks; name it under `terms`"),
    "itself": ("owner: sre\n", "owner: sre\nlike: [drain]\n", "KB203 3:8 `like` names this runbook itself; name another, or remove it"),
    "twice": ("owner: sre\n", "owner: sre\nlike: [restart, restart]\n", "KB204 3:17 `restart` stands twice under `like`; remove one"),
    "link": ("owner: sre\n", "owner: sre\nsteps: See [[stattls]].\n", "KB206 3:12 no record has the id, title or alias `stattls`; did you mean `starttls`?"),
    "circle": ("owner: sre\n", "owner: sre\nafter: [restart]\n", "KB403 3:9 `depends_on` runs in a circle: `drain` → `restart` → `drain`; take one of these references out"),
    "no note": ("codes: [smtp/504]", "codes: [{with: smtp/504, wy: x}]", "KB102 3:26 an item of `codes` has no `wy`; did you mean `why`?"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_finding_at_its_place(old: str, new: str, expected: str) -> None:
    drain = DRAIN.replace("owner: mail", "owner: sre")
    assert old in drain
    rule, place, message = expected.split(" ", 2)
    found = said(files(runbooks__drain=drain.replace(old, new)), "KB0", "KB1", "KB2", "KB403")
    assert found == [f"{rule} records/runbooks/drain.yaml:{place} {message}"]


def test_too_many_references() -> None:
    """The first that is too many is where the list went wrong; all of them are edges all the same."""
    more = {f"codes__smtp__{code}": CODE.replace("504", code) for code in ("505", "506", "507")}
    texts = files(runbooks__drain=DRAIN.replace("[smtp/504]", "[smtp/504, smtp/505, smtp/506, smtp/507]"), **more)
    assert said(texts, "KB0", "KB1", "KB2") == [
        "KB104 records/runbooks/drain.yaml:3:29 `codes` takes at most 2; this is number 3 of 4"
    ]
    assert ("code:smtp/507", "runbook:drain", "runbook") in kb.load(texts).edges


def test_a_circle_through_both_directions() -> None:
    """One field says what comes first, another what comes after: together they must not run in a circle."""
    found = said(files(runbooks__drain=DRAIN + "before: [restart]\n"), "KB403")
    assert found == []
    found = said(files(runbooks__restart=RESTART + "before: [drain]\n"), "KB403")
    assert [line.partition(" `")[0] for line in found] == ["KB403 records/runbooks/restart.yaml:15:10"]


def test_titles_are_compared() -> None:
    found = said(files(runbooks__flush=DRAIN), "KB107")
    assert found == [
        "KB107 records/runbooks/flush.yaml:1:8 `drain` has the title `Drain the queue` too; say what only this runbook explains"
    ]


def test_translations(base: kb.Base) -> None:
    """Texts and the title are translated unless kb.yaml says otherwise, lines and lists if it says so."""
    assert base.kinds["runbook"].translated == ("title", "summary", "steps", "tools", "aliases")
    assert base.kinds["team"].translated == ("body", "aliases")
    texts = FILES | {"records/runbooks/drain.ko.yaml": "title: 비우기\nowner: sre\n"}
    assert said(texts, "KB102") == [
        "KB102 records/runbooks/drain.ko.yaml:2:1 `owner` is not translated; it belongs in the original only"
    ]
    assert [line for line in said(FILES, "KB601") if "restart" in line] == [
        "KB601 records/runbooks/restart.ko.yaml:1:1 the translation of `restart` into `ko` lacks `steps`"
    ]


def test_a_file_in_a_folder_of_a_kind_that_is_not_declared() -> None:
    texts = {**FILES, "records/runboks/x.yaml": DRAIN}
    assert [line.partition(";")[2] for line in said(texts, "KB005")] == [
        " did you mean `runbooks/` in place of `runboks/`?"
    ]


def test_records_go_between_processes(base: kb.Base) -> None:
    """What another process reads is as if it had been read here, once it has its declaration back."""
    (reading,) = (
        reading for reading in base.readings if reading.source.id == "restart" and not reading.source.language
    )
    again = pickle.loads(pickle.dumps(reading))
    again.declare(pickle.loads(pickle.dumps(base.kinds["runbook"])))
    (record,) = again.records
    assert record.declaration == base.kinds["runbook"]
    assert (record.key, record.minutes, record.fields) == ("runbook:restart", 5, base["runbook:restart"].fields)


def test_many_records_are_read_in_several_processes(tmp_path: Path) -> None:
    texts = {f"records/teams/t{number}.yaml": f"name: T{number}\n" for number in range(1600)}
    base = kb.load(write(tmp_path, {**texts, "kb.yaml": "kinds: {team: {fields: {name: }}}\n"}), jobs=2)
    assert len(base) == 1600
    assert all(record.declaration is base.kinds["team"] for record in base)


def test_another_declaration_reads_again() -> None:
    """A reading that is remembered is not that of a record whose kind has changed since."""
    memory = Remembered()
    first = kb.load(FILES, memory=memory)
    again = kb.load(FILES, memory=memory)
    assert again["runbook:drain"] is first["runbook:drain"]
    changed = kb.load({**FILES, "kb.yaml": KB_YAML.replace("choices: [sre, mail]", "choices: [sre]")}, memory=memory)
    assert changed["runbook:drain"] is not first["runbook:drain"]
    assert [fault.message for fault in changed.faults("invalid-value")] == ["`mail` is no owner; use `sre`"]
    assert changed["code:smtp/504"] is first["code:smtp/504"]


# The graph and what is made of it.


def test_edges(base: kb.Base) -> None:
    """Relations of one's own run as they are declared; a symmetric one from the key that sorts first."""
    assert sorted(base.graph.edges(keys=True)) == [
        ("code:smtp/504", "runbook:drain", "runbook"),
        ("code:smtp/504", "runbook:restart", "runbook"),
        ("runbook:drain", "runbook:restart", "alike"),
        ("runbook:drain", "team:ops", "team"),
        ("runbook:restart", "code:smtp/504", "mention"),
        ("runbook:restart", "runbook:drain", "depends_on"),
        ("runbook:restart", "team:ops", "mention"),
        ("runbook:restart", "team:ops", "team"),
        ("runbook:restart", "term:starttls", "mention"),
        ("runbook:restart", "term:starttls", "term"),
        ("team:ops", "runbook:drain", "mention"),
    ]
    assert base.graph.edges["code:smtp/504", "runbook:restart", "runbook"] == {
        "why": "It forgets what [[starttls]] is."
    }


def test_nodes(base: kb.Base) -> None:
    assert dict(base.graph.nodes["runbook:drain"]) == {
        "kind": "runbook", "title": "Drain the queue", "path": "records/runbooks/drain.yaml", "owner": "mail",
    }  # fmt: skip
    assert base.graph.nodes["code:smtp/504"]["severity"] == "high"


def test_the_graph_describes_what_is_declared(base: kb.Base) -> None:
    """Only what kb does not know: a graph without kinds of its own says nothing about them."""
    about = base.graph.graph
    assert list(about["kinds"]) == ["runbook", "team"]
    assert about["relations"]["alike"] == {"description": "What `alike` says.", "symmetric": True, "acyclic": False}
    assert list(about["relations"]) == ["runbook", "depends_on", "alike", "team"]
    assert set(kb.load({"kb.yaml": "title: T\n"}).graph.graph) == {"title", "language"}


def test_exports(base: kb.Base) -> None:
    """Each format takes them; those that draw know what is symmetric."""
    made = {name: module.dumps(base.graph) for name, module in BY_NAME.items()}
    texts = {name: content for name, content in made.items() if isinstance(content, str)}
    assert all("Restart the relay" in text for text in texts.values())
    again = nx.node_link_graph(json.loads(texts["json"]), edges="edges")
    assert set(again.edges) == set(base.graph.edges)
    assert '"runbook:drain" -> "runbook:restart" [label="alike", dir="none"];' in texts["dot"]
    assert '[label="runbook", tooltip="It forgets what [[starttls]] is."]' in texts["dot"]
    assert "runbook_drain ---|alike| runbook_restart" in texts["mermaid"]
    assert "runbook_restart -->|depends_on| runbook_drain" in texts["mermaid"]


def test_narrow(base: kb.Base) -> None:
    assert sorted(narrow(base.graph, kinds=["runbook"])) == ["runbook:drain", "runbook:restart"]
    assert sorted(narrow(base.graph, relations=["depends_on"])) == ["runbook:drain", "runbook:restart"]
    empty = kb.load({"kb.yaml": KB_YAML}).graph
    assert len(narrow(empty, kinds=["team"], relations=["alike"])) == 0
    with pytest.raises(ValueError, match="there is no relation 'alik'; did you mean 'alike'"):
        narrow(base.graph, relations=["alik"])


# The commands.


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("kinds"), FILES)


def test_new(tmp_path: Path) -> None:
    """All that is wrong with a new record is what its author has not written yet."""
    write(tmp_path, FILES)
    assert run("new", "runbook", "mail/flush", cwd=tmp_path).code == 0
    path = "records/runbooks/mail/flush.yaml"
    text = (tmp_path / path).read_text("utf-8")
    assert text.startswith("title: TODO  # The title.\nowner: TODO  # One of sre, mail.\n# summary: ...  # ")
    assert "# codes: []  # The records it names, by id.\n" in text
    assert "# wiki: ...  # The wiki.\n" in text
    found = [finding for finding in kb.lint(kb.load(tmp_path), ignore=["KB6", "KB4"]) if finding.path == path]
    assert [finding.rule for finding in found] == ["KB501", "KB104", "KB201"]
    assert all("`TODO`" in finding.message for finding in found)
    assert run("new", "team", "dev", cwd=tmp_path).out == "records/people/dev.md\n"
    assert "body" not in (tmp_path / "records/people/dev.md").read_text("utf-8")
    refused = run("new", "runbok", "x", cwd=tmp_path)
    assert (refused.code, refused.err) == (2, "kb: there is no kind `runbok`; did you mean `runbook`?\n")


def test_show(folder: Path) -> None:
    shown = run("show", "restart", cwd=folder)
    assert "\nowner\n  sre\n" in shown.out
    assert "\ntools\n  ssh\n  sudo\n" in shown.out
    assert "\n<- runbook (1)\n  code:smtp/504" in shown.out
    assert "\nalike (1)\n  runbook:drain" in shown.out
    as_data = json.loads(run("show", "runbook:restart", "--format", "json", cwd=folder).out)
    assert (as_data["minutes"], as_data["links"]["depends_on"]) == (5, ["runbook:drain"])


def test_path(folder: Path) -> None:
    steps = json.loads(run("path", "term:starttls", "runbook:drain", "--format", "json", cwd=folder).out)
    assert steps["nodes"] == ["term:starttls", "runbook:restart", "runbook:drain"]
    assert steps["edges"][1]["key"] in ("alike", "depends_on")


def test_stats(folder: Path) -> None:
    counts = json.loads(run("stats", "--format", "json", cwd=folder).out)
    assert counts["records"] == {"codes": 1, "guides": 0, "terms": 1, "runbooks": 2, "teams": 1}
    assert {name: counts["edges"][name] for name in ("runbook", "depends_on", "alike", "team", "mention")} == {
        "runbook": 2, "depends_on": 1, "alike": 1, "team": 2, "mention": 4,
    }  # fmt: skip


def test_export_command(folder: Path) -> None:
    done = run("export", "--to", "mermaid", "--relation", "alike", cwd=folder)
    assert "---|alike|" in done.out


# The schemas.


def test_schema_command(folder: Path, tmp_path: Path) -> None:
    """It has the project's kinds where there is a project, and kb's own elsewhere."""
    assert set(json.loads(run("schema", cwd=folder).out)) >= {"runbook", "runbook.translation", "team", "kb"}
    assert json.loads(run("schema", "runbook", cwd=folder).out)["title"] == "kb runbook"
    assert set(json.loads(run("schema", cwd=tmp_path).out)) == {
        "kb", *(f"{kind}{more}" for kind in ("code", "guide", "term") for more in ("", ".translation")),
    }  # fmt: skip
    write(tmp_path, {"kb.yaml": "kinds: {recipe: {}}\n"})
    broken = run("schema", cwd=tmp_path)
    assert (broken.code, broken.err.startswith("kb: kb.yaml:1:9: ")) == (2, True)


GOOD = {"title": "T", "owner": "sre", "team": "ops"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"title": 404, "minutes": 5, "reviewed": "2026-01-31", "wiki": "https://x.example"},
        {"minutes": "-0.5", "codes": ["smtp/504", {"with": "smtp/504", "why": "Because."}]},
        {"tools": ["a", "b", "c"], "steps": "Do it.", "status": "deprecated", "id": "a/b"},
    ],
)
def test_schema_takes_what_kb_takes(base: kb.Base, more: dict[str, object]) -> None:
    assert list(Draft202012Validator(schema.record(base.kinds["runbook"])).iter_errors(GOOD | more)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"owner": "me"},
        {"owner": None},
        {"minutes": "many"},
        {"reviewed": "today"},
        {"wiki": "wiki.example"},
        {"codes": []},
        {"codes": ["a", "b", "c"]},
        {"codes": [{"with": "a", "reason": "b"}]},
        {"tools": ["a,b"]},
        {"tools": ["a", "b", "c", "d"]},
        {"team": ["ops"]},
        {"severity": "low"},
    ],
)
def test_schema_refuses_what_kb_refuses(base: kb.Base, more: dict[str, object]) -> None:
    assert list(Draft202012Validator(schema.record(base.kinds["runbook"])).iter_errors(GOOD | more))


def test_schema_of_a_kind_of_kb_has_the_fields_that_were_added(base: kb.Base) -> None:
    assert schema.record(base.kinds["code"])["properties"]["severity"]["enum"] == ["low", "high"]
    assert schema.record(base.kinds["team"])["required"] == ["name"]
    assert list(schema.translation(base.kinds["runbook"])["properties"]) == [
        "id",
        *base.kinds["runbook"].translated,
        "translated_from",
    ]


def test_choices_that_yaml_reads_as_numbers() -> None:
    """An editor that sees a number does not mark it, though kb keeps its characters."""
    kinds = config.read("kinds: {x: {fields: {name: {choices: [1, 1.50, true, no]}}}}").kinds
    assert schema.record(kinds["x"])["properties"]["name"]["enum"] == ["1", "1.50", "true", "no", 1, 1.5, True]


# The site.


@pytest.fixture(scope="module", name="pages")
def _pages(base: kb.Base) -> dict[str, dict[str, str]]:
    return {language: {page.path: page.body for page in all_pages(Site(base, language))} for language in ("en", "ko")}


def test_the_page_of_a_record(pages: dict[str, dict[str, str]], convert) -> None:
    """It has the title, the facts, the texts and lists in the order of the declaration, the notes, and the map."""
    page = parse(convert(pages["en"]["runbooks/restart.md"]))
    assert page.one("h1").words.removesuffix("¶") == "Restart the relay"
    assert page.one(".kb-eyebrow").one("a")["href"] == "index.html"
    facts = {row.one("dt").words: row.one("dd").words for row in page.all(".kb-facts div")}
    assert facts == {
        "Owner": "sre", "Reviewed": "2026-01-31", "Minutes": "05", "Wiki": "https://wiki.example/restart?a=b&c",
    }  # fmt: skip
    assert page.one(".kb-facts").one("a")["href"] == "https://wiki.example/restart?a=b&c"
    assert page.one(".kb-lead").one("a")["href"] == "../codes/smtp/504.html"
    assert [heading.words.removesuffix("¶") for heading in page.all("h2")] == [
        "Steps",
        "Tools",
        "Codes",
        "Relationship map",
    ]
    note = page.one(".kb-difference")
    assert [link["href"] for link in note.all("a")] == ["../codes/smtp/504.html", "../terms/starttls.html"]
    groups = {group.one("p").words: [link["href"] for link in group.all("a")] for group in page.all(".kb-map__group")}
    assert groups == {
        "Glossary 1": ["../terms/starttls.html"],
        "Codes 1": ["../codes/smtp/504.html"],
        "First 1": ["drain.html"],
        "Alike 1": ["drain.html"],
        "Teams 1": ["../people/ops.html"],
    }


def test_the_pages_that_lead_to_it(pages: dict[str, dict[str, str]], convert) -> None:
    """What a record is named by is on its page, whatever the kind of either."""
    code = parse(convert(pages["en"]["codes/smtp/504.md"]))
    assert [row.words for row in code.all(".kb-facts div")] == ["Severityhigh"]
    assert [group.one("p").words for group in code.all(".kb-map__group")] == ["Runbooks 2"]
    drain = parse(convert(pages["en"]["runbooks/drain.md"]))
    assert [group.one("p").words for group in drain.all(".kb-map__group")] == [
        "Codes 1",
        "Then 1",
        "Alike 1",
        "Teams 1",
    ]
    term = parse(convert(pages["en"]["terms/starttls.md"]))
    assert [group.one("p").words for group in term.all(".kb-map__group")] == ["Runbooks 1"]


def test_the_page_in_another_language(pages: dict[str, dict[str, str]], convert) -> None:
    page = parse(convert(pages["ko"]["runbooks/restart.md"]))
    assert page.one("h1").words.removesuffix("¶") == "재시작"
    assert page.one(".kb-eyebrow").words == "런북"
    assert page.all("dt")[0].words == "담당"
    assert [heading.words.removesuffix("¶") for heading in page.all("h2")][:2] == ["절차", "Tools"]
    assert "터미널" in [item.words for item in page.all("li")]
    assert page.all(".kb-foreign")[0].words.startswith("Look at")


def test_the_list_and_the_ways_to_it(base: kb.Base, pages: dict[str, dict[str, str]], convert) -> None:
    listed = parse(convert(pages["en"]["runbooks/index.md"]))
    assert listed.one("h1").words.removesuffix("¶") == "Runbooks"
    assert listed.one(".kb-lead").words == "What to do when the pager rings."
    assert [link["href"] for link in listed.all("a.kb-entry")] == ["drain.html", "restart.html"]
    assert "호출이 오면 할 일" in pages["ko"]["runbooks/index.md"]
    home = parse(convert(pages["en"]["index.md"]))
    assert {"runbooks/index.html", "people/index.html"} <= {link["href"] for link in home.all("a")}
    site = Site(base, "ko")
    assert {"런북": "runbooks/index.md"} in settings_of(site, [site], Path())["nav"]


def test_a_site_is_written(base: kb.Base, tmp_path: Path) -> None:
    rendered = render(base, [Site(base, language) for language in ("en", "ko")], tmp_path, Progress())
    assert len(rendered.pages) == len(list(tmp_path.rglob("*.md")))
    assert (tmp_path / "ko/people/ops.md").is_file()


HOSTILE = "<script>alert(1)</script>\"'\n{{ x }} [x](javascript:x)"


def test_hostile_words_do_not_act(convert) -> None:
    """Labels and descriptions of kb.yaml are shown as what they are: words."""
    words = json.dumps(HOSTILE)
    text = f"""
kinds:
  x:
    label: {words}
    description: {words}
    fields:
      name: {{label: {words}, description: {words}}}
      owner: {{label: {words}}}
      tools: {{type: list, label: {words}}}
      notes: {{type: text, label: {words}}}
      like: {{type: references, to: x, relation: y}}
relations:
  y: {{note: why, label: {words}, inverse_label: {words}, description: {words}}}
"""
    record = f"name: {json.dumps(HOSTILE.replace(chr(10), ' '))}\nowner: {json.dumps('<b onclick=x>')}\ntools: [{words}]\nnotes: {words}\n"
    base = kb.load(
        {
            "kb.yaml": text,
            "records/xs/a.yaml": record + f"like: [{{with: b, why: {words}}}]\n",
            "records/xs/b.yaml": record,
        }
    )
    assert base.config.faults == ()
    for page in all_pages(Site(base, "en")):
        assert html_tree.faults(convert(page.body)) == []


# Mistakes in kb.yaml.

KIND = "kinds:\n  x:\n    fields:\n      name:\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kinds: x", "1:8 `kinds` takes a mapping (`name: value`)"),
        ("kinds: {x: y}", "1:12 kind `x` takes a mapping (`name: value`)"),
        ("kinds: {x: {}}", "1:9 a x needs a field that names it to readers: `title`, `name`, or what `title:` says"),
        ("kinds: {incident: }", "1:9 an incident needs a field that names it to readers: "),
        ("kinds: {X: {fields: {name: }}}", "1:9 `X` is no name of a kind; use lower-case letters, digits, `-` and `_`, a letter first"),
        ("kinds: {a/b: {fields: {name: }}}", "1:9 `a/b` is no name of a kind; "),
        ("kinds: {'': {fields: {name: }}}", "1:9 `` is no name of a kind; "),
        (f"kinds: {{{'x' * 41}: }}", "1:9 `xxxx"),
        ("kinds: {kb: {fields: {name: }}}", "1:9 `kb` means something else to kb; call the kind otherwise"),
        (KIND + "    feilds: {}", "5:5 kind `x` has no `feilds`"),
        (KIND + "    folder: ../x", "5:13 `../x` is no `folder` of a kind; "),
        (KIND + "    folder: terms", "5:13 `terms` is the folder of `term` already; give another `folder`"),
        (KIND + "    folder: compare", "5:13 the site has a folder `compare` for something else; give another `folder`"),
        (KIND + "    folder: en", "5:13 the site has a folder `en` for something else; give another `folder`"),
        (KIND + "    plural: codes", "5:13 `codes` is the plural of `code` already; give another `plural`"),
        ("kinds: {term-: , a: {fields: {name: }}}", "1:9 `term-` is no name of a kind; "),
        ("kinds: {a: {plural: bs, fields: {name: }}, b: {fields: {name: }}}", "1:44 `bs` is the plural of `a` already"),
        (KIND + "    title: [name]", "5:12 `title` takes one line of text"),
        (KIND + "    title: nam", "5:12 `x` has no field `nam`; did you mean `name`?"),
        (KIND + "      title:\n    title: name", "6:12 a field called `title` names the record; leave this out"),
        ("kinds: {x: {title: t, fields: {t: text}}}", "1:20 `t` cannot name a record, for it is no single line"),
        ("kinds: {x: {fields: [name]}}", "1:21 `fields` takes a mapping (`name: value`)"),
        (KIND + "      Owner:", "5:7 `Owner` is no name of a field; use lower-case letters, digits and `_`, a letter first"),
        (KIND + "      a-b:", "5:7 `a-b` is no name of a field; "),
        (KIND + "      __class__:", "5:7 `__class__` is no name of a field; "),
        (KIND + "      id:", "5:7 `id` means something else to kb; call the field otherwise"),
        (KIND + "      key:", "5:7 `key` means something else to kb; "),
        (KIND + "      aliases:", "5:7 `aliases` is a field that every kind has already; leave it out"),
        (KIND + "      y: lin", "5:10 `lin` is no type of a field; did you mean `line`?"),
        (KIND + "      y: {type: bool}", "5:17 `bool` is no type of a field; use line, text, list, references, number, date or url"),
        (KIND + "      y: [line]", "5:10 field `y` takes a mapping (`name: value`)"),
        (KIND + "      y: {requird: true}", "5:11 field `y` has no `requird`; did you mean `required`?"),
        (KIND + "      y: {required: yes}", "5:21 `required` is true or false"),
        (KIND + "      y: {description: ''}", "5:24 `description` is empty"),
        (KIND + "      y: {choices: [a, a]}", "5:24 the choice `a` stands twice"),
        (KIND + "      y: {choices: ['']}", "5:21 a choice is one short line of text"),
        (KIND + "      y: {choices: {a: b}}", "5:20 `choices` takes a list"),
        (KIND + "      y: {pattern: '['}", "5:20 `pattern` is no regular expression: "),
        (KIND + "      y: {type: text, pattern: a}", "5:32 `pattern` is for `line` and `list`, and `y` is `text`"),
        (KIND + "      y: {at_least: 1}", "5:21 `at_least` is for `list` and `references`, and `y` is `line`"),
        (KIND + "      y: {type: list, at_least: 0}", "5:33 `at_least` is a whole number from 1 to 9999"),
        (KIND + "      y: {type: list, at_least: 3, at_most: 2}", "5:45 `at_most` is less than `at_least`"),
        (KIND + "      y: {type: date, translated: true}", "5:35 `y` holds no words for readers, so it is not translated"),
        (KIND + "      y: {choices: [a], translated: true}", "5:37 `y` holds no words for readers, so it is not translated"),
        (KIND + "      body: line", "5:13 `body` is the text below the front matter; its type is `text`"),
        (KIND + "      y: references", "5:7 `y` does not say `to` which kinds of record it leads"),
        (KIND + "      y: {type: references, to: [xx, code]}", "5:34 there is no kind `xx`; did you mean `x`?"),
        (KIND + "      y: {type: references, to: recipe}", "5:33 there is no kind `recipe`; there are code, guide, term, x"),
        (KIND + "      y: {type: references, to: x, relation: z}", "5:46 there is no relation `z`; declare it under `relations`"),
        (KIND + "      y: {type: references, to: x, relation: brooder}", "5:46 there is no relation `brooder`; did you mean `broader`?"),
        (KIND + "      y: {type: references, to: x, relation: mention}", "5:46 `mention` is kb's own; name another `relation`"),
        (KIND + "      y: {type: references, to: x, relation: guide}", "5:46 `guide` always leads to a guide; name another `relation`"),
        (KIND + "      y: {type: references, to: guide, relation: term, inverse: true}", "5:50 `term` always leads to a term"),
        (KIND + "      y: {type: references, to: code, relation: related}", "5:49 `related` is symmetric, so it joins records of one kind; `to` can only be `x`"),
        (KIND + "      y: {type: references, to: code, relation: broader}", "5:49 `broader` joins records of one kind; `to` can only be `x`"),
        (KIND + "      y: {type: references, to: [x, code], relation: s}\nrelations: {s: {symmetric: true}}", "5:54 `s` is symmetric, so it joins records of one kind; `to` can only be `x`"),
        (KIND + "      y: {type: references, to: x, relation: s, inverse: true}\nrelations: {s: {symmetric: true}}", "5:46 `s` is symmetric, so it has no direction to turn round; leave `inverse` out"),
        (KIND + "      y: {type: references, to: x, single: true, at_most: 1}", "5:59 `y` is single, so it has no number of items"),
        (KIND + "      y: {type: references, to: x, inverse: 1}", "5:45 `inverse` is true or false"),
        ("kinds: {code: {plural: cods}}", "1:24 `plural` of a code is kb's own and stays; only `fields` can be added"),
        ("kinds: {code: {fields: {summary: line}}}", "1:25 `summary` is a field that a code has already; leave it out"),
        ("relations: [x]", "1:12 `relations` takes a mapping (`name: value`)"),
        ("relations: {guide: {}}", "1:13 `guide` is a relation of kb's own; it cannot be declared again"),
        ("relations: {X: {}}", "1:13 `X` is no name of a relation; "),
        ("relations: {x: {symetric: true}}", "1:17 relation `x` has no `symetric`; did you mean `symmetric`?"),
        ("relations: {x: {symmetric: 1}}", "1:28 `symmetric` is true or false"),
        ("relations: {x: {symmetric: true, acyclic: true}}", "1:13 a relation that is symmetric always runs in a circle; it cannot be acyclic"),
        ("relations: {x: {note: with}}", "1:23 `with` is no name of a note; "),
        ("relations: {x: {note: A b}}", "1:23 `A b` is no name of a note; "),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_one_finding_at_its_place(text: str, expected: str) -> None:
    """And nothing that it leaves open is reported too, in a record that goes by it."""
    texts = {"kb.yaml": text} | ({"records/xs/a.yaml": "name: A\n"} if "x" in config.read(text).kinds else {})
    found, *more = kb.lint(kb.load(texts), select=["KB0", "KB1", "KB2"])
    assert f"{found.line}:{found.column} {found.message}".startswith(expected)
    assert (found.rule, found.path) == ("KB006", "kb.yaml")
    assert [finding for finding in more if finding.rule in ("KB006", "KB005", "KB104", "KB201")] == []


def test_a_field_whose_declaration_is_wrong_is_not_checked() -> None:
    """What its author meant it to take is not known."""
    text = KIND + "      y: {type: lst, required: true}\n      z: {choices: [a, a]}\n"
    texts = {"kb.yaml": text, "records/xs/a.yaml": "name: A\nz: b\n", "records/xs/b.yaml": "name: B\ny: [1]\n"}
    assert brief(kb.lint(kb.load(texts), ignore=["KB4"])) == ["KB006 kb.yaml:5:17", "KB006 kb.yaml:6:24"]


@pytest.mark.parametrize(
    "text",
    [
        "kinds:\n",
        "kinds: {}\nrelations: {}\n",
        "relations: {unused: , other: {description: No field has it.}}",
        "kinds: {code: , guide: {}, term: {fields: {}}}",
        "kinds: {on-call_2: {fields: {name: }}}",
        KIND + "      name_2: {type: line, choices: [no, 1]}",
        KIND + "      related: {type: references, to: x}",
        KIND + "      up: {type: references, to: x, relation: broader}",
        KIND + "      guides: {type: references, to: guide, relation: guide}",
        "kinds: {x: {fields: {name: , ys: {type: references, to: y}}}, y: {fields: {name: , xs: {type: references, to: [x, y, code], relation: ys, inverse: true}}}}",
        "kinds: {guide: {fields: {xs: {type: references, to: x, relation: guide, inverse: true}}}, x: {fields: {name: }}}",
    ],
)  # fmt: skip
def test_what_is_right(text: str) -> None:
    assert config.read(text).faults == ()


def test_the_example_of_the_readme_is_right() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(kinds:\n.*?)```", readme, re.DOTALL)
    read = config.read(example)
    assert (read.faults, list(read.kinds)[-1]) == ((), "runbook")


def test_nothing_declared_is_what_kb_declares() -> None:
    assert config.read("title: T") == Config(title=config.read("title: T").title)
    assert config.read("kinds:\n") == Config()


def test_how_much_may_be_declared() -> None:
    """A file with more kinds or fields than a project could need is refused at the first too many, and read no further."""
    fields = "".join(f"      f{number}: line\n" for number in range(5000))
    (fault,) = config.read(KIND + fields).faults
    assert (fault.span.line, fault.message) == (5 + 99, "there can be up to 100 `fields`")
    many = "kinds:\n" + "".join(
        f"  k{number}: &k\n    fields: {{name: }}\n" if not number else f"  k{number}: *k\n" for number in range(99)
    )
    (fault,) = config.read(many).faults
    assert fault.message == "there can be up to 50 `kinds`"


def test_messages_are_on_one_line() -> None:
    """Whatever kb.yaml says, a message shows it so that it cannot act on a terminal."""
    odd = json.dumps("x\x1b[2J\ny")
    text = (
        KIND
        + f"      {odd}: line\n      y: {{type: {odd}, relation: {odd}}}\n      z: {{type: references, to: {odd}}}\n"
        f"      v: {{description: {odd}, required: true}}\n      w: {{type: references, to: x, relation: {odd}}}\n"
        f"    title: {odd}\n  {odd}:\n  y: {{folder: {odd}, fields: {{name: }}}}\nrelations: {{{odd}: {{}}, r: {{note: {odd}}}}}\n"
    )
    found = kb.lint(kb.load({"kb.yaml": text, "records/xs/a.yaml": "name: A\n"}))
    assert len(found) > 8
    assert all(finding.message.isprintable() for finding in found)
