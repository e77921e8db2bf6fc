"""`kb.yaml`: what a project chooses. `SETTINGS` declares it all, for reading, for editors and for the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from kb.declared import KIND_OPTIONS, RELATION_OPTIONS, declared
from kb.fields import ID
from kb.finding import Fault, Severity
from kb.kinds import KINDS, RELATIONS, Kind, Relation
from kb.localized import Localized
from kb.options import (
    ADDRESS,
    FILE,
    LANGUAGE,
    PATH,
    PATTERN,
    PLACED,
    SWITCH,
    TEXT,
    ByName,
    Option,
    Reader,
    Section,
    Several,
    Values,
    Words,
    choice,
)
from kb.source import START, Scalar, Span, shown

__all__ = ["FILE", "SETTINGS", "Config", "Family", "Group", "LintOptions", "SiteOptions", "missing", "read"]


@dataclass(frozen=True, slots=True)
class Group:
    """A named thing with words about it: a class of codes, a category of guides."""

    id: str
    name: Localized
    description: Localized = field(default_factory=Localized)
    retry: Localized = field(default_factory=Localized)
    """Of a class of codes: whether to try again."""
    acts: Localized = field(default_factory=Localized)
    """Of a class of codes: who must act."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of codes as kb.yaml declares it."""

    id: str
    name: Localized
    description: Localized = field(default_factory=Localized)
    code_pattern: re.Pattern[str] | None = None
    classes: Mapping[str, Group] = field(default_factory=dict)
    registry: Scalar | None = None
    sources: tuple[Scalar, ...] = ()

    def class_of(self, code: str, given: str | None = None) -> Group | None:
        """Give the class that a code belongs to: the one it names, or the longest that begins it."""
        if given is not None:
            return self.classes.get(given)
        matching = [key for key in self.classes if code.startswith(key)]
        return self.classes[max(matching, key=len)] if matching else None


@dataclass(frozen=True, slots=True)
class LintOptions:
    """Which rules run, how much each matters, and where they are silent."""

    select: tuple[Scalar, ...] = ()
    ignore: tuple[Scalar, ...] = ()
    severity: Mapping[str, tuple[Severity, Span]] = field(default_factory=dict)
    per_path_ignore: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    fail_on: str = "warning"
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What the site needs beyond the records."""

    url: str | None = None
    source: str | None = None
    edit: str | None = None
    description: Localized = field(default_factory=Localized)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: bool = False
    """Whether the site has a page for each rule of the linter."""
    health: bool = True
    """Whether the site has a page, and badges, of what the linter knows about it."""
    mkdocs: Scalar | None = None
    """Where the project's own mkdocs.yml is, when kb.yaml says it."""


@dataclass(frozen=True, slots=True)
class Config:
    """A project's configuration, with defaults for all that it does not say."""

    title: Localized = field(default_factory=lambda: Localized({"": "Knowledge base"}))
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    records: str = "records"
    records_span: Span | None = None
    """Where kb.yaml names the folder, when it does."""
    families: Mapping[str, Family] = field(default_factory=dict)
    categories: Mapping[str, Group] = field(default_factory=dict)
    lint: LintOptions = field(default_factory=LintOptions)
    site: SiteOptions = field(default_factory=SiteOptions)
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    """The kinds of record: those of kb, with the fields that kb.yaml adds to them, and the project's own."""
    relations: Mapping[str, Relation] = field(default_factory=lambda: RELATIONS)
    has_unread_kinds: bool = False
    """Whether a kind's declaration cannot be understood, so that files in unknown folders may be its records."""
    faults: tuple[Fault, ...] = ()

    @property
    def translations(self) -> tuple[str, ...]:
        """The languages beside the one that records are written in."""
        return tuple(language for language in self.languages if language != self.language)

    def category(self, name: str) -> Group | None:
        """Find a category by its id, or by its name in any language."""
        if name in self.categories:
            return self.categories[name]
        return next((group for group in self.categories.values() if name in group.name.values()), None)


def read(text: str) -> Config:
    """Read a `kb.yaml`. Mistakes are in `faults`; what could be read is kept."""
    reader = Reader(text)
    root = reader.root()
    if root is None:
        return Config(faults=tuple(reader.faults))
    values: dict[str, Any] = dict(SETTINGS.read(root, FILE, reader))
    values["languages"] = tuple(dict.fromkeys((values.get("language", "en"), *values.get("languages", ()))))
    if records := values.get("records"):
        values |= {"records": _folder(records), "records_span": records.span}
    own = declared(reader, values.pop("kinds", None), values.pop("relations", None), values["languages"])
    return Config(**values, **own._asdict(), faults=tuple(reader.faults))


def missing(message: str) -> Config:
    """Give the default configuration, with a fault that says why there is no other."""
    return Config(faults=(Fault(FILE, START, message),))


# What becomes of values.


def _folder(path: Scalar) -> str:
    return str(PurePosixPath(path.text))


def _named(key: Scalar) -> Group:
    return Group(key.text, Localized({"": key.text}))


def _group(key: Scalar, values: Values) -> Group:
    return Group(key.text, **{"name": Localized({"": key.text}), **values})


def _family(key: Scalar, values: Values) -> Family:
    return Family(key.text, **{"name": Localized({"": key.text.upper()}), **values})


def _no_family(id_: str) -> str | None:
    if ID.fullmatch(id_) and "/" not in id_:
        return None
    return f"`{shown(id_)}` is no id of a family: use lower-case letters, digits, `.`, `_`, `-`"


def _lint(values: Values) -> LintOptions:
    if "baseline" in values:
        values["baseline"] = _folder(values["baseline"])
    return LintOptions(**values)


# The declaration.


def _groups(what: str, *more: Option) -> Section:
    name = Option("name", Words(), f"What readers call the {what}.", "its id")
    description = Option("description", Words(), f"What the {what} is.")
    return Section((name, description, *more), f"A {what}, or only its name.", alone="name")


_CLASS = _groups(
    "class",
    Option("retry", Words(), "Whether to try again after one of its codes, for those that do not say it themselves."),
    Option("acts", Words(), "Who must act after one of its codes, for those that do not say it themselves."),
)


_FAMILY = Section(
    (
        Option("name", Words(), "What readers call the family.", "its id in capitals"),
        Option("description", Words(), "What the family is, for its page."),
        Option("code_pattern", PATTERN, "A regular expression (Python's) that every code of it matches in full."),
        Option(
            "classes",
            ByName(_CLASS, "the characters that begin the codes", make=_group),
            "The classes of its codes.",
        ),
        Option(
            "registry", PATH, "A CSV in the project (`code,name,status,source`): a dated copy of the official list."
        ),
        Option("sources", Several(PLACED), "Where the facts come from: URLs, or citations such as `RFC 5321 §4.2.2`."),
    ),
    "A family of codes, or only its name.",
    title="family `{}`",
    alone="name",
)
_LINT = Section(
    (
        Option("select", Several(PLACED), "Run only these rules: codes, the beginnings of codes, or names."),
        Option("ignore", Several(PLACED), "Leave these rules out."),
        Option(
            "severity",
            ByName(
                choice(*Severity, noun="severity"),
                "the code or name of a rule",
                make=lambda key, level: (Severity(level), key.span),
            ),
            "How much a rule's findings matter.",
        ),
        Option(
            "per_path_ignore",
            ByName(Several(PLACED), "the pattern of a path"),
            "Rules to leave out in some files: `*` stays in a folder, `**` goes through folders.",
        ),
        Option("fail_on", choice("error", "warning", "info", "never"), "The lowest severity that fails.", "`warning`"),
        Option("baseline", PATH, "A file of known findings, which are not reported."),
    ),
    "Which rules run, how much each matters, and where they are silent.",
    make=_lint,
)
_SITE = Section(
    (
        Option("url", ADDRESS, "Where the site is published."),
        Option(
            "source", ADDRESS, "Where its records are kept, for links to a page's source: `{path}` stands for its file."
        ),
        Option(
            "edit", ADDRESS, "Where a record's file is changed, for links that do so: `{path}` stands for the file."
        ),
        Option("description", Words(), "What the site is, in a sentence."),
        Option(
            "labels",
            ByName(ByName(TEXT, "label"), "language"),
            "Words of the site's pages in place of the built-in ones.",
        ),
        Option(
            "rules",
            SWITCH,
            "Whether the site has pages about kb: its rules, this configuration, and the fields of records.",
            "`false`",
        ),
        Option(
            "health",
            SWITCH,
            "Whether the site has a page of what `kb lint` knows about it, for its maintainers, and badges.",
            "`true`",
        ),
        Option(
            "mkdocs",
            PATH,
            "Settings of MkDocs that `kb build` takes over, with the theme and the pages that they name.",
            "`mkdocs.yml`, where there is one",
        ),
    ),
    "What the site needs beyond the records.",
    make=lambda values: SiteOptions(**values),
)
SETTINGS = Section(
    (
        Option(
            "title", Words(), "The title of the knowledge base.", "`Knowledge base`", example="title: Shop errors\n"
        ),
        Option("language", LANGUAGE, "The language that records are written in.", "`en`"),
        Option(
            "languages",
            Several(LANGUAGE, is_list=True),
            "All languages, the one that records are written in among them.",
            example="language: en\nlanguages: [en, ko]\n",
        ),
        Option("records", PATH, "The folder of the records, from the folder of kb.yaml.", "`records`"),
        Option(
            "families",
            ByName(_FAMILY, "id", _no_family, _family),
            "The families of codes, by id: the first part of their codes' ids.",
            example="""\
families:
  smtp:
    name: SMTP
    description: {"": The replies of mail servers., ko: 메일 서버의 응답}
    code_pattern: "[2-5][0-5][0-9]"
    classes:
      "4": {name: Transient negative, retry: "Yes, later", acts: "The sending side waits"}
      "5": Permanent negative
    registry: registries/smtp.csv
    sources: [RFC 5321 §4.2]
  shop: The shop
""",
        ),
        Option(
            "categories",
            ByName(_groups("category"), "id", make=_group, listed=_named),
            "The categories of guides and terms, by id; or a list of their names.",
            example="categories: {basics: {name: Basics, description: First steps.}, more: Further reading}\n",
        ),
        Option(
            "lint",
            _LINT,
            _LINT.doc,
            example="""\
lint:
  ignore: [KB405]
  severity: {KB301: error, missing-translation: off}
  per_path_ignore: {"records/codes/legacy/**": [KB3]}
  fail_on: warning
""",
        ),
        Option(
            "site",
            _SITE,
            _SITE.doc,
            example="""\
site:
  url: https://codes.example.org/
  source: https://git.example.org/codes/blob/main/{path}
  description: Every error of the shop, explained.
  labels: {en: {search: Search the errors}}
  rules: true
  health: false
  mkdocs: publishing/mkdocs.yml
""",
        ),
        KIND_OPTIONS,
        RELATION_OPTIONS,
    ),
    "What a project chooses. Everything has a default.",
    title="{}",
)
