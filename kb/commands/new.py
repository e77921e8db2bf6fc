"""`kb new`: the skeleton of a record, made from its kind's declaration."""

from __future__ import annotations

import os
from pathlib import Path

from kb.base import Base
from kb.commands.loading import load
from kb.fields import ID, Line, Text
from kb.kinds import KINDS, Kind
from kb.names import nearest
from kb.project import UserError, find_root
from kb.terminal import say
from kb.writing import write


def run(start: Path | None, kind_name: str, id_: str) -> int:
    """Write a record's file, and say where. Raises `UserError` when the id is wrong or taken."""
    kind = KINDS.get(kind_name)
    if kind is None:
        near = nearest(kind_name, KINDS)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(f'`{name}`' for name in KINDS)}"
        raise UserError(f"there is no kind `{kind_name}`; {hint}")
    id_ = id_.removeprefix(f"{kind_name}:")
    if not ID.fullmatch(id_):
        raise UserError(f"`{id_}` is no id: use lower-case letters, digits, `.`, `_`, `-`, in parts joined by `/`")
    if kind.name == "code" and "/" not in id_:
        raise UserError(f"a code's id begins with its family, as in `smtp/{id_}`")
    root = find_root(start)
    base = load(root)
    if existing := base.ids[kind.name].get(id_):
        raise UserError(f"`{existing.key}` exists already, in {existing.path}")
    if (tag := id_.rpartition(".")[2]) in base.config.languages and tag != id_:
        raise UserError(
            f"a file `{id_}` would be the translation of `{id_.rpartition('.')[0]}` into `{tag}`; choose another id"
        )
    suffix = ".md" if "body" in kind.by_name else ".yaml"
    path = root / base.config.records / kind.folder / f"{id_}{suffix}"
    for taken in (path, path.with_name(path.name.removesuffix(suffix) + (".yaml" if suffix == ".md" else ".md"))):
        if taken.exists():
            raise UserError(f"{taken} exists already")
    if not path.resolve().is_relative_to(root.resolve()):
        raise UserError(f"{path} leads outside the project")
    try:
        write(path, skeleton(kind, id_, base))
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from error
    print(os.path.relpath(path))
    if kind.name == "code" and base.config.families and id_.partition("/")[0] not in base.config.families:
        say(f"kb: the family `{id_.partition('/')[0]}` is not declared in kb.yaml yet")
    return 0


def skeleton(kind: Kind, id_: str, base: Base) -> str:
    """Give a record's text: what is required with `TODO`, the rest as comments that say what it is for."""
    lines = []
    for field in kind.fields:
        if field.name == "body":
            continue
        if field.required:
            lines.append(f"{field.name}: {_placeholder(field.name, id_, base)}")
        elif field.name not in (
            "family",
            "class",
            "patterns",
            "not_confused_with",
            "formerly",
            "replaced_by",
            "status",
        ):
            value = " ..." if isinstance(field.type, Line | Text) else " []"
            lines.append(f"# {field.name}:{value}  # {field.doc}")
    text = "\n".join(lines) + "\n"
    return f"---\n{text}---\n\nTODO\n" if "body" in kind.by_name else text


def _placeholder(name: str, id_: str, base: Base) -> str:
    last = id_.rpartition("/")[2]
    if name == "code":
        return last.upper() if not last.isdigit() else last
    if name == "category":
        return next(iter(base.config.categories), "TODO")
    return "TODO"
