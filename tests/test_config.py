"""kb.yaml: what each option does, and that every mistake in it is one finding at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from scratch import brief, run, write

import kb
from kb import config
from kb.config import Config, Localized

EVERYTHING = """\
title: {"": Codes, ko: 코드}
language: en
languages: [ko, pt-BR, ko]
records: site/records
families:
  smtp:
    name: {"": SMTP, ko: 메일}
    description: Replies of mail servers.
    code_pattern: '[2-5][0-9]{2}'
    classes: {2: Positive, 25: {name: {"": Fine, ko: 좋음}, description: All well.}, "5": }
    registry: lists/smtp.csv
    sources: [RFC 5321, "https://example.org"]
  ftp: File Transfer
  http:
categories:
  basics: {name: {"": Basics, ko: 기초}, description: First steps.}
  more: Further reading
  rest:
lint:
  select: [KB1, KB301]
  ignore: KB101
  severity: {KB301: error, unused-term: "off"}
  per_path_ignore: {"a/*": KB1, b/: [KB2, ALL]}
  fail_on: info
  baseline: lint/baseline.json
site:
  url: https://codes.example/
  source: https://git.example/blob/{path}
  description: {"": Every code, ko: 모든 코드}
  labels: {ko: {search: 찾기}}
"""


@pytest.fixture(scope="module", name="everything")
def _everything() -> Config:
    return config.read(EVERYTHING)


def faults(text: str) -> list[str]:
    """Give what is wrong in a kb.yaml, as `line:column message`."""
    return [f"{fault.span.line}:{fault.span.column} {fault.message}" for fault in config.read(text).faults]


# What each option does.


def test_all_of_it_is_understood(everything: Config) -> None:
    assert everything.faults == ()


def test_languages(everything: Config) -> None:
    """The first is the one that records are written in, whether it is listed or not; each once."""
    assert (everything.language, everything.languages) == ("en", ("en", "ko", "pt-BR"))
    assert everything.translations == ("ko", "pt-BR")
    assert config.read("language: ko\nlanguages: [en, ko]").languages == ("ko", "en")


def test_names_in_several_languages(everything: Config) -> None:
    """A reader gets a name in the own language, or else the one for all."""
    assert [everything.title.into(language) for language in ("ko", "en", "de")] == ["코드", "Codes", "Codes"]
    assert Localized({"ko": "코드"}).into("de") == "코드"
    assert config.read("title: Codes").title.into("ko") == "Codes"
    assert everything.site.description.into("ko") == "모든 코드"


def test_families(everything: Config) -> None:
    """One may be a mapping, a name, or nothing but declared."""
    smtp, ftp, http = everything.families.values()
    assert [family.name.into("en") for family in (smtp, ftp, http)] == ["SMTP", "File Transfer", "HTTP"]
    assert smtp.name.into("ko") == "메일"
    assert smtp.code_pattern
    assert smtp.code_pattern.fullmatch("250")
    assert smtp.registry
    assert smtp.registry.text == "lists/smtp.csv"
    assert tuple(source.text for source in smtp.sources) == ("RFC 5321", "https://example.org")


@pytest.mark.parametrize(
    ("code", "given", "name"),
    [
        ("250", None, "Fine"),
        ("220", None, "Positive"),
        ("550", None, "5"),
        ("900", None, None),
        ("220", "25", "Fine"),
        ("220", "9", None),
    ],
)
def test_classes(everything: Config, code: str, given: str | None, name: str | None) -> None:
    """A code is of the class it names, or else of the longest that begins it."""
    group = everything.families["smtp"].class_of(code, given)
    assert (group.name.into("en") if group else None) == name


def test_categories(everything: Config) -> None:
    """They are found by id, and by name in any language."""
    assert [group.name.into("ko") for group in everything.categories.values()] == ["기초", "Further reading", "rest"]
    assert everything.category("기초") is everything.category("basics") is everything.categories["basics"]
    assert everything.category("nothing") is None
    assert list(config.read("categories: [a, b]").categories) == ["a", "b"]


def test_lint_options(everything: Config) -> None:
    options = everything.lint
    assert [scalar.text for scalar in (*options.select, *options.ignore)] == ["KB1", "KB301", "KB101"]
    assert {name: str(level) for name, (level, _) in options.severity.items()} == {
        "KB301": "error",
        "unused-term": "off",
    }
    assert {path: [one.text for one in rules] for path, rules in options.per_path_ignore.items()} == {
        "a/*": ["KB1"],
        "b/": ["KB2", "ALL"],
    }
    assert (options.fail_on, options.baseline) == ("info", "lint/baseline.json")


def test_site_options(everything: Config) -> None:
    assert (everything.site.url, everything.site.source) == (
        "https://codes.example/",
        "https://git.example/blob/{path}",
    )
    assert everything.site.labels == {"ko": {"search": "찾기"}}


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "---\n", "\ufeff", "~", "---\n---\n"])
def test_nothing_in_it_is_no_mistake(text: str) -> None:
    assert config.read(text) == Config()


@pytest.mark.parametrize(
    "option",
    ["title", "language", "languages", "records", "families", "categories", "lint", "site", "kinds", "relations"],
)
def test_an_option_without_a_value_is_as_left_out(option: str) -> None:
    assert config.read(f"{option}:\n") == Config()


def test_values_are_the_authors_characters() -> None:
    """YAML's guesses at numbers, dates and booleans change nothing."""
    read = config.read("title: 0504\nlanguage: no\nfamilies: {007: On}\ncategories: {2020-01-01: Yes, 1e3: .5}\n")
    assert (read.title.into("no"), read.language, list(read.families)) == ("0504", "no", ["007"])
    assert {id_: group.name.into("no") for id_, group in read.categories.items()} == {"2020-01-01": "Yes", "1e3": ".5"}


@pytest.mark.parametrize("records", ["site", "./site", "site/", "a/../b"])
def test_the_records_folder(tmp_path: Path, records: str) -> None:
    """It may be named in any way that stays inside the root."""
    write(tmp_path, {"kb.yaml": f"records: {records}\n", "site/terms/a.yaml": "term: A\ndefinition: A.\n"})
    base = kb.load(tmp_path)
    assert ("term:a" in base) == (".." not in records)
    assert bool(base.config.faults) == (".." in records)


def test_the_root_as_the_records_folder(tmp_path: Path) -> None:
    write(tmp_path, {"kb.yaml": "records: .\n", "terms/a.yaml": "term: A\ndefinition: A.\n", "other/b.yaml": "x: 1\n"})
    base = kb.load(tmp_path)
    assert (list(base.records), base.listing.faults) == (["term:a"], ())


# Mistakes.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: X", "1:1 kb.yaml has no `titel`; did you mean `title`?"),
        ("title: X\nfoo: 1", "2:1 kb.yaml has no `foo`"),
        ("title: X\ntitle: Y", "2:1 `title` is given twice"),
        ("title: [X]", "1:8 `title` takes one line of text"),
        ("title: {ko: [X]}", "1:13 `title` takes one line of text"),
        ("title: {ko: X, ko: Y}", "1:16 `ko` is given twice"),
        ("title: {'': A, its b, ko: C}", "1:16 `its b` is no language tag such as `en` or `pt-BR`"),
        ("language: English", "1:11 `English` is no language tag such as `en` or `pt-BR`"),
        ("language: [en]", "1:11 `language` takes one line of text"),
        ("languages: ko", "1:12 `languages` takes a list"),
        ("languages: [en, x]", "1:17 `x` is no language tag such as `en` or `pt-BR`"),
        ("languages: [en, [ko]]", "1:17 `languages` takes one line of text"),
        ("languages: [../..]", "1:13 `../..` is no language tag such as `en` or `pt-BR`"),
        ("records: [site]", "1:10 `records` takes one line of text"),
        ("families: [smtp]", "1:11 `families` takes a mapping (`name: value`)"),
        ("families: smtp", "1:11 `families` takes a mapping (`name: value`)"),
        ("families: {smtp: [x]}", "1:18 family `smtp` takes a mapping (`name: value`)"),
        ("families: {smtp: {nam: SMTP}}", "1:19 family `smtp` has no `nam`; did you mean `name`?"),
        ("families: {smtp: {code_pattern: '['}}", "1:33 `code_pattern` is no regular expression: "),
        ("families: {smtp: {code_pattern: [5]}}", "1:33 `code_pattern` takes one line of text"),
        ("families: {smtp: {classes: [5]}}", "1:28 `classes` takes a mapping (`name: value`)"),
        ("families: {smtp: {classes: {5: [x]}}}", "1:32 `5` takes a mapping (`name: value`)"),
        ("families: {smtp: {classes: {5: {title: x}}}}", "1:33 `5` has no `title`"),
        ("families: {smtp: {sources: {a: b}}}", "1:28 `sources` takes a list"),
        ("families: {smtp: {sources: [[a]]}}", "1:29 `sources` takes one line of text"),
        ("families: {SMTP: x}", "1:12 `SMTP` is no id of a family: use lower-case letters, digits, `.`, `_`, `-`"),
        ("families: {a/b: x}", "1:12 `a/b` is no id of a family: "),
        ("families: {..: x}", "1:12 `..` is no id of a family: "),
        ("families: {'': x}", "1:12 `` is no id of a family: "),
        ("categories: basics", "1:13 `categories` takes a mapping (`name: value`)"),
        ("categories: {basics: [x]}", "1:22 `basics` takes a mapping (`name: value`)"),
        ("categories: [[x]]", "1:14 `categories` takes one line of text"),
        ("lint: KB1", "1:7 `lint` takes a mapping (`name: value`)"),
        ("lint: {selct: [KB1]}", "1:8 `lint` has no `selct`; did you mean `select`?"),
        ("lint: {select: {KB1: x}}", "1:16 `select` takes a list"),
        ("lint: {ignore: [{KB1: x}]}", "1:17 `ignore` takes one line of text"),
        ("lint: {severity: [KB1]}", "1:18 `severity` takes a mapping (`name: value`)"),
        ("lint: {severity: {KB1: fatal}}", "1:24 `fatal` is no severity; use error, warning, info or off"),
        ("lint: {severity: {KB1: }}", "1:24 `` is no severity; use error, warning, info or off"),
        ("lint: {severity: {KB1: [error]}}", "1:24 `severity` takes one line of text"),
        ("lint: {per_path_ignore: [a]}", "1:25 `per_path_ignore` takes a mapping (`name: value`)"),
        ("lint: {per_path_ignore: {a: {b: c}}}", "1:29 `per_path_ignore` takes a list"),
        ("lint: {fail_on: off}", "1:17 `fail_on` is error, warning, info or never"),
        ("site: x", "1:7 `site` takes a mapping (`name: value`)"),
        ("site: {uri: 'https://x.example'}", "1:8 `site` has no `uri`; did you mean `url`?"),
        ("site: {url: codes.example}", "1:13 `url` is an address that begins with https:// or http://"),
        ("site: {source: 'javascript:alert(1)'}", "1:16 `source` is an address that begins with https:// or http://"),
        ("site: {labels: [x]}", "1:16 `labels` takes a mapping (`name: value`)"),
        ("site: {labels: {ko: x}}", "1:21 `ko` takes a mapping (`name: value`)"),
        ("- title", "1:1 kb.yaml takes a mapping (`name: value`)"),
        ("title", "1:1 kb.yaml takes a mapping (`name: value`)"),
        ("title: X\n---\ntitle: Y", "3:1 the configuration is one document"),
        ("? [a]\n: b", "1:3 a key is one word, not a collection"),
        ("<<: {title: X}", "1:1 kb.yaml has no `<<`"),
        ("title: X: Y", "1:9 a second `: ` in a plain value; quote the value"),
        ('title: "X\nlanguage: en\n', "1:8 this quote is never closed"),
        ("title: X\n\tlanguage: en\n", "2:1 a tab indents this line; YAML indents with spaces only"),
        ("title: *x", "1:8 this alias names no anchor in the same document"),
        ("title: " + "[" * 100 + "]" * 100, "1:8 "),
    ],
)
def test_a_mistake_is_one_finding_at_its_place(text: str, expected: str) -> None:
    (found,) = kb.lint(kb.load({"kb.yaml": text}))
    assert (found.rule, found.path, found.severity) == ("KB006", "kb.yaml", "error")
    assert f"{found.line}:{found.column} {found.message}".startswith(expected)


def test_what_else_can_be_read_is_kept() -> None:
    """One mistake does not take the rest of the configuration away."""
    read = config.read(
        "titel: X\nlanguage: ko\nfamilies: {smtp: {nam: x, registry: a.csv}, '..': x, ftp: FTP}\nrecords: /etc\n"
    )
    assert len(read.faults) == 4
    assert (read.language, read.records, list(read.families)) == ("ko", "records", ["smtp", "ftp"])
    assert read.families["smtp"].registry


def test_three_mistakes_are_three_findings() -> None:
    assert brief(kb.lint(kb.load({"kb.yaml": "a: 1\nlint:\n  b: 1\nsite: {c: 1}\n"}))) == [
        "KB006 kb.yaml:1:1",
        "KB006 kb.yaml:3:3",
        "KB006 kb.yaml:4:8",
    ]


# What must not get out of the root.


@pytest.mark.parametrize(
    "path",
    ["/etc", "..", "../x", "a/../../x", "a\\b", "'C:x'", "'C:/x'", '"a\\0b"', '"a\\nb"', '""', '" "', '"\\e[31m"'],
)
@pytest.mark.parametrize("option", ["records: {}", "families: {{a: {{registry: {}}}}}", "lint: {{baseline: {}}}"])
def test_paths_stay_inside_the_root(option: str, path: str) -> None:
    """One finding at the path, and the option is as left out."""
    text = option.format(path)
    read = config.read(text)
    (fault,) = read.faults
    assert (fault.span.line, fault.span.column) == (1, text.index(path) + 1)
    assert "is a path inside the folder of kb.yaml" in fault.message
    assert (read.records, read.lint.baseline) == ("records", None)
    assert all(family.registry is None for family in read.families.values())


def test_a_records_folder_that_is_not_there(tmp_path: Path) -> None:
    """A misspelt folder must not pass for a base without records."""
    ran = run("lint", cwd=write(tmp_path, {"kb.yaml": "title: X\nrecords: sit\n", "site/terms/a.yaml": "term: A\n"}))
    assert ran.code == 2
    assert "kb.yaml:2:10: error KB006 invalid-config: there is no folder `sit`" in ran.out


def test_a_records_folder_outside_by_a_link(tmp_path: Path) -> None:
    """What lies outside is not read, whatever way leads there."""
    write(tmp_path / "out", {"terms/a.yaml": "term: A\ndefinition: Secret.\n"})
    write(tmp_path / "in", {"kb.yaml": "records: link\n"})
    (tmp_path / "in/link").symlink_to(tmp_path / "out")
    base = kb.load(tmp_path / "in")
    assert list(base) == []
    assert "Secret" not in str(kb.lint(base))


# The file itself.


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("title: X".encode("utf-16"), "kb.yaml is not UTF-8"),
        (b"title: Caf\xe9", "kb.yaml is not UTF-8"),
        (b"title: \x00", "the character U+0000 is not allowed in YAML"),
    ],
)
def test_a_file_that_is_no_text(data: bytes, message: str) -> None:
    (found,) = kb.lint(kb.load({"kb.yaml": data}))
    assert (found.rule, found.message) == ("KB006", message)


def test_line_breaks_and_a_byte_order_mark() -> None:
    """As Windows editors write them."""
    assert faults("\ufefftitle: X\r\nfoo: 1\r\n") == ["2:1 kb.yaml has no `foo`"]
    assert config.read("\ufefftitle: X\r\n").title.into("en") == "X"


def test_hostile_words_are_shown_on_one_line() -> None:
    """A message quotes no more than it must, and nothing that a terminal obeys."""
    for text in (f"{'x' * 5000}: 1", '"a\\nb\\e[2J": 1', 'language: "x\\n\\e[2J"', 'lint: {severity: {KB1: "\\e"}}'):
        (message,) = (fault.message for fault in config.read(text).faults)
        assert message.isprintable()
        assert len(message) < 200


@pytest.mark.parametrize("pattern", ["a{99999999999}", "(" * 500 + ")" * 500, "[[a]--b]", "\\p{L}", "(?P<x>a)(?P<x>b)"])
def test_hostile_patterns(pattern: str) -> None:
    """A pattern is taken or refused; it never ends the program, nor warns on the way."""
    read = config.read(f"families: {{a: {{code_pattern: '{pattern}'}}}}")
    assert [fault.span.column for fault in read.faults] in ([], [30])


def test_an_anchor_may_be_used_again() -> None:
    """As long as there is one thing of it, an alias is only a short way to write it."""
    read = config.read("title: &t {ko: 코드}\nsite: {description: *t}\nfamilies: {a: &f {name: A}, b: *f}\n")
    assert read.faults == ()
    assert read.site.description == {"ko": "코드"}
    assert read.families["b"].name.into("en") == "A"
