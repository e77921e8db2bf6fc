"""`kb new`: the skeleton of a record, made from its kind's declaration."""

from __future__ import annotations

import os
from pathlib import Path

from kb.base import Base
from kb.commands.loading import load
from kb.fields import FieldType, Line, Lines, References, Text
from kb.kinds import Kind
from kb.project import UserError, find_root, unknown
from kb.renaming import RenameError, refuse_id
from kb.terminal import say
from kb.writing import write


def run(start: Path | None, kind_name: str, id_: str) -> int:
    """Write a record's file, and say where. Raises `UserError` when the id is wrong or taken."""
    root = find_root(start)
    base = load(root)
    if kind_name not in base.kinds:
        raise unknown("kind", kind_name, base.kinds)
    kind = base.kinds[kind_name]
    id_ = id_.removeprefix(f"{kind_name}:")
    try:
        refuse_id(base, kind.name, id_)
    except RenameError as error:
        raise UserError(str(error)) from error
    path = _place(base, root, kind, id_)
    try:
        write(path, skeleton(kind, id_, base))
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from error
    print(os.path.relpath(path))
    family = id_.partition("/")[0]
    if kind.name == "code" and base.config.families and family not in base.config.families:
        say(f"kb: the family `{family}` is not declared in kb.yaml yet")
    return 0


def _place(base: Base, root: Path, kind: Kind, id_: str) -> Path:
    """Give the path of a new record's file. Raises `UserError` when it is taken, or outside the project."""
    folder = root / base.config.records / kind.folder
    for suffix in (".md", ".yaml"):
        if (folder / f"{id_}{suffix}").exists():
            raise UserError(f"{folder / f'{id_}{suffix}'} exists already")
    path = folder / f"{id_}{'.md' if 'body' in kind.by_name else '.yaml'}"
    if not path.resolve().is_relative_to(root.resolve()):
        raise UserError(f"{path} leads outside the project")
    return path


def skeleton(kind: Kind, id_: str, base: Base) -> str:
    """Give a record's text: what is required with `TODO`, the rest as comments that say what it is for."""
    lines = []
    for field in kind.fields:
        if field.name == "body":
            continue
        if field.required and field.label is not None:
            lines.append(f"{field.name}: {_todo(field.type)}  # {field.doc}")
        elif field.required:
            lines.append(f"{field.name}: {_placeholder(field.name, id_, base)}")
        elif field.name not in (
            "family",
            "class",
            "patterns",
            "not_confused_with",
            "formerly",
            "replaced_by",
            "status",
            "translated_from",
        ):
            is_one = isinstance(field.type, Line | Text) or (isinstance(field.type, References) and field.type.single)
            value = " ..." if is_one else " []"
            lines.append(f"# {field.name}:{value}  # {field.doc}")
    text = "\n".join(lines) + "\n"
    return f"---\n{text}---\n\nTODO\n" if "body" in kind.by_name else text


def _todo(type_: FieldType) -> str:
    """Give what stands for a value until its author writes it: as many as there must be."""
    if isinstance(type_, Lines) or (isinstance(type_, References) and not type_.single):
        return f"[{', '.join(['TODO'] * max(1, min(type_.at_least, 10)))}]"
    return "TODO"


def _placeholder(name: str, id_: str, base: Base) -> str:
    last = id_.rpartition("/")[2]
    if name == "code":
        return last.upper() if not last.isdigit() else last
    if name == "category":
        return next(iter(base.config.categories), "TODO")
    return "TODO"
