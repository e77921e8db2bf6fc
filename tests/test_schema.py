"""The schemas for editors: committed as the code gives them, and of one mind with kb about what is right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError

from kb import config, schema
from kb.files import Files, listing
from kb.kinds import KINDS
from kb.reader import Source
from kb.reader import read as read_file

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "schema"
FILES = schema.files()
KB_YAML = (ROOT / config.FILE).read_text(encoding="utf-8")
SOURCES = listing(Files(ROOT), config.read(KB_YAML)).sources

MODELINE = "# yaml-language-server: $schema="

CODE = {"code": "504", "name": "Not implemented", "summary": "The server does not know the parameter."}
GUIDE = {"title": "Reading replies", "category": "basics", "summary": "How to read a reply."}
TERM = {"term": "STARTTLS", "definition": "A command that begins encryption."}
RECORDS = {"code": CODE, "guide": GUIDE, "term": TERM}

EVERYTHING = r"""
title: {"": Codes, ko: 코드}
language: en
languages: [en, ko, pt-BR]
records: site/records
families:
  smtp:
    name: SMTP
    description: {ko: 메일}
    code_pattern: '[2-5]\d\d'
    classes: {2: Positive, "5": {name: {"": Negative}, description: No.}}
    registry: registries/smtp.csv
    sources: [RFC 5321 §4.2]
  ftp: FTP
  http:
categories: {basics: {name: Basics, description: First steps}, more: More, rest: }
lint:
  select: [KB1, KB301]
  ignore: KB506
  severity: {KB506: info, orphan-record: off}
  per_path_ignore: {"codes/**": [KB301], "terms/*": KB401}
  fail_on: never
  baseline: baseline.json
site:
  url: https://codes.example/
  source: https://git.example/codes
  edit: https://git.example/edit/{path}
  description: Every code
  labels: {ko: {search: 검색}}
  rules: true
  health: false
  mkdocs: site/mkdocs.yml
kinds:
  runbook:
    plural: runbooks
    folder: runbooks
    title: title
    label: {"": Runbooks, ko: 런북}
    description: What to do when the pager rings.
    fields:
      title: {type: line, required: true, translated: false, label: Title, description: Its name., pattern: '[A-Z].*'}
      owner: {choices: [sre, 24]}
      steps: text
      codes: {type: references, to: code, relation: helps, inverse: true, at_least: 1, at_most: 5}
      after: {type: references, to: [runbook], single: true}
      notes:
  code: {fields: {severity: }}
  guide:
relations:
  helps: {description: It helps., symmetric: false, acyclic: true, note: how, label: Codes, inverse_label: Runbooks}
  other:
"""


class _Constructor(SafeConstructor):
    """Reads dates as text, as JSON would have them and as editors and check-jsonschema do."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def documents(text: str) -> list[Any]:
    """Give the documents of a YAML 1.2 text as an editor sees them."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    return [document for document in yaml.load_all(text) if document is not None]


def errors(name: str, instance: object) -> list[str]:
    """Give what a schema has against an instance."""
    found = Draft202012Validator(json.loads(FILES[name])).iter_errors(instance)
    return [f"{error.json_path}: {error.message}" for error in found]


def schema_of(source: Source) -> str:
    """Give the name of the schema that a file answers to."""
    return f"{source.kind}.translation.json" if source.language else f"{source.kind}.json"


def fields_of(source: Source) -> list[Any]:
    """Give the records of a file, or the front matter of a Markdown one."""
    text = (ROOT / source.path).read_text(encoding="utf-8-sig")
    if source.is_markdown:
        front = re.match(r"---\n(.*?)^---$", text, re.DOTALL | re.MULTILINE)
        assert front, f"{source.path} has no front matter"
        text = front.group(1)
    return documents(text)


# The committed files.


def test_committed_schemas_are_fresh() -> None:
    """The files in schema/ are those that the code gives, and no others; KB_UPDATE_GOLDEN=1 rewrites them."""
    if os.environ.get("KB_UPDATE_GOLDEN") == "1":
        update()
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(committed) == sorted(FILES)
    stale = [name for name, text in FILES.items() if committed[name] != text]
    assert not stale, "run KB_UPDATE_GOLDEN=1 pytest tests/test_schema.py"


def update() -> None:
    """Write the schemas as the code gives them, and remove what it gives no longer."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.name not in FILES:
            path.unlink()
    for name, text in FILES.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def test_names() -> None:
    """There is a schema for each kind, for its translations, and for kb.yaml."""
    kinds = [name for kind in KINDS for name in (f"{kind}.json", f"{kind}.translation.json")]
    assert sorted(FILES) == sorted([*kinds, "kb.json"])


@pytest.mark.parametrize("name", FILES)
def test_is_a_valid_schema(name: str) -> None:
    """Each file says that it is Draft 2020-12, and is."""
    loaded = json.loads(FILES[name])
    assert loaded["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in loaded
    assert loaded["title"]
    Draft202012Validator.check_schema(loaded)


@pytest.mark.parametrize("name", FILES)
def test_is_text_as_we_write_it(name: str) -> None:
    """A file is indented by two spaces, ends with a line break, and keeps characters beyond ASCII."""
    assert FILES[name].startswith('{\n  "$schema"')
    assert FILES[name].endswith("}\n")
    assert "\\u" not in FILES[name]


@pytest.mark.parametrize("name", FILES)
def test_every_mapping_is_closed_and_every_property_described(name: str) -> None:
    """Wherever properties are declared, others are refused and each has words for an editor's hover."""
    for part in mappings(json.loads(FILES[name])):
        assert part["additionalProperties"] is False
        assert [key for key, value in part["properties"].items() if not value.get("description")] == []


def mappings(part: object) -> Iterator[dict[str, Any]]:
    """Give every part of a schema that declares properties."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield part
        for value in part.values():
            yield from mappings(value)
    elif isinstance(part, list):
        for value in part:
            yield from mappings(value)


# Records.


@pytest.mark.parametrize("kind", KINDS)
def test_record_has_the_declared_fields_in_order(kind: str) -> None:
    """A record's schema has the id, then the declared fields, with their words."""
    properties = schema.record(KINDS[kind])["properties"]
    own = {field.name: field.doc for field in KINDS[kind].fields if not field.translation_only}
    assert list(properties) == ["id", *own]
    assert {name: properties[name]["description"] for name in own} == own


@pytest.mark.parametrize(
    ("kind", "required"),
    [
        ("code", ["code", "name", "summary"]),
        ("guide", ["title", "category", "summary"]),
        ("term", ["term", "definition"]),
    ],
)
def test_required(kind: str, required: list[str]) -> None:
    """A code's family has a default and a guide's body may follow the front matter, so neither is required."""
    assert schema.record(KINDS[kind])["required"] == required


def test_guide_says_why_its_body_is_not_required() -> None:
    """The one difference from the declaration is explained in the file."""
    assert "`body` is not required here" in schema.record(KINDS["guide"])["$comment"]


@pytest.mark.parametrize("kind", KINDS)
def test_translation_has_the_translated_fields(kind: str) -> None:
    """A translation has the translated fields, the id that a stream of them needs, and requires none."""
    translation = schema.translation(KINDS[kind])
    assert list(translation["properties"]) == ["id", *KINDS[kind].translated, "translated_from"]
    assert "required" not in translation


@pytest.mark.parametrize("kind", KINDS)
def test_least_record(kind: str) -> None:
    """What is required is enough, and each part of it is needed."""
    assert errors(f"{kind}.json", RECORDS[kind]) == []
    for name in RECORDS[kind]:
        assert errors(f"{kind}.json", {key: value for key, value in RECORDS[kind].items() if key != name})


@pytest.mark.parametrize(
    "line",
    [
        "code: 504",
        "code: 0504",
        "code: 5.7.1",
        "code: 5.70",
        "name: No",
        "name: yes",
        "name: true",
        "name: 421",
        "name: 1.50",
        "name: 2020-01-01",
        "name: 2020-01-01T10:00:00Z",
        "summary: 12:30:00",
        "family: 7",
        "aliases: [504, no, true, 1.0, 2020-01-01]",
        "sources: [2020-01-01]",
        "guides: [reading, 404]",
        "terms: []",
        "compare: [smtp/502, 503, {with: 5.1, difference: true}, {with: smtp/500}]",
        "not_confused_with: [{with: smtp/502, reason: 2020-01-01}]",
        "replaced_by: 505",
        "status: deprecated",
        "id: errno/eperm",
        "id: 504",
        "formerly: [smtp/0504, 504]",
        "patterns: ['(?P<code>504)']",
    ],
)
def test_takes_what_kb_takes(line: str) -> None:
    """A value that YAML types is right all the same, for kb keeps its characters."""
    assert errors("code.json", CODE | documents(line)[0]) == []
    assert faults(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "titel: Not implemented",
        "body: Text",
        "status: official",
        "status: Assigned",
        "code: [504]",
        "name: [Not implemented]",
        "name: {en: Not implemented}",
        "summary: [one, two]",
        "when: {}",
        "aliases: EPERM",
        "aliases: [[EPERM]]",
        "aliases: [~]",
        "sources: {url: https://example.com}",
        "terms: starttls",
        "terms: [{with: starttls}]",
        "compare: smtp/502",
        "compare: [{difference: one}]",
        "compare: [{with: smtp/502, diference: one}]",
        "compare: [{with: smtp/502, difference: [one]}]",
        "not_confused_with: [{with: smtp/502, difference: one}]",
        "replaced_by: [smtp/505]",
        "id: SMTP/504",
        "id: smtp/../504",
        "id: smtp/504/",
    ],
)
def test_refuses_what_kb_refuses(line: str) -> None:
    """A wrong field, a wrong value and a wrong shape are marked in the editor as they are by kb."""
    assert errors("code.json", CODE | documents(line)[0])
    assert faults(line)


def faults(line: str) -> list[str]:
    """Give the rules that kb's own reader names for a code with this line, the id's agreement with the path aside."""
    lines = [f"{key}: {value}" for key, value in CODE.items() if not line.startswith(f"{key}:")]
    reading = read_file(Source("codes/x.yaml", "code", "x"), "\n".join([*lines, line]).encode(), KINDS["code"])
    return [rule for rule, _ in reading.faults if rule != "misplaced-record"]


@pytest.mark.parametrize("kind", KINDS)
def test_refuses_nothing_as_a_value(kind: str) -> None:
    """A field without a value is a mistake, whatever its type."""
    for name in schema.record(KINDS[kind])["properties"]:
        assert errors(f"{kind}.json", RECORDS[kind] | {name: None}), name


@pytest.mark.parametrize(
    ("name", "translation"),
    [
        ("code.translation.json", {"code": 504}),
        ("code.translation.json", {"compare": ["smtp/502"]}),
        ("code.translation.json", {"name": ["이름"]}),
        ("guide.translation.json", {"category": "basics"}),
        ("term.translation.json", {"difinition": "뜻"}),
    ],
)
def test_translation_refuses(name: str, translation: dict[str, object]) -> None:
    """What is not translated, or of a wrong shape, has no place in a translation."""
    assert errors(name, translation)


# This repository's own files.


def test_site_is_found() -> None:
    """The tests below have something to look at, of every kind and a translation."""
    assert {source.kind for source in SOURCES} == set(KINDS)
    assert any(source.language for source in SOURCES)
    assert any(source.is_markdown for source in SOURCES)


def test_site_is_valid() -> None:
    """Every record of site/ answers to its kind's schema, every translation to its own."""
    found = {source.path: problems for source in SOURCES if (problems := problems_of(source))}
    assert found == {}


def problems_of(source: Source) -> list[str]:
    """Give what a file's schema has against it, or why it is no YAML."""
    try:
        return [error for fields in fields_of(source) for error in errors(schema_of(source), fields)]
    except YAMLError as error:
        return [str(error)]


def test_files_name_their_schema() -> None:
    """The first line of every YAML record leads the editor to the right schema."""
    wrong = [source.path for source in SOURCES if not source.is_markdown and not names_its_schema(source)]
    assert wrong == []


def names_its_schema(source: Source) -> bool:
    """Tell whether a file's first line leads to the schema that it answers to."""
    path = ROOT / source.path
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    target = first.removeprefix(MODELINE)
    return first != target and (path.parent / target).resolve() == FOLDER / schema_of(source)


def test_kb_yaml_is_valid() -> None:
    """The configuration of this repository answers to its schema, and names it."""
    assert KB_YAML.startswith(f"{MODELINE}schema/kb.json\n")
    assert errors("kb.json", documents(KB_YAML)[0]) == []


# kb.yaml.


def own(*steps: str) -> tuple[str, str]:
    """Give the steps from a part of kb.yaml's schema to what a name of one's own stands for."""
    part = schema.kb_yaml()["properties"]
    for step in steps:
        part = part[step]
    return "patternProperties", list(part["patternProperties"])[-1]


FIELDS = ("kinds", *own("kinds"), "properties", "fields")
FIELD = (*FIELDS, *own(*FIELDS), "anyOf", 2)


def keys(*steps: str | int) -> set[str]:
    """Give the properties of a part of kb.yaml's schema."""
    part = schema.kb_yaml()["properties"]
    for step in steps:
        part = part[step]
    return set(part["properties"])


def test_everything_uses_every_key() -> None:
    """The configuration above leaves out no section and no option."""
    given = documents(EVERYTHING)[0]
    fields = [field for field in given["kinds"]["runbook"]["fields"].values() if isinstance(field, dict)]
    assert set(given) == set(schema.kb_yaml()["properties"])
    assert set(given["families"]["smtp"]) == keys("families", "additionalProperties")
    assert set(given["categories"]["basics"]) == keys("categories", "additionalProperties")
    assert set(given["lint"]) == keys("lint")
    assert set(given["site"]) == keys("site")
    assert set(given["kinds"]["runbook"]) == keys("kinds", *own("kinds"))
    assert {option for field in fields for option in field} == keys(*FIELD)
    assert set(given["relations"]["helps"]) == keys("relations", *own("relations"))


@pytest.mark.parametrize(
    "text",
    [
        EVERYTHING,
        KB_YAML,
        "title: 2020-01-01",
        "title: No",
        "language: no",
        "records: .",
        "records: a..b/..c",
        "records: 2020",
        "categories: [Basics, 404]",
        "families: {smtp: {sources: RFC 5321}}",
        "families: {http: , ftp: 7, smtp: {}}",
        "lint: {fail_on: error, severity: {KB101: off}}",
    ],
)
def test_kb_yaml_takes_what_config_takes(text: str) -> None:
    """What config.py reads without a fault, the schema accepts."""
    assert config.read(text).faults == ()
    assert errors("kb.json", documents(text)[0]) == []


@pytest.mark.parametrize(
    "text",
    [
        "[title]",
        "titel: Codes",
        "title: [Codes]",
        "title: {en: [Codes]}",
        "language: English",
        "language: [en]",
        "languages: en",
        "languages: [en, korean]",
        "records: /site",
        "records: ..",
        "records: ../site",
        "records: site/../..",
        "records: C:/site",
        "records: site\\codes",
        "records: [site]",
        "families: [smtp]",
        "families: {smtp: [SMTP]}",
        "families: {smtp: {pattern: x}}",
        "families: {smtp: {code_pattern: [x]}}",
        "families: {smtp: {classes: [2]}}",
        "families: {smtp: {classes: {2: {title: Positive}}}}",
        "families: {smtp: {registry: ../smtp.csv}}",
        "families: {smtp: {sources: {url: x}}}",
        "categories: basics",
        "categories: [[basics]]",
        "categories: {basics: {title: Basics}}",
        "lint: [KB1]",
        "lint: {selects: [KB1]}",
        "lint: {select: {KB1: true}}",
        "lint: {severity: {KB101: fatal}}",
        "lint: {severity: [KB101]}",
        "lint: {per_path_ignore: [KB101]}",
        "lint: {fail_on: errors}",
        "lint: {baseline: [x]}",
        "site: codes",
        "site: {urls: https://codes.example}",
        "site: {url: codes.example}",
        "site: {source: 'javascript:x'}",
        "site: {source: 'https://a b'}",
        "site: {labels: {search: Search}}",
        "site: {labels: {ko: {search: [검색]}}}",
        "kinds: {recipe: {}}",
        "kinds: {recipe: }",
        "kinds: {Recipe: {fields: {title: }}}",
        "kinds: {recipe: {fields: {title: }, plurals: x}}",
        "kinds: {recipe: {fields: {title: lines}}}",
        "kinds: {recipe: {fields: {title: {}, Cook: {}}}}",
        "kinds: {recipe: {fields: {title: {}, cook: {requird: true}}}}",
        "kinds: {recipe: {fields: {title: {}, cook: {required: perhaps}}}}",
        "kinds: {recipe: {fields: {title: {}, with: {type: references, to: recipe, at_least: 0}}}}",
        "kinds: {code: {plural: cods}}",
        "relations: [causes]",
        "relations: {causes: {symetric: true}}",
        "relations: {causes: {symmetric: 1}}",
        "relations: {Causes: {}}",
    ],
)
def test_kb_yaml_refuses_what_config_refuses(text: str) -> None:
    """What config.py finds fault with, the schema marks in the editor."""
    assert config.read(text).faults
    assert errors("kb.json", documents(text)[0])


# The command that others use.


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run check-jsonschema in the root."""
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("code.json", "site/codes/smtp/504.yaml"),
        ("term.json", "site/terms/starttls.yaml"),
        ("term.translation.json", "site/terms/starttls.ko.yaml"),
        ("kb.json", "kb.yaml"),
    ],
)
def test_check_jsonschema_accepts(name: str, path: str) -> None:
    """A file of this repository passes."""
    done = check("--schemafile", FOLDER / name, path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_patterns_are_those_of_editors() -> None:
    """The schemas hold for check-jsonschema, which reads their patterns as ECMAScript, not as Python."""
    done = check("--check-metaschema", *(FOLDER / name for name in FILES))
    assert done.returncode == 0, done.stdout + done.stderr


def test_check_jsonschema_refuses(tmp_path: Path) -> None:
    """A wrong field fails and is named."""
    wrong = tmp_path / "504.yaml"
    wrong.write_text("id: smtp/504\ncode: 504\nname: 2020-01-01\nsummary: It is.\nnmae: No\n", encoding="utf-8")
    done = check("--schemafile", FOLDER / "code.json", wrong)
    assert done.returncode == 1
    assert "'nmae' was unexpected" in done.stdout
