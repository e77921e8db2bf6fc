"""The kinds of record and the relations that a project declares in kb.yaml, beside those of kb.

Names become folders, attributes, addresses and parts of pages, so they are plain words. A declaration that cannot be
understood is reported once: the rest is read as if it were right, and nothing follows from what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.fields import FORMS, Field, FieldType, Form, Line, Lines, References, Text, Unread
from kb.kinds import KINDS, RELATIONS, Kind, Relation
from kb.kinds.kind import ID_FIELD, shared
from kb.localized import Localized
from kb.names import nearest
from kb.record import Record
from kb.source import Scalar, Span, shown
from kb.tree import Node, ScalarNode, is_null

if TYPE_CHECKING:
    from kb.config import _Reader

MOST_KINDS = 50
MOST_FIELDS = 100
"""How many kinds, and fields of one, kb.yaml may declare: more would be an attack, or no declaration but data."""

WORD = re.compile("[a-z](?:[a-z0-9_-]{0,38}[a-z0-9])?")
"""What a kind or a relation may be called."""
NAME = re.compile("[a-z](?:[a-z0-9_]{0,38}[a-z0-9])?")
"""What a field or a note may be called."""
_WORD_FORM = "use lower-case letters, digits, `-` and `_`, a letter first, up to 40"
_NAME_FORM = "use lower-case letters, digits and `_`, a letter first, up to 40"
_COUNT = re.compile("[1-9][0-9]{0,3}")

_NO_KIND = frozenset(("kb", "own", "other", "http", "https", "mailto"))
_NO_FOLDER = frozenset(
    ("assets", "build", "compare", "data", "docs", "health", "index", "map", "rules", "search", "source")
)
"""Folders of the site that hold no records."""
_NO_FIELD = frozenset(name for name in dir(Record) if not name.startswith("_")) - {"title"} | {ID_FIELD.name}
"""Names that mean something else to a record."""
_NO_NOTE = frozenset(("with", "source", "target", "key", "relation"))

_ENDS = {"guide": ("guide",), "term": ("term",)}
"""The relations of kb that a field may declare between records of any kind, and where they lead."""
_WITHIN = ("related", "broader")
"""Those that it may declare between records of its own kind."""

TYPES = ("line", "text", "list", "references", *FORMS)
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "choices": ("line", "list"),
    "pattern": ("line", "list"),
    "at_least": ("list", "references"),
    "at_most": ("list", "references"),
    "to": ("references",),
    "relation": ("references",),
    "inverse": ("references",),
    "single": ("references",),
}
"""The options that are not for every field, and the types that take them."""
_TRANSLATED = ("line", "text", "list")


class Declared(NamedTuple):
    """What a project's kinds and relations are, and whether some kind could not be read."""

    kinds: Mapping[str, Kind]
    relations: Mapping[str, Relation]
    has_unread_kinds: bool


def declared(reader: _Reader, kinds: Node | None, relations: Node | None, languages: Collection[str]) -> Declared:
    """Read what stands under `kinds` and `relations`; mistakes go to the reader."""
    if kinds is None and relations is None:
        return Declared(KINDS, RELATIONS, False)
    return _Declarations(reader, languages).read(kinds, relations)


class _Given(NamedTuple):
    """An option's value, and where it stands."""

    value: Any
    span: Span


@dataclass
class _Draft:
    """A kind as kb.yaml declares it, before its fields are understood."""

    key: Scalar
    options: dict[str, _Given]
    fields: list[tuple[Scalar, dict[str, _Given], bool]] = field(default_factory=list)
    """Each field's name, its options, and whether all of them could be read."""
    is_read: bool = True
    """Whether all of the kind could be read."""

    @property
    def name(self) -> str:
        return self.key.text

    def word(self, option: str, default: str) -> Scalar:
        """Give an option that is one word, with its place; or a default at the place of the kind's name."""
        given = self.options.get(option)
        return Scalar(given.value, *given.span) if given else self.key._replace(text=default)


class _Declarations:
    def __init__(self, reader: _Reader, languages: Collection[str]) -> None:
        self.reader = reader
        self.languages = languages
        self.kinds: dict[str, Kind] = dict(KINDS)
        self.relations: dict[str, Relation] = dict(RELATIONS)
        self.known: set[str] = set(KINDS)
        """The names of kinds, those among them that could not be read: to name one is no second mistake."""
        self.has_unread_kinds = False

    def read(self, kinds: Node | None, relations: Node | None) -> Declared:
        if relations is not None:
            self.relations |= dict(self._relations(relations))
        drafts = list(self._drafts(kinds)) if kinds is not None else []
        self._implied(drafts)
        for draft in drafts:
            if draft.name in KINDS:
                self._extend(draft)
            else:
                self._add(draft)
        kinds_by_name = {
            name: replace(kind, fields=tuple(map(self._settled, kind.fields))) for name, kind in self.kinds.items()
        }
        return Declared(kinds_by_name, self.relations, self.has_unread_kinds)

    def _settled(self, field: Field) -> Field:
        """Take from a field's references the kinds that could not be read after all."""
        if not isinstance(field.type, References) or self.kinds.keys() >= set(field.type.kinds):
            return field
        kinds = tuple(kind for kind in field.type.kinds if kind in self.kinds)
        return replace(field, type=replace(field.type, kinds=kinds) if kinds else Unread())

    # Relations.

    def _relations(self, node: Node) -> Iterator[tuple[str, Relation]]:
        reader = self.reader
        known = {
            "description": reader.word,
            "symmetric": reader.switch,
            "acyclic": reader.switch,
            "note": self._located(reader.scalar),
            "label": reader.localized,
            "inverse_label": reader.localized,
        }
        for key, value in reader.mapping(node, "`relations`"):
            if key.text in RELATIONS:
                reader.report(key.span, f"`{key.text}` is a relation of kb's own; it cannot be declared again")
            elif self._is_word(key, "relation", WORD, _WORD_FORM):
                options = dict(self._section(value, known, f"relation `{key.text}`"))
                yield key.text, self._relation(key, options)

    def _relation(self, key: Scalar, options: dict[str, Any]) -> Relation:
        note = options.pop("note", None)
        if note and not (NAME.fullmatch(note.value.text) and note.value.text not in _NO_NOTE):
            self.reader.report(note.span, f"`{shown(note.value.text)}` is no name of a note; {_NAME_FORM}")
            note = None
        if options.get("symmetric") and options.pop("acyclic", False):
            self.reader.report(key.span, "a relation that is symmetric always runs in a circle; it cannot be acyclic")
        doc = options.pop("description", f"What `{key.text}` says.")
        return Relation(key.text, doc, note=note and note.value.text, **options)

    def _implied(self, drafts: list[_Draft]) -> None:
        """Declare the relation of each field that names none: it is called like the field."""
        for draft in drafts:
            for key, options, is_read in draft.fields:
                named = "relation" not in options and NAME.fullmatch(key.text)
                if is_read and named and _type_of(options) == "references":
                    self.relations.setdefault(key.text, Relation(key.text, f"What `{key.text}` says."))

    # Kinds.

    def _drafts(self, node: Node) -> Iterator[_Draft]:
        reader = self.reader
        known = {
            "plural": self._located(reader.text),
            "folder": self._located(reader.text),
            "title": self._located(reader.text),
            "label": self._located(reader.localized),
            "description": self._located(reader.localized),
            "fields": lambda node, _: node,
        }
        before = len(reader.faults)
        pairs = list(reader.mapping(node, "`kinds`"))
        self.has_unread_kinds = len(reader.faults) > before
        for key, value in pairs[:MOST_KINDS]:
            self.known.add(key.text)
            if key.text not in KINDS and not self._is_word(key, "kind", WORD, _WORD_FORM, _NO_KIND):
                self.has_unread_kinds = True
                continue
            if isinstance(value, ScalarNode) and not is_null(value):
                reader.report(reader.tree.span(value), f"kind `{key.text}` takes a mapping (`name: value`)")
                self.has_unread_kinds = True
                continue
            before = len(reader.faults)
            options = dict(self._section(value, known, f"kind `{key.text}`"))
            fields = options.pop("fields", None)
            draft = _Draft(key, options)
            if fields is not None:
                draft.fields += self._fields(fields, draft.name)
            draft.is_read = len(reader.faults) == before
            yield draft
        if len(pairs) > MOST_KINDS:
            reader.report(pairs[MOST_KINDS][0].span, f"a project has up to {MOST_KINDS} kinds of its own")
            self.has_unread_kinds = True

    def _extend(self, draft: _Draft) -> None:
        """Add fields to a kind of kb."""
        for name, given in draft.options.items():
            message = f"`{name}` of {KINDS[draft.name].one} is kb's own and stays; only `fields` can be added"
            self.reader.report(given.span, message)
        kind = KINDS[draft.name]
        own = tuple(self._field(draft, *parts) for parts in draft.fields if self._is_field(draft, parts[0]))
        self.kinds[draft.name] = replace(kind, fields=(*kind.fields, *own))

    def _add(self, draft: _Draft) -> None:
        """Add a kind of the project's own."""
        plural = draft.word("plural", f"{draft.name}s")
        folder = draft.word("folder", plural.text)
        others = [kind for kind in self.kinds.values() if kind.is_own or kind.name in KINDS]
        if not (self._is_free("plural", plural, others) and self._is_free("folder", folder, others)):
            self.has_unread_kinds = True
            return
        before = len(self.reader.faults)
        own = [self._field(draft, *parts) for parts in draft.fields if self._is_field(draft, parts[0])]
        draft.is_read = draft.is_read and len(self.reader.faults) == before
        title = self._title(draft, own)
        if title in {field.name for field in own if isinstance(field.type, Line)}:
            own = [self._translated_title(draft, one) if one.name == title else one for one in own]
        label, description = draft.options.get("label"), draft.options.get("description")
        words = description.value if description else Localized()
        self.kinds[draft.name] = Kind(
            draft.name,
            plural.text,
            folder.text,
            title,
            shown(words.into(""), 300) or f"A record of the kind `{draft.name}`.",
            (*own, *shared(draft.name)),
            label.value if label and label.value else _words(plural.text),
            words,
        )

    def _is_free(self, option: str, word: Scalar, others: list[Kind]) -> bool:
        """Tell whether a kind can have that plural or folder; report if not."""
        if not WORD.fullmatch(word.text):
            self.reader.report(word.span, f"`{shown(word.text)}` is no `{option}` of a kind; {_WORD_FORM}")
            return False
        if taken := next((kind.name for kind in others if getattr(kind, option) == word.text), None):
            message = f"`{word.text}` is the {option} of `{taken}` already; give another `{option}`"
        elif option == "folder" and (word.text in _NO_FOLDER or word.text in self.languages):
            message = f"the site has a folder `{word.text}` for something else; give another `folder`"
        else:
            return True
        self.reader.report(word.span, message)
        return False

    def _title(self, draft: _Draft, own: list[Field]) -> str:
        """Give the field that names a record to readers; an empty string where a mistake leaves it open."""
        names = {field.name: field for field in own}
        given = draft.options.get("title")
        name = given.value if given else next((name for name in ("title", "name") if name in names), None)
        span = given.span if given else draft.key.span
        if name is None:
            if draft.is_read:
                article = Kind(draft.name, "", "", "", "", ()).one
                message = f"{article} needs a field that names it to readers: `title`, `name`, or what `title:` says"
                self.reader.report(span, message)
            return ""
        if name not in names and not any(key.text == name for key, _, _ in draft.fields):
            near = nearest(name, names)
            hint = f"; did you mean `{near}`?" if near else "; declare it under `fields`"
            self.reader.report(span, f"`{draft.name}` has no field `{shown(name)}`{hint}")
            return ""
        if name != "title" and "title" in names:
            message = "a field called `title` names the record; leave this out, or call that field otherwise"
            self.reader.report(span, message)
            return "title"
        kind_of = names[name].type if name in names else Unread()
        if isinstance(kind_of, Unread):
            return ""
        if not isinstance(kind_of, Line):
            self.reader.report(span, f"`{name}` cannot name a record, for it is no single line")
            return ""
        return name

    @staticmethod
    def _translated_title(draft: _Draft, title: Field) -> Field:
        """Translate a title unless it is said not to be."""
        options = next(options for key, options, _ in draft.fields if key.text == title.name)
        return title if "translated" in options else replace(title, translated=True)

    # Fields.

    def _fields(self, node: Node, kind: str) -> Iterator[tuple[Scalar, dict[str, _Given], bool]]:
        reader = self.reader
        readers: dict[str, Callable[[Node, str], Any]] = {
            "type": self._type,
            "required": reader.switch,
            "translated": reader.switch,
            "label": reader.localized,
            "description": reader.word,
            "choices": self._choices,
            "pattern": self._pattern,
            "to": reader.scalars,
            "relation": reader.scalar,
            "inverse": reader.switch,
            "single": reader.switch,
            "at_least": self._number,
            "at_most": self._number,
        }
        known = {name: self._located(read) for name, read in readers.items()}
        pairs = list(reader.mapping(node, f"`fields` of `{kind}`"))
        for key, value in pairs[:MOST_FIELDS]:
            before = len(reader.faults)
            if isinstance(value, ScalarNode):  # `title: line` for `title: {type: line}`
                given = None if is_null(value) else known["type"](value, "type")
                options = {"type": given} if given else {}
            else:
                options = dict(self._section(value, known, f"field `{shown(key.text)}`"))
            yield key, options, len(reader.faults) == before
        if len(pairs) > MOST_FIELDS:
            reader.report(pairs[MOST_FIELDS][0].span, f"a kind has up to {MOST_FIELDS} fields of its own")

    def _is_field(self, draft: _Draft, key: Scalar) -> bool:
        """Tell whether a kind can have a field of that name; report if not."""
        given = KINDS[draft.name].by_name if draft.name in KINDS else {one.name for one in shared(draft.name)}
        if key.text in given:
            article = KINDS[draft.name].one if draft.name in KINDS else "every kind"
            self.reader.report(key.span, f"`{key.text}` is a field that {article} has already; leave it out")
            return False
        return self._is_word(key, "field", NAME, _NAME_FORM, _NO_FIELD)

    def _field(self, draft: _Draft, key: Scalar, options: dict[str, _Given], is_read: bool) -> Field:  # noqa: FBT001
        name = _type_of(options) if "type" in options or key.text != "body" else "text"
        before = len(self.reader.faults)
        if is_read:
            self._check(key, options, name)
            type_ = self._field_type(draft, key, options, name)
        values = {option: given.value for option, given in options.items()}
        label = values.get("label") or _words(key.text)
        if not is_read or len(self.reader.faults) > before:
            return Field(key.text, Unread(), "Its declaration in kb.yaml has a mistake.", label=label)
        doc = values.get("description") or _doc(key.text, type_)
        translated = values.get("translated", name == "text")
        return Field(key.text, type_, doc, values.get("required", False), translated, label)

    def _check(self, key: Scalar, options: dict[str, _Given], name: str) -> None:
        """Report options that do not go with the type, or with each other."""
        for option, given in options.items():
            takers = _OPTIONS.get(option, TYPES)
            if name not in takers:
                message = (
                    f"`{option}` is for {' and '.join(f'`{one}`' for one in takers)}, and `{key.text}` is `{name}`"
                )
                self.reader.report(given.span, message)
        translated = options.get("translated")
        if translated and translated.value and (name not in _TRANSLATED or "choices" in options):
            self.reader.report(translated.span, f"`{key.text}` holds no words for readers, so it is not translated")
        least, most = options.get("at_least"), options.get("at_most")
        if least and most and least.value > most.value:
            self.reader.report(most.span, f"`at_most` is less than `at_least`, so no value of `{key.text}` would do")
        if key.text == "body" and name != "text":
            self.reader.report(options["type"].span, "`body` is the text below the front matter; its type is `text`")
        if name == "references" and "to" not in options:
            self.reader.report(key.span, f"`{key.text}` does not say `to` which kinds of record it leads")
        if options.get("single") and options["single"].value and (bound := least or most):
            self.reader.report(bound.span, f"`{key.text}` is single, so it has no number of items")

    def _field_type(self, draft: _Draft, key: Scalar, options: dict[str, _Given], name: str) -> FieldType:
        values = {option: given.value for option, given in options.items()}
        bounds = {option: values[option] for option in values if option in ("at_least", "at_most")}
        form = Form("pattern", values["pattern"]) if "pattern" in values else FORMS.get(name)
        if name == "text":
            return Text()
        if name == "list":
            return Lines(choices=values.get("choices", ()), form=form, **bounds)
        if name == "references":
            return self._references(draft, key, options, bounds)
        return Line(choices=values.get("choices", ()), form=form)

    def _references(self, draft: _Draft, key: Scalar, options: dict[str, _Given], bounds: dict[str, int]) -> FieldType:
        if "to" not in options:
            return Unread()
        kinds = tuple(dict.fromkeys(self._targets(options["to"].value)))
        given = options.get("relation")
        relation = self.relations.get(given.value.text if given else key.text)
        place = given.span if given else key.span
        if relation is None:
            assert given is not None
            near = nearest(given.value.text, self.relations)
            hint = f"; did you mean `{near}`?" if near else "; declare it under `relations`"
            self.reader.report(place, f"there is no relation `{shown(given.value.text)}`{hint}")
            return Unread()
        inverse = bool(options.get("inverse") and options["inverse"].value)
        if problem := self._misfit(draft.name, kinds, relation, inverse=inverse):
            self.reader.report(place, problem)
        single = bool(options.get("single") and options["single"].value)
        note = None if single else relation.note
        return References(
            kinds=kinds,
            relation=relation.name,
            inverse=inverse,
            single=single,
            note=note,
            note_doc=relation.doc if note else "",
            stamped=False,
            **bounds,
        )

    def _targets(self, given: Collection[Scalar]) -> Iterator[str]:
        for scalar in given:
            if scalar.text in self.known:
                yield scalar.text
            else:
                near = nearest(scalar.text, self.known)
                hint = f"; did you mean `{near}`?" if near else f"; there are {', '.join(sorted(self.known))}"
                self.reader.report(scalar.span, f"there is no kind `{shown(scalar.text)}`{hint}")

    def _misfit(self, kind: str, kinds: tuple[str, ...], relation: Relation, *, inverse: bool) -> str | None:
        """Say why a field cannot declare a relation; nothing when it can."""
        name = relation.name
        if relation.symmetric and inverse:
            return f"`{name}` is symmetric, so it has no direction to turn round; leave `inverse` out"
        if relation.symmetric and kinds != (kind,):
            return f"`{name}` is symmetric, so it joins records of one kind; `to` can only be `{kind}`"
        if name not in RELATIONS:
            return None
        if name in _WITHIN:
            return None if kinds == (kind,) else f"`{name}` joins records of one kind; `to` can only be `{kind}`"
        if name not in _ENDS:
            return f"`{name}` is kb's own; name another `relation`"
        ends = (kind,) if inverse else kinds
        return None if ends == _ENDS[name] else f"`{name}` always leads to a {name}; name another `relation`"

    # Values.

    def _located(self, read: Callable[[Node, str], Any]) -> Callable[[Node, str], _Given | None]:
        """Keep the place of a value beside it."""

        def located(node: Node, where: str) -> _Given | None:
            value = read(node, where)
            return None if value is None else _Given(value, self.reader.tree.span(node))

        return located

    def _section(
        self, node: Node, known: Mapping[str, Callable[[Node, str], Any]], where: str
    ) -> Iterator[tuple[str, Any]]:
        return iter(()) if is_null(node) else self.reader.section(node, known, where)

    def _is_word(
        self, key: Scalar, what: str, pattern: re.Pattern[str], form: str, taken: Collection[str] = ()
    ) -> bool:
        """Tell whether a name can be given to something new; report if not."""
        if key.text in taken:
            self.reader.report(key.span, f"`{key.text}` means something else to kb; call the {what} otherwise")
        elif not pattern.fullmatch(key.text):
            self.reader.report(key.span, f"`{shown(key.text)}` is no name of a {what}; {form}")
        else:
            return True
        return False

    def _type(self, node: Node, where: str) -> str | None:
        value = self.reader.scalar(node, where)
        if value is None or value.text in TYPES:
            return value and value.text
        near = nearest(value.text, TYPES)
        hint = f"; did you mean `{near}`?" if near else f"; use {', '.join(TYPES)}"
        self.reader.report(value.span, f"`{shown(value.text)}` is no type of a field{hint}")
        return None

    def _choices(self, node: Node, where: str) -> tuple[str, ...] | None:
        choices: dict[str, None] = {}
        for value in self.reader.scalars(node, where):
            if not value.text.strip() or not value.text.isprintable() or len(value.text) > 100:
                self.reader.report(value.span, "a choice is one short line of text")
            elif value.text in choices:
                self.reader.report(value.span, f"the choice `{shown(value.text)}` stands twice")
            else:
                choices[value.text] = None
        return tuple(choices) or None

    def _pattern(self, node: Node, where: str) -> str | None:
        pattern = self.reader.pattern(node, where)
        return pattern and pattern.pattern

    def _number(self, node: Node, where: str) -> int | None:
        value = self.reader.scalar(node, where)
        if value and not _COUNT.fullmatch(value.text):
            self.reader.report(value.span, f"`{where}` is a whole number from 1 to 9999")
            return None
        return int(value.text) if value else None


def _type_of(options: Mapping[str, _Given]) -> str:
    """Give the name of a field's type, `line` when it does not say."""
    return str(options["type"].value) if "type" in options else "line"


def _words(name: str) -> Localized:
    """Make words for readers of a name: `on_call` becomes `On call`."""
    return Localized({"": re.sub("[_-]+", " ", name).strip().capitalize()})


def _doc(name: str, type_: FieldType) -> str:
    """Say what a field holds whose declaration does not."""
    if isinstance(type_, References):
        return f"The {' or '.join(type_.kinds)} it names." if type_.single else "The records it names, by id."
    if isinstance(type_, Line | Lines) and type_.choices:
        return (
            f"One of {', '.join(type_.choices)}." if isinstance(type_, Line) else f"Some of {', '.join(type_.choices)}."
        )
    words = name.replace("_", " ")
    return f"The {words}, in text of any length." if isinstance(type_, Text) else f"The {words}."
