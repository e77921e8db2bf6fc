"""Finding the project that a command is about, and the record that its user means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kb.base import Base
from kb.config import FILE
from kb.errors import UserError
from kb.names import nearest
from kb.record import Record

__all__ = ["UserError", "find", "find_root", "is_within", "unknown"]


def find_root(start: Path | None) -> Path:
    """Give the folder of `kb.yaml`: the one that was named, or the nearest at or above the working directory.

    Raises `UserError` when there is none.
    """
    if start is not None:
        if not start.is_dir():
            raise UserError(f"{start} is no folder")
        if not (start / FILE).is_file():
            raise UserError(f"there is no {FILE} in {start}; `kb init {start}` makes one")
        return start
    try:
        here = Path.cwd()
    except FileNotFoundError as error:
        raise UserError("the working folder is gone; change to another") from error
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise UserError(f"there is no {FILE} here or in a folder above; `kb init` makes one")


def unknown(what: str, name: str, known: Iterable[str]) -> UserError:
    """Give the error for a name that means nothing, with the near one, or else with all there are."""
    names = list(known)
    near = nearest(name, names)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(f'`{one}`' for one in names)}"
    return UserError(f"there is no {what} `{name}`; {hint}")


def is_within(path: str, wanted: Iterable[str]) -> bool:
    """Tell whether a path of the project is one of those that a user named, or below one."""
    return any(name in (".", path) or path.startswith(name + "/") for name in wanted)


def find(base: Base, name: str) -> Record:
    """Find the record of a key, id, title, alias, or the last part of an id (`504`), in any case.

    Raises `UserError` when there is none, or more than one.
    """
    record, problem = base.find(name)
    if problem == "ambiguous":
        ids = [ids[name].key for ids in base.ids.values() if name in ids]
        raise _several(name, ids or [other.key for other in base.called.get(name.casefold(), ())])
    kind, _, plain = name.rpartition(":") if name.partition(":")[0] in base.kinds else ("", "", name)
    if problem == "broken":
        named = [other for other in base if kind in ("", other.kind)]
        last = [other.key for other in named if other.id.rpartition("/")[2] == plain.casefold()]
        if len(last) > 1:
            raise _several(name, last)
        record = base[last[0]] if last else None
    if problem == "unread":
        raise UserError(f"the file that may hold `{name}` cannot be read; `kb lint` says why")
    if record is None:
        near = [f"{kind}:{best}" for kind in base.kinds if (best := base.names[kind].nearest(plain))]
        hint = f"; did you mean {' or '.join(f'`{key}`' for key in near)}?" if near else ""
        raise UserError(f"no record is called `{name}`{hint}")
    return record


def _several(name: str, keys: list[str]) -> UserError:
    named = ", ".join(f"`{key}`" for key in keys[:10])
    more = f" or {len(keys) - 10:,} others" if len(keys) > 10 else ""
    return UserError(f"`{name}` could be {named}{more}; name one of them")
