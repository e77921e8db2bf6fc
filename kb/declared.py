"""The kinds of record and the relations that a project declares in kb.yaml, beside those of kb.

Names become folders, attributes, addresses and parts of pages, so they are plain words. A declaration that cannot be
understood is reported once: the rest is read as if it were right, and nothing follows from what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from kb.fields import FORMS, Field, FieldType, Form, Line, Lines, References, Text, Unread
from kb.kinds import KINDS, RELATIONS, Kind, Relation
from kb.kinds.kind import ID_FIELD, shared
from kb.localized import Localized
from kb.names import nearest
from kb.options import (
    COUNT,
    PATTERN,
    PLACED,
    SENTENCE,
    SWITCH,
    ByName,
    Named,
    Option,
    Reader,
    Schema,
    Section,
    Several,
    Values,
    Words,
    choice,
)
from kb.record import Record
from kb.source import Scalar, shown

MOST_KINDS = 50
MOST_FIELDS = 100
"""How many kinds, and fields of one, kb.yaml may declare: more would be an attack, or no declaration but data."""

_WORD = "[a-z](?:[a-z0-9_-]{0,38}[a-z0-9])?"
"""What a kind or a relation may be called."""
_NAME = "[a-z](?:[a-z0-9_]{0,38}[a-z0-9])?"
"""What a field or a note may be called."""
_FORMS = {
    _WORD: "use lower-case letters, digits, `-` and `_`, a letter first, up to 40",
    _NAME: "use lower-case letters, digits and `_`, a letter first, up to 40",
}
_NO_KIND = frozenset(("kb", "own", "other", "http", "https", "mailto"))
_NO_FOLDER = frozenset(
    (
        "api",
        "assets",
        "build",
        "compare",
        "data",
        "docs",
        "health",
        "index",
        "map",
        "rules",
        "schema",
        "search",
        "source",
    )
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
_TAKERS: Mapping[str, tuple[str, ...]] = {
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


# The declaration.


def _no_word(text: str, what: str, pattern: str, taken: Collection[str] = ()) -> str | None:
    """Say why something new cannot have a name; nothing when it can."""
    if text in taken:
        return f"`{text}` means something else to kb; call the {what} otherwise"
    return None if re.fullmatch(pattern, text) else f"`{shown(text)}` is no name of a {what}; {_FORMS[pattern]}"


def _no_kind(name: str) -> str | None:
    return None if name in KINDS else _no_word(name, "kind", _WORD, _NO_KIND)


def _no_relation(name: str) -> str | None:
    if name in RELATIONS:
        return f"`{name}` is a relation of kb's own; it cannot be declared again"
    return _no_word(name, "relation", _WORD)


_FIELD = Section(
    (
        Option("type", choice(*TYPES, noun="type of a field"), "What it holds.", "`line`, and `text` for `body`"),
        Option("required", SWITCH, "Whether every record has it.", "`false`"),
        Option("translated", SWITCH, "Whether it is translated.", "`true` for texts and the title, `false` for others"),
        Option("label", Words(), "What readers call it.", "words made of its name"),
        Option("description", SENTENCE, "What it is for, told to authors."),
        Option("choices", Several(PLACED), "The values that it takes, for a `line` or a `list`."),
        Option("pattern", PATTERN, "A regular expression (Python's) that each value of a `line` or `list` matches."),
        Option("to", Several(PLACED), "The kinds of record that `references` lead to."),
        Option("relation", PLACED, "The relation that `references` declare.", "one that is called like the field"),
        Option("inverse", SWITCH, "Whether the relation leads from what is named to this record.", "`false`"),
        Option("single", SWITCH, "Whether it takes one reference, not a list.", "`false`"),
        Option("at_least", COUNT, "How many items a `list` or `references` have at least, if there are any."),
        Option("at_most", COUNT, "How many items a `list` or `references` have at most."),
    ),
    "A field of the kind, or only its type.",
    title="field `{}`",
    alone="type",
)
_FIELDS = Option(
    "fields",
    ByName(
        _FIELD, problem=lambda name: _no_word(name, "field", _NAME, _NO_FIELD), make=lambda key, values: (key, values),
        names=_NAME, most=MOST_FIELDS,
    ),
    "Its fields, in the order in which pages show them: `summary`, `body`, `category` and `abbreviation` mean the same "
    "as in kb's own kinds.",
)  # fmt: skip
_KIND = Section(
    (
        Option("plural", PLACED, "The name for several.", "the name with an `s`"),
        Option("folder", PLACED, "The folder of its records.", "the plural"),
        Option("title", PLACED, "The field that names a record to readers.", "`title` or `name`"),
        Option("label", Words(), "What readers call its records.", "words made of the plural"),
        Option("description", Words(), "What it is, for authors and for the page that lists its records."),
        _FIELDS,
    ),
    "A kind of record.",
    title="kind `{}`",
)
_RELATION = Section(
    (
        Option("description", SENTENCE, "What it says, in a sentence."),
        Option("symmetric", SWITCH, "Whether it has no direction.", "`false`"),
        Option("acyclic", SWITCH, "Whether records must not lead to each other by it in a circle.", "`false`"),
        Option("note", PLACED, "The name of the author's words about a pair: an item may be `{with: ID, NOTE: ...}`."),
        Option("label", Words(), "What a page calls the records that it leads to.", "what their kind is called"),
        Option("inverse_label", Words(), "What a page calls the records it comes from.", "what their kind is called"),
    ),
    "A relation between records.",
    title="relation `{}`",
    may_be_empty=True,
)


class _Kinds(ByName):
    """Kinds by name: of those of kb, only the fields can be more."""

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        own = {"description": _KIND.doc, **_KIND.schema(), "required": ["fields"]}
        added = Section((_FIELDS,), "A kind of kb.", may_be_empty=True)
        given = f"(?:{'|'.join(KINDS)})$"
        patterns = {
            f"^{given}": {"description": added.doc, **added.schema()},
            f"^(?!{given})(?:{_WORD})$": own,
        }
        return {"type": "object", "patternProperties": patterns, "additionalProperties": False}


KIND_OPTIONS = Option(
    "kinds",
    _Kinds(_KIND, problem=_no_kind, make=lambda key, values: (key, values), most=MOST_KINDS),
    "Kinds of record of your own, by name; and fields of your own for those of kb.",
    example="""\
kinds:
  runbook:
    label: Runbooks
    description: What to do when the pager rings.
    fields:
      title: {required: true}
      owner: {choices: [sre, mail], required: true}
      steps: text
      codes: {type: references, to: code, relation: runbook, inverse: true, at_least: 1}
      after: {type: references, to: runbook, relation: depends_on}
  code:
    fields:
      severity: {choices: [low, high]}
""",
)
RELATION_OPTIONS = Option(
    "relations",
    ByName(_RELATION, problem=_no_relation, make=lambda key, values: (key, values), names=_WORD),
    "Relations of your own, by the name that the graph has for them.",
    example="""\
relations:
  runbook: {description: The runbook mends what the code says., note: why}
  depends_on: {acyclic: true, label: First, inverse_label: Then}
""",
)


# What becomes of it.


class Declared(NamedTuple):
    """What a project's kinds and relations are, and whether some kind could not be read."""

    kinds: Mapping[str, Kind]
    relations: Mapping[str, Relation]
    has_unread_kinds: bool


def declared(reader: Reader, kinds: Named | None, relations: Named | None, languages: Collection[str]) -> Declared:
    """Make kinds and relations of what stands in kb.yaml; mistakes go to the reader."""
    if kinds is None and relations is None:
        return Declared(KINDS, RELATIONS, has_unread_kinds=False)
    return _Declarations(reader, Named() if kinds is None else kinds, languages).read(relations or {})


class _Declarations:
    def __init__(self, reader: Reader, given: Named, languages: Collection[str]) -> None:
        self.reader = reader
        self.given = given
        self.languages = languages
        self.kinds: dict[str, Kind] = dict(KINDS)
        self.relations: dict[str, Relation] = dict(RELATIONS)

    def read(self, relations: Mapping[str, tuple[Scalar, Values]]) -> Declared:
        self.relations |= {name: self._relation(*parts) for name, parts in relations.items()}
        for _, values in self.given.values():
            self._imply(values.get("fields", {}))
        for key, values in self.given.values():
            self._extend(key.text, values) if key.text in KINDS else self._add(key, values)
        kinds = {
            name: replace(kind, fields=tuple(map(self._settled, kind.fields))) for name, kind in self.kinds.items()
        }
        is_whole = self.given.is_whole and self.given.keys() <= kinds.keys()
        return Declared(kinds, self.relations, has_unread_kinds=not is_whole)

    def _settled(self, field: Field) -> Field:
        """Take from a field's references the kinds that could not be read after all."""
        if not isinstance(field.type, References) or self.kinds.keys() >= set(field.type.kinds):
            return field
        kinds = tuple(kind for kind in field.type.kinds if kind in self.kinds)
        return replace(field, type=replace(field.type, kinds=kinds) if kinds else Unread())

    # Relations.

    def _relation(self, key: Scalar, values: Values) -> Relation:
        note: Scalar | None = values.pop("note", None)
        if note and (note.text in _NO_NOTE or not re.fullmatch(_NAME, note.text)):
            self.reader.report(note.span, f"`{shown(note.text)}` is no name of a note; {_FORMS[_NAME]}")
            note = None
        if values.get("symmetric") and values.pop("acyclic", False):
            self.reader.report(key.span, "a relation that is symmetric always runs in a circle; it cannot be acyclic")
        doc = values.pop("description", f"What `{key.text}` says.")
        return Relation(key.text, doc, note=note and note.text, **values)

    def _imply(self, fields: Mapping[str, tuple[Scalar, Values]]) -> None:
        """Declare the relation of each field that names none: it is called like the field."""
        for name, (_, values) in fields.items():
            if values.is_whole and values.get("type") == "references" and "relation" not in values:
                self.relations.setdefault(name, Relation(name, f"What `{name}` says."))

    # Kinds.

    def _extend(self, name: str, values: Values) -> None:
        """Add fields to a kind of kb."""
        kind = KINDS[name]
        for option in values.keys() - {"fields"}:
            message = f"`{option}` of {kind.one} is kb's own and stays; only `fields` can be added"
            self.reader.report(values.places[option], message)
        is_open, own = self._fields(name, values)
        self.kinds[name] = replace(kind, fields=(*kind.fields, *own), is_open=is_open)

    def _add(self, key: Scalar, values: Values) -> None:
        """Add a kind of the project's own."""
        name = key.text
        plural = values.get("plural") or key._replace(text=f"{name}s")
        folder = values.get("folder") or key._replace(text=plural.text)
        if not (self._is_free("plural", plural) and self._is_free("folder", folder)):
            return
        before = len(self.reader.faults)
        is_open, own = self._fields(name, values)
        is_whole = values.is_whole and len(self.reader.faults) == before
        title = self._title(key, values, {field.name: field for field in own}, is_whole=is_whole)
        if title and "translated" not in values["fields"][title][1]:
            own = [replace(field, translated=True) if field.name == title else field for field in own]
        words = values.get("description") or Localized()
        self.kinds[name] = Kind(
            name,
            plural.text,
            folder.text,
            title,
            shown(words.into(""), 300) or f"A record of the kind `{name}`.",
            (*own, *shared(name)),
            is_open=is_open,
            label=values.get("label") or _words(plural.text),
            description=words,
        )

    def _is_free(self, option: str, word: Scalar) -> bool:
        """Tell whether a kind can have that plural or folder; report if not."""
        taken = next((kind.name for kind in self.kinds.values() if getattr(kind, option) == word.text), None)
        if not re.fullmatch(_WORD, word.text):
            message = f"`{shown(word.text)}` is no `{option}` of a kind; {_FORMS[_WORD]}"
        elif taken:
            message = f"`{word.text}` is the {option} of `{taken}` already; give another `{option}`"
        elif option == "folder" and (word.text in _NO_FOLDER or word.text in self.languages):
            message = f"the site has a folder `{word.text}` for something else; give another `folder`"
        else:
            return True
        self.reader.report(word.span, message)
        return False

    def _title(self, key: Scalar, values: Values, fields: Mapping[str, Field], *, is_whole: bool) -> str:
        """Give the field that names a record to readers; an empty string where a mistake leaves it open."""
        given: Scalar | None = values.get("title")
        name = given.text if given else next((name for name in ("title", "name") if name in fields), "")
        problem = None
        if not name:
            article = Kind(key.text, "", "", "", "", ()).one
            problem = f"{article} needs a field that names it to readers: `title`, `name`, or what `title:` says"
        elif name not in fields:
            near = nearest(name, fields)
            hint = f"; did you mean `{near}`?" if near else "; declare it under `fields`"
            problem = f"`{key.text}` has no field `{shown(name)}`{hint}"
        elif name != "title" and "title" in fields:
            problem = "a field called `title` names the record; leave this out, or call that field otherwise"
        elif not isinstance(fields[name].type, Line):
            problem = f"`{name}` cannot name a record, for it is no single line"
        if problem and is_whole:  # else it may follow from what is wrong
            self.reader.report(given.span if given else key.span, problem)
        return "" if problem else name

    # Fields.

    def _fields(self, kind: str, values: Values) -> tuple[bool, list[Field]]:
        """Tell whether there may be other fields that could not be read, and give those that could."""
        given: Named = values.get("fields", Named())
        is_open = not given.is_whole or ("fields" not in values and not values.is_whole)
        return is_open, [self._field(kind, *parts) for parts in given.values() if self._is_new(kind, parts[0])]

    def _is_new(self, kind: str, key: Scalar) -> bool:
        """Tell whether a kind has no field of that name yet; report if it has."""
        fields = KINDS[kind].fields if kind in KINDS else shared(kind)
        if key.text not in {field.name for field in fields}:
            return True
        holder = KINDS[kind].one if kind in KINDS else "every kind"
        self.reader.report(key.span, f"`{key.text}` is a field that {holder} has already; leave it out")
        return False

    def _field(self, kind: str, key: Scalar, values: Values) -> Field:
        name = key.text
        type_name = values.setdefault("type", "text" if name == "body" else "line")
        label = values.get("label") or _words(name)
        before = len(self.reader.faults)
        type_ = self._field_type(kind, key, values) if values.is_whole and self._goes(key, values) else Unread()
        if isinstance(type_, Unread) or len(self.reader.faults) > before:
            return Field(name, Unread(), "Its declaration in kb.yaml has a mistake.", label=label)
        doc = values.get("description") or _doc(name, type_)
        translated = values.get("translated", type_name == "text")
        return Field(name, type_, doc, values.get("required", False), translated, label)

    def _goes(self, key: Scalar, values: Values) -> bool:
        """Tell whether a field's options go with its type and with each other; report the first that does not."""
        name, type_name = key.text, values["type"]
        least, most = values.get("at_least", 0), values.get("at_most", 0)
        place = values.places
        misfit = next((option for option in values if type_name not in _TAKERS.get(option, TYPES)), None)
        is_wordless = type_name not in _TRANSLATED or "choices" in values
        if misfit:
            takers = " and ".join(f"`{one}`" for one in _TAKERS[misfit])
            self.reader.report(place[misfit], f"`{misfit}` is for {takers}, and `{name}` is `{type_name}`")
        elif values.get("translated") and is_wordless:
            self.reader.report(place["translated"], f"`{name}` holds no words for readers, so it is not translated")
        elif most and least > most:
            self.reader.report(place["at_most"], f"`at_most` is less than `at_least`, so no value of `{name}` would do")
        elif name == "body" and type_name != "text":
            self.reader.report(place["type"], "`body` is the text below the front matter; its type is `text`")
        elif type_name == "references" and "to" not in values:
            self.reader.report(key.span, f"`{name}` does not say `to` which kinds of record it leads")
        elif values.get("single") and (least or most):
            bound = "at_least" if least else "at_most"
            self.reader.report(place[bound], f"`{name}` is single, so it has no number of items")
        else:
            return True
        return False

    def _field_type(self, kind: str, key: Scalar, values: Values) -> FieldType:
        type_name = values["type"]
        bounds = {option: values[option] for option in values if option in ("at_least", "at_most")}
        choices = tuple(self._choices(values.get("choices", ())))
        form = Form("pattern", values["pattern"].pattern) if "pattern" in values else FORMS.get(type_name)
        if type_name == "text":
            return Text()
        if type_name == "list":
            return Lines(choices=choices, form=form, **bounds)
        if type_name == "references":
            return self._references(kind, key, values, bounds)
        return Line(choices=choices, form=form)

    def _choices(self, given: tuple[Scalar, ...]) -> Iterator[str]:
        seen: set[str] = set()
        for value in given:
            if not value.text.strip() or not value.text.isprintable() or len(value.text) > 100:
                self.reader.report(value.span, "a choice is one short line of text")
            elif value.text in seen:
                self.reader.report(value.span, f"the choice `{shown(value.text)}` stands twice")
            seen.add(value.text)
            yield value.text

    def _references(self, kind: str, key: Scalar, values: Values, bounds: Mapping[str, int]) -> FieldType:
        kinds = tuple(dict.fromkeys(self._targets(values["to"])))
        named: Scalar = values.get("relation") or key
        relation = self.relations.get(named.text)
        if relation is None:
            near = nearest(named.text, self.relations)
            hint = f"; did you mean `{near}`?" if near else "; declare it under `relations`"
            self.reader.report(named.span, f"there is no relation `{shown(named.text)}`{hint}")
            return Unread()
        inverse, single = values.get("inverse", False), values.get("single", False)
        if problem := self._misfit(kind, kinds, relation, inverse=inverse):
            self.reader.report(named.span, problem)
        note = None if single else relation.note
        doc = relation.doc if note else ""
        return References(
            kinds=kinds,
            relation=relation.name,
            inverse=inverse,
            single=single,
            note=note,
            note_doc=doc,
            stamped=False,
            **bounds,
        )

    def _targets(self, given: tuple[Scalar, ...]) -> Iterator[str]:
        """Give the kinds that are named, also one that could not be read: to name it is no second mistake."""
        known = {*KINDS, *self.given}
        for scalar in given:
            if scalar.text in known or not self.given.is_whole:
                yield scalar.text
            else:
                near = nearest(scalar.text, known)
                hint = f"; did you mean `{near}`?" if near else f"; there are {', '.join(sorted(known))}"
                self.reader.report(scalar.span, f"there is no kind `{shown(scalar.text)}`{hint}")

    @staticmethod
    def _misfit(kind: str, kinds: tuple[str, ...], relation: Relation, *, inverse: bool) -> str | None:
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


def _words(name: str) -> Localized:
    """Make words for readers of a name: `on_call` becomes `On call`."""
    return Localized({"": re.sub("[_-]+", " ", name).strip().capitalize()})


def _doc(name: str, type_: FieldType) -> str:
    """Say what a field holds whose declaration does not."""
    if isinstance(type_, References):
        return f"The {' or '.join(type_.kinds)} it names." if type_.single else "The records it names, by id."
    if isinstance(type_, Line | Lines) and type_.choices:
        some = "One" if isinstance(type_, Line) else "Some"
        return f"{some} of {', '.join(type_.choices)}."
    words = name.replace("_", " ")
    return f"The {words}, in text of any length." if isinstance(type_, Text) else f"The {words}."
