"""`kb.yaml`: what a project chooses, read with the place of every mistake in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from kb import patterns
from kb.declared import declared
from kb.fields import ID
from kb.finding import Fault, Severity
from kb.kinds import KINDS, RELATIONS, Kind, Relation
from kb.languages import LANGUAGE
from kb.localized import Localized
from kb.names import nearest
from kb.source import START, Scalar, Span, shown
from kb.tree import MappingNode, Node, ScalarNode, SequenceNode, Tree, compose, is_null

FILE = "kb.yaml"


@dataclass(frozen=True, slots=True)
class Group:
    """A named thing with words about it: a class of codes, a category of guides."""

    id: str
    name: Localized
    description: Localized = field(default_factory=Localized)


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
    description: Localized = field(default_factory=Localized)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: bool = False
    """Whether the site has a page for each rule of the linter."""


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
    return _Reader(text).config()


class _Reader:
    def __init__(self, text: str) -> None:
        self.tree: Tree = compose(text.removeprefix("\ufeff"))
        self.faults: list[Fault] = []
        self.records_span: Span | None = None

    def report(self, span: Span, message: str) -> None:
        self.faults.append(Fault(FILE, span, message))

    def config(self) -> Config:
        if self.tree.error:
            self.report(self.tree.error.span, self.tree.error.message)
        roots = [root for root in self.tree.roots if not is_null(root)]
        if len(roots) > 1:
            self.report(self.tree.span(roots[1]), "the configuration is one document")
        if not roots:
            return Config(faults=tuple(self.faults))
        known = {
            "title": self.localized,
            "language": self.language,
            "languages": self.languages,
            "records": self.records,
            "families": self.families,
            "categories": self.categories,
            "lint": self.lint,
            "site": self.site,
            "kinds": self.node,
            "relations": self.node,
        }
        values: dict[str, Any] = dict(self.section(roots[0], known, "kb.yaml"))
        values["languages"] = tuple(dict.fromkeys((values.get("language", "en"), *values.get("languages", ()))))
        own = declared(self, values.pop("kinds", None), values.pop("relations", None), values["languages"])
        return Config(**values, **own._asdict(), records_span=self.records_span, faults=tuple(self.faults))

    # Shapes.

    def section(
        self, node: Node, known: Mapping[str, Callable[[Node, str], Any]], where: str
    ) -> Iterator[tuple[str, Any]]:
        """Read a mapping whose keys are declared; give what could be read of each.

        A misspelt key is reported and read as the one it most likely means, so that nothing else seems wrong for it.
        """
        pairs = list(self.mapping(node, where))
        given = {key.text for key, _ in pairs}
        for key, value in pairs:
            name: str | None = key.text
            if name not in known:
                name = nearest(key.text, known)
                hint = f"; did you mean `{name}`?" if name else ""
                self.report(key.span, f"{where} has no `{shown(key.text)}`{hint}")
            if name and (name == key.text or name not in given) and not is_null(value):
                result = known[name](value, name)
                if result is not None:
                    yield name, result

    def mapping(self, node: Node, where: str) -> Iterator[tuple[Scalar, Node]]:
        if not isinstance(node, MappingNode):
            self.report(self.tree.span(node), f"{where} takes a mapping (`name: value`)")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.report(self.tree.span(key_node), "a key is one word, not a collection")
                continue
            key = self.tree.scalar(key_node)
            if key.text in seen:
                self.report(key.span, f"`{shown(key.text)}` is given twice")
                continue
            seen.add(key.text)
            yield key, value

    def scalar(self, node: Node, where: str) -> Scalar | None:
        if not isinstance(node, ScalarNode):
            self.report(self.tree.span(node), f"`{where}` takes one line of text")
            return None
        return self.tree.scalar(node)

    def word(self, node: Node, where: str) -> str | None:
        """Read a text that is not empty, to be shown on one line."""
        value = self.scalar(node, where)
        if value and not value.text.strip():
            self.report(value.span, f"`{where}` is empty")
            return None
        return value and shown(value.text, 300)

    def text(self, node: Node, where: str) -> str | None:
        value = self.scalar(node, where)
        return value.text if value else None

    def scalars(self, node: Node, where: str) -> tuple[Scalar, ...]:
        if isinstance(node, ScalarNode):
            return (self.tree.scalar(node),)
        if not isinstance(node, SequenceNode):
            self.report(self.tree.span(node), f"`{where}` takes a list")
            return ()
        return tuple(value for item in node.value if (value := self.scalar(item, where)))

    def localized(self, node: Node, where: str) -> Localized:
        if isinstance(node, MappingNode):
            pairs = self.mapping(node, f"`{where}`")
            return Localized({key.text: text for key, value in pairs if (text := self.text(value, where))})
        text = self.text(node, where)
        return Localized({"": text} if text else {})

    # Values.

    def language(self, node: Node, where: str) -> str | None:
        value = self.scalar(node, where)
        if value and not LANGUAGE.fullmatch(value.text):
            self.report(value.span, f"`{shown(value.text)}` is no language tag such as `en` or `pt-BR`")
            return None
        return value.text if value else None

    def languages(self, node: Node, where: str) -> tuple[str, ...]:
        if not isinstance(node, SequenceNode):
            self.report(self.tree.span(node), f"`{where}` takes a list")
        items = node.value if isinstance(node, SequenceNode) else [node] if isinstance(node, ScalarNode) else []
        return tuple(tag for item in items if (tag := self.language(item, where)))

    def records(self, node: Node, where: str) -> str | None:
        self.records_span = self.tree.span(node)
        return self.folder(node, where)

    def folder(self, node: Node, where: str) -> str | None:
        value = self.inside(node, where)
        return str(PurePosixPath(value.text)) if value else None

    def inside(self, node: Node, where: str) -> Scalar | None:
        """Read a path that must stay inside the project root."""
        value = self.scalar(node, where)
        if value is None:
            return None
        path = PurePosixPath(value.text)
        is_odd = re.search(r"[\\:]", value.text) or not value.text.isprintable() or not value.text.strip()
        if path.is_absolute() or ".." in path.parts or is_odd:
            self.report(
                value.span, f"`{where}` is a path inside the folder of kb.yaml, with `/`; `{shown(value.text)}` is not"
            )
            return None
        return value

    def node(self, node: Node, _where: str) -> Node:
        return node

    def pattern(self, node: Node, where: str) -> re.Pattern[str] | None:
        value = self.scalar(node, where)
        if value is None:
            return None
        try:
            pattern = patterns.compiled(value.text)
        except ValueError as error:
            self.report(value.span, f"`{where}` is no regular expression: {error}")
            return None
        if patterns.reach(value.text) < patterns.SHORTEST:
            message = "could take very long to match; write it so that the next character tells how it goes on"
            self.report(value.span, f"`{where}` {message}")
            return None
        return pattern

    def group(self, key: Scalar, node: Node) -> Group:
        if isinstance(node, ScalarNode):
            text = node.value
            return Group(key.text, Localized({"": text or key.text}))
        values = dict(
            self.section(node, {"name": self.localized, "description": self.localized}, f"`{shown(key.text)}`")
        )
        return Group(
            key.text, values.get("name") or Localized({"": key.text}), values.get("description") or Localized()
        )

    def groups(self, node: Node, where: str) -> dict[str, Group]:
        return {key.text: self.group(key, value) for key, value in self.mapping(node, f"`{where}`")}

    def categories(self, node: Node, where: str) -> dict[str, Group]:
        if isinstance(node, SequenceNode):
            return {value.text: Group(value.text, Localized({"": value.text})) for value in self.scalars(node, where)}
        return self.groups(node, where)

    def families(self, node: Node, where: str) -> dict[str, Family]:
        known = {
            "name": self.localized,
            "description": self.localized,
            "code_pattern": self.pattern,
            "classes": self.groups,
            "registry": self.inside,
            "sources": self.scalars,
        }
        families = {}
        for key, value in self.mapping(node, f"`{where}`"):
            if not ID.fullmatch(key.text) or "/" in key.text:
                self.report(
                    key.span, f"`{shown(key.text)}` is no id of a family: use lower-case letters, digits, `.`, `_`, `-`"
                )
                continue
            values: dict[str, Any] = {"name": Localized({"": key.text.upper()})}
            if isinstance(value, ScalarNode):
                if value.value:
                    values["name"] = Localized({"": value.value})
            else:
                values.update(self.section(value, known, f"family `{shown(key.text)}`"))
            families[key.text] = Family(key.text, **values)
        return families

    def lint(self, node: Node, where: str) -> LintOptions:
        known = {
            "select": self.scalars,
            "ignore": self.scalars,
            "severity": self.severities,
            "per_path_ignore": self.per_path,
            "fail_on": self.fail_on,
            "baseline": self.folder,
        }
        return LintOptions(**dict(self.section(node, known, f"`{where}`")))

    def severities(self, node: Node, where: str) -> dict[str, tuple[Severity, Span]]:
        levels = {}
        for key, value in self.mapping(node, f"`{where}`"):
            text = self.scalar(value, where)
            if text and text.text in list(Severity):
                levels[key.text] = (Severity(text.text), key.span)
            elif text:
                self.report(text.span, f"`{shown(text.text)}` is no severity; use error, warning, info or off")
        return levels

    def per_path(self, node: Node, where: str) -> dict[str, tuple[Scalar, ...]]:
        return {key.text: self.scalars(value, where) for key, value in self.mapping(node, f"`{where}`")}

    def fail_on(self, node: Node, where: str) -> str | None:
        value = self.scalar(node, where)
        if value and value.text not in ("error", "warning", "info", "never"):
            self.report(value.span, f"`{where}` is error, warning, info or never")
            return None
        return value.text if value else None

    def site(self, node: Node, where: str) -> SiteOptions:
        known = {
            "url": self.web,
            "source": self.web,
            "description": self.localized,
            "labels": self.labels,
            "rules": self.switch,
        }
        return SiteOptions(**dict(self.section(node, known, f"`{where}`")))

    def web(self, node: Node, where: str) -> str | None:
        value = self.scalar(node, where)
        if value and not re.fullmatch(r"https?://[^\s\"'<>]+", value.text):
            self.report(value.span, f"`{where}` is an address that begins with https:// or http://")
            return None
        return value.text if value else None

    def switch(self, node: Node, where: str) -> bool | None:
        value = self.scalar(node, where)
        if value and value.text not in ("true", "false"):
            self.report(value.span, f"`{where}` is true or false")
            return None
        return value.text == "true" if value else None

    def labels(self, node: Node, where: str) -> dict[str, dict[str, str]]:
        return {
            key.text: {
                name.text: text for name, item in self.mapping(value, key.text) if (text := self.text(item, name.text))
            }
            for key, value in self.mapping(node, f"`{where}`")
        }


def missing(message: str) -> Config:
    """Give the default configuration, with a fault that says why there is no other."""
    return Config(faults=(Fault(FILE, START, message),))
