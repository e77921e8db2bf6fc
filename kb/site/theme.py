"""The theme of a site in one folder: the templates of kb, and over them those of who builds the site."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kb.writing import remove_others, write


def templates() -> dict[str, bytes]:
    """Give the templates of kb by path. They suit the themes of both engines: Zensical reads fewer forms of Jinja."""
    return contents(files("kb.site") / "theme")


def contents(folder: Traversable) -> dict[str, bytes]:
    """Give the files of a folder by path; links are not followed."""
    return dict(_files(folder, ""))


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if isinstance(entry, Path) and entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _files(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name, entry.read_bytes()


def layered(ours: dict[str, bytes], theirs: dict[str, bytes], package: str) -> dict[str, bytes]:
    """Give the templates of kb with those of a project over them; `package` is that of the engine's own theme.

    A project's `main.html` extends `base.html`, and must not take from pages what the `main.html` of kb adds: so that
    becomes the `base.html` of which it speaks, and the one of the engine has another name.
    """
    if "main.html" not in theirs or "main.html" not in ours:
        return {**ours, **theirs}
    base = theirs.get("base.html") or ours.get("base.html") or (files(package) / "templates" / "base.html").read_bytes()
    between = ours["main.html"].replace(b'extends "base.html"', b'extends "kb-base.html"')
    return {**ours, **theirs, "base.html": between, "kb-base.html": base}


def fill(folder: Path, wanted: dict[str, bytes]) -> Path:
    """Make a folder hold these files and no others, and give it."""
    for name, content in wanted.items():
        write(folder / name, content)
    remove_others(folder, {folder / name for name in wanted})
    return folder
