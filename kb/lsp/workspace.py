"""The bases that an editor has documents of: each file belongs to that of the nearest `kb.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pygls.uris import from_fs_path, to_fs_path

from kb.config import FILE
from kb.lsp.project import Project


class Spot(NamedTuple):
    """Where a document is: its base, and its path there."""

    project: Project
    path: str


class Workspace:
    """The projects by their folders, and the open documents by their addresses."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._projects: dict[str, Project] = {}
        self._open: dict[str, Spot] = {}
        self._texts: dict[str, tuple[str, int]] = {}
        self._uris: dict[Spot, str] = {}

    @property
    def projects(self) -> list[Project]:
        """The projects, those that were met first first."""
        return list(self._projects.values())

    def enter(self, folder: Path) -> Project | None:
        """Give the project of the nearest kb.yaml at or above a folder, if there is one."""
        root = _root(folder)
        if root is None:
            return None
        return self._projects.setdefault(os.path.realpath(root), Project(root))

    def locate(self, uri: str) -> Spot | None:
        """Give where a document is; nothing when it is no file, or in no project."""
        return self._open.get(uri) or self._find(uri)

    def _find(self, uri: str) -> Spot | None:
        path = path_of(uri)
        root = _root(path.parent) if path else None
        project = self.enter(root) if root else None
        if path is None or root is None or project is None:
            return None
        return Spot(project, path.relative_to(root).as_posix())

    def inside(self, path: Path) -> Iterator[Spot]:
        """Give each project that a path is in, by the project's own name for it or by where links lead."""
        for name, project in self._projects.items():
            for root in (project.root, Path(name)):
                if path.is_relative_to(root):
                    yield Spot(project, path.relative_to(root).as_posix())
                    break

    def is_home(self, project: Project, path: str) -> bool:
        """Tell whether a file of a project belongs to no other one that is nested in it."""
        root = _root((project.root / path).parent)
        return root is None or os.path.realpath(root) == os.path.realpath(project.root)

    def uri(self, project: Project, path: str) -> str:
        """Give the address of a file: the editor's own, where the document is open."""
        return self._uris.get(Spot(project, path)) or from_fs_path(str(project.root / path)) or ""

    # Documents.

    def put(self, uri: str, text: str, version: int) -> Project | None:
        """Take the text of a document that was opened or changed; give its project."""
        self._texts[uri] = text, version
        spot = self.locate(uri)
        if spot is None:
            return None
        self._open[uri] = spot
        self._uris[spot] = uri
        spot.project.lay(spot.path, text)
        return spot.project

    def version(self, uri: str) -> int | None:
        """Give the version of a document as its editor counts it; nothing when it is not open."""
        return self._texts[uri][1] if uri in self._texts else None

    def drop(self, uri: str) -> Project | None:
        """Forget a document that was closed; give its project."""
        self._texts.pop(uri, None)
        spot = self._open.pop(uri, None)
        if spot is None:
            return None
        if self._uris.get(spot) == uri:
            del self._uris[spot]
            spot.project.lift(spot.path)
        return spot.project

    def sort_anew(self) -> list[Project]:
        """Give each document to its project again, after a kb.yaml came or went; give the projects that are gone."""
        gone = [name for name, project in self._projects.items() if not (project.root / FILE).is_file()]
        lost = [self._projects.pop(name) for name in gone]
        for uri, (text, version) in list(self._texts.items()):
            if self._find(uri) != self._open.get(uri):
                self.drop(uri)
                self.put(uri, text, version)
        return lost


def path_of(uri: str) -> Path | None:
    """Give the path of a file's or folder's address; nothing for what is no file."""
    name = to_fs_path(uri)
    return Path(os.path.normpath(name)) if name else None


def _root(folder: Path) -> Path | None:
    """Give the nearest folder with a kb.yaml, at or above one."""
    return next((above for above in (folder, *folder.parents) if (above / FILE).is_file()), None)
