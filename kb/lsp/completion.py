"""What can stand where somebody is typing: fields, values, ids, what links lead to, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionItemTag,
    CompletionList,
    CompletionParams,
    InsertTextFormat,
    MarkupContent,
    MarkupKind,
    TextEdit,
)

from kb import markup
from kb.fields import Field, Line, Lines, References, Text
from kb.lsp.card import card, name
from kb.lsp.cursor import Cursor, cursor_at
from kb.lsp.matching import Match, matches
from kb.lsp.parts import parts_of
from kb.lsp.scanning import Item, Slot
from kb.lsp.view import View
from kb.record import Record
from kb.rules import all_rules, name_of, summary_of

MOST = 200
"""How many records are offered at once; with more, the editor asks again as more is typed."""

TRIGGERS = ("[", "#", " ", "/", ":", "-")
"""The characters after which an editor asks without being told to."""


def complete(view: View, params: CompletionParams) -> CompletionList | None:
    """Give what can stand at a place. Nothing is composed: the document may be no YAML at all."""
    if view.source is None:
        return None
    cursor = cursor_at(view.lines, *view.place(params.position), is_markdown=view.source.is_markdown)
    if cursor is None:
        return None
    maker = _Maker(view, cursor)
    items = list(maker.items())
    return CompletionList(is_incomplete=maker.is_incomplete, items=items)


def resolve(view: View, item: CompletionItem) -> CompletionItem:
    """Add to an item what is shown beside it: its record."""
    key = item.data.get("key") if isinstance(item.data, dict) else None
    record = view.base.records.get(key or "")
    if record is not None:
        kind = MarkupKind.Markdown if view.able.markdown else MarkupKind.PlainText
        item.documentation = MarkupContent(kind, card(view.base, record))
    return item


class _Maker:
    """Makes the items for one place."""

    def __init__(self, view: View, cursor: Cursor) -> None:
        self.view = view
        self.base = view.base
        self.cursor = cursor
        self.range = view.range(cursor.word)
        self.is_incomplete = False
        self.own = view.record_at(cursor.word.line)

    def items(self) -> Iterator[CompletionItem]:
        cursor = self.cursor
        if cursor.slot is Slot.RULE:
            yield from self._rules()
        elif cursor.slot is Slot.KEY:
            yield from self._fields()
        elif cursor.slot is Slot.LINK:
            if self._is_text():
                yield from self._targets()
        elif cursor.slot is Slot.HEADING:
            if self._is_text():
                yield from self._anchors()
        elif (field := self._field()) is not None:
            if cursor.slot is Slot.PART:
                yield from self._parts(field)
            else:
                yield from self._values(field)

    def _field(self) -> Field | None:
        """Give the field whose value is being typed, if such a document has it."""
        source, kind = self.view.source, self.view.kind
        field = kind.by_name.get(self.cursor.field) if kind else None
        return None if field is None or (source and source.language and not field.translated) else field

    def _is_text(self) -> bool:
        """Tell whether links are read where the cursor is."""
        field = self._field()
        if field is None:
            return False
        if isinstance(field.type, References):
            return field.type.note is not None and self.cursor.part == field.type.note
        return field.translated and isinstance(field.type, Line | Text)

    def _item(self, label: str, text: str, kind: CompletionItemKind, number: int, **more: object) -> CompletionItem:
        item = CompletionItem(label, kind=kind, text_edit=TextEdit(self.range, text), sort_text=f"{number:05}")
        for key, value in more.items():
            setattr(item, key, value)
        return item

    # Keys.

    def _fields(self) -> Iterator[CompletionItem]:
        kind, source = self.view.kind, self.view.source
        assert kind is not None
        assert source is not None
        fields = [field for field in kind.fields if field.name not in self.cursor.given and not field.translation_only]
        if source.language:
            fields = [field for field in fields if field.translated]
        if source.is_markdown:
            fields = [field for field in fields if field.name != "body"]
        for number, field in enumerate(sorted(fields, key=lambda field: not (field.required or source.language))):
            trait = "required" if field.required and not source.language else None
            yield self._key(field.name, _opening(field), field.doc, number, trait)

    def _parts(self, field: Field) -> Iterator[CompletionItem]:
        if not isinstance(field.type, References):
            return
        for number, (part, doc) in enumerate(parts_of(field.type).items()):
            if part not in self.cursor.given:
                yield self._key(part, "", doc, number)

    def _key(self, key: str, opening: str, doc: str, number: int, trait: str | None = None) -> CompletionItem:
        text = key
        is_snippet = False
        if self.cursor.is_bare:
            is_snippet = self.view.able.snippets and bool(opening)
            text = f"{key}: {opening}" if is_snippet else f"{key}: "
        format_ = InsertTextFormat.Snippet if is_snippet else InsertTextFormat.PlainText
        more = {"detail": trait, "documentation": doc, "insert_text_format": format_, "filter_text": key}
        return self._item(key, text, CompletionItemKind.Field, number, **more)

    # Values.

    def _values(self, field: Field) -> Iterator[CompletionItem]:
        match field.type:
            case References() as declared:
                if self.cursor.part in ("", "with"):
                    yield from self._references(field, declared)
            case Line(choices=choices) | Lines(choices=choices) if choices:
                yield from self._choices(((choice, "") for choice in choices), *self._around(field))
            case Line():
                yield from self._choices(self._groups(field.name))

    def _choices(
        self, choices: Iterable[tuple[str, str]], before: str = "", after: str = ""
    ) -> Iterator[CompletionItem]:
        for number, (choice, shown) in enumerate(choices):
            text = before + choice + after
            yield self._item(choice, text, CompletionItemKind.EnumMember, number, detail=shown or None)

    def _groups(self, field: str) -> Iterator[tuple[str, str]]:
        """Give the values that kb.yaml declares for a field, with what readers call them."""
        config = self.base.config
        if field == "category":
            for group in config.categories.values():
                yield group.id, group.name.into(config.language)
        elif field == "family":
            for family in config.families.values():
                yield family.id, family.name.into(config.language)
        elif field == "class" and self.own is not None:
            family_of_own = config.families.get(self.own.family or "")
            for group in family_of_own.classes.values() if family_of_own else ():
                yield group.id, group.name.into(config.language)

    def _references(self, field: Field, declared: References) -> Iterator[CompletionItem]:
        given = self._given(field.name)
        kinds = declared.kinds
        first, last = self._around(field)
        doc = parts_of(declared).get("with")
        if doc and self.cursor.part == "" and self.cursor.item is not Item.WITHOUT_BRACKETS:
            text = "{with: " if self.cursor.item is Item.INSIDE else "with: "
            yield self._item("with:", first + text, CompletionItemKind.Keyword, 0, documentation=doc)
        for number, match in enumerate(self._matches(kinds), 1):
            record = match.record
            if record.key not in given:
                id_ = record.id if len(kinds) == 1 else record.key
                yield self._record(match, id_, first + self._spelt(id_) + last, number)

    def _spelt(self, id_: str) -> str:
        """Put a key in quotes where its colon could not stand without them: in brackets."""
        line, column = self.cursor.word[:2]
        is_quoted = self.view.lines.line(line)[column - 2 : column - 1] in ("'", '"')
        in_brackets = self.cursor.item in (Item.INSIDE, Item.WITHOUT_BRACKETS)
        return f"'{id_}'" if ":" in id_ and in_brackets and not is_quoted else id_

    def _around(self, field: Field) -> tuple[str, str]:
        """Give what belongs before and after an item, where a list is meant and nothing says so yet."""
        is_one = isinstance(field.type, Line | Text) or (isinstance(field.type, References) and field.type.single)
        if is_one or self.cursor.part:
            return "", ""
        around = {Item.WITHOUT_DASH: ("- ", ""), Item.WITHOUT_BRACKETS: ("[", "]")}
        return around.get(self.cursor.item, ("", ""))

    def _given(self, field: str) -> set[str]:
        """Give the keys that need not be offered: the record's own, and those that the field names already."""
        if self.own is None:
            return set()
        line, column = self.cursor.word[2:]
        others = [one for one in self.own.items(field) if not one.span[:2] <= (line, column) <= one.span[2:]]
        kind = {record.key for one in others for ids in self.base.ids.values() if (record := ids.get(one.text))}
        return {self.own.key, *kind}

    def _matches(self, kinds: Iterable[str]) -> list[Match]:
        kind, colon, rest = self.cursor.typed.partition(":")
        typed = rest if colon and kind in self.base.ids else self.cursor.typed
        found, self.is_incomplete = matches(self.base, typed, tuple(kinds), MOST)
        return found

    def _record(self, match: Match, label: str, text: str, number: int) -> CompletionItem:
        record = match.record
        tags = [CompletionItemTag.Deprecated] if record.items("replaced_by") else None
        more = {
            "detail": name(record, self.base.config),
            "filter_text": self._filtered_by(match) if self.cursor.typed else None,
            "data": {"uri": self.view.uri_of(self.view.path), "key": record.key},
            "tags": tags,
        }
        return self._item(label, text, CompletionItemKind.Reference, number, **more)

    def _filtered_by(self, match: Match) -> str:
        """Give the name by which the editor finds what we found: with the kind, where that was typed."""
        kind, colon, _ = self.cursor.typed.partition(":")
        return f"{kind}:{match.name}" if colon and kind in self.base.ids else match.name

    # Links.

    def _targets(self) -> Iterator[CompletionItem]:
        typed = self.cursor.typed
        kind, colon, rest = typed.partition(":")
        is_key = bool(colon) and kind in self.base.ids
        query = rest.strip() if is_key else typed
        found, self.is_incomplete = matches(self.base, query, (kind,) if is_key else tuple(self.base.ids), MOST)
        closing = "]]" if self.cursor.is_bare else ""
        for number, match in enumerate(found):
            id_ = match.record.key if is_key else self._shortest(match.record)
            yield self._record(match, id_, id_ + closing, number)

    def _shortest(self, record: Record) -> str:
        """Give the id of a record, or its key where another kind has the same id."""
        same = [ids for ids in self.base.ids.values() if record.id in ids]
        return record.id if len(same) == 1 else record.key

    def _anchors(self) -> Iterator[CompletionItem]:
        """Give the headings of what a link leads to, and the anchors that its page has anyway."""
        record = self.base.find(self.cursor.target)[0] if self.cursor.target else self._original()
        if record is None:
            return
        closing = "]]" if self.cursor.is_bare else ""
        found: dict[str, str] = {}
        for field in record.declaration.fields:
            text = record.text(field.name) if isinstance(field.type, Text) else None
            if text and "#" in text:
                found |= {heading.slug: heading.text for heading in markup.headings(text)}
        for field in record.declaration.fields:
            if isinstance(field.type, Text) and field.name != "body" and record.text(field.name):
                found.setdefault(field.name, field.doc)
        for number, (slug, shown) in enumerate(found.items()):
            yield self._item(slug, slug + closing, CompletionItemKind.Text, number, detail=shown)

    def _original(self) -> Record | None:
        return self.base.records.get(self.own.key) if self.own else None

    # Rules.

    def _rules(self) -> Iterator[CompletionItem]:
        for number, rule in enumerate(all_rules()):
            more = {"detail": name_of(rule), "documentation": summary_of(rule)}
            yield self._item(rule.CODE, rule.CODE, CompletionItemKind.EnumMember, number, **more)


def _opening(field: Field) -> str:
    """Give how the value of a field begins, as a snippet."""
    if isinstance(field.type, Lines) or (isinstance(field.type, References) and not field.type.single):
        return "[$0]"
    if isinstance(field.type, Text):
        return ">-\n  $0"
    return ""
