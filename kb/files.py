"""Finding the record files of a project, and reading them without ever leaving its folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.config import Config
from kb.finding import Fault
from kb.kinds import Kind
from kb.languages import is_meant
from kb.names import nearest
from kb.reader import LARGEST, Source, digest
from kb.source import START

SUFFIXES = (".yaml", ".md")
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How files are opened: a pipe in a file's place must not keep kb waiting."""
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HIDDEN = re.compile(r"(?:^|/)\.[^./]")

NOWHERE = "this symbolic link leads nowhere"
OUTSIDE = "this symbolic link leads outside the project; kb does not follow it"
TO_FOLDER = "this symbolic link leads to a folder; kb reads only links to files"


@dataclass(frozen=True, slots=True)
class Listing:
    """The record files of a project in the order of their paths, and the files that are not what they should be."""

    sources: tuple[Source, ...]
    faults: tuple[tuple[str, Fault], ...]


class Files:
    """A project's files, in a folder or in memory. All paths are relative to the root, with `/`."""

    def __init__(
        self,
        root: Path | None,
        texts: Mapping[str, str | bytes] | None = None,
        overlay: Mapping[str, str | bytes] | None = None,
    ) -> None:
        """Give either a folder, or the texts by path; `overlay` holds texts that stand in place of files."""
        self.root = root
        self.texts = texts
        self.overlay = overlay or {}
        self.asked: dict[str, bytes] = {}
        """What was read or looked for: the digest of each file when it first was, empty if it could not be read."""
        self.has_changed = False
        """Whether a file was read twice and had changed in between."""
        self._real: dict[str, str] = {}

    def overlaid(self, texts: Mapping[str, str | bytes]) -> Files:
        """Give the same files with some texts in place of what is there: of an editor, or of a fix in the making."""
        return Files(self.root, self.texts, {**self.overlay, **texts})

    def paths(self, folder: str) -> Iterable[str]:
        """Give the paths of the files below a folder but for hidden ones; a folder that is unreadable ends in `/`."""
        prefix = "" if folder == "." else folder + "/"
        given = {**self.overlay, **(self.texts or {})}
        found = [path for path in given if path.startswith(prefix) and not _HIDDEN.search(path)]
        if self.root is None or not self.leads_inside(self.root / folder):
            return found
        on_disk = _walk(self.root / folder, prefix)
        return {*found, *on_disk} if found else on_disk

    def data(self, path: str) -> bytes:
        """Read a file, at most one byte more than the largest that kb reads.

        Raises `OSError` when it cannot be read, or is no regular file inside the root.
        """
        seen = b""
        try:
            data = self._data(path)
            seen = digest(data)
        finally:
            self.has_changed |= self.asked.setdefault(path, seen) != seen
        return data

    def digest(self, path: str) -> bytes:
        """Give the digest of a file's content when it was first read; empty when it cannot be read."""
        if path not in self.asked:
            try:
                self.data(path)
            except (OSError, ValueError, RuntimeError):  # a NUL in the path, a loop of links
                return b""
        return self.asked[path]

    def _data(self, path: str) -> bytes:
        text = self.overlay.get(path)
        if text is None and self.root is None:
            text = (self.texts or {}).get(path)
            if text is None:
                raise FileNotFoundError(path)
        if text is not None:
            return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        assert self.root is not None
        full = os.path.join(self.root, path)
        if not self.leads_inside(full):
            raise PermissionError(f"{path} leads outside {self.root}")
        with os.fdopen(os.open(full, _READ), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PermissionError(f"{path} is no regular file")
            data = file.read(min(status.st_size, LARGEST) + 1)
            return data if len(data) <= status.st_size else data + file.read(LARGEST + 1 - len(data))  # it grew

    def leads_inside(self, path: Path | str) -> bool:
        """Tell whether a path is inside the root once all symbolic links are followed."""
        assert self.root is not None
        folder, name = os.path.split(path)
        if os.path.islink(path) or name in ("", ".", ".."):
            real = os.path.realpath(path)
        else:
            real = os.path.join(self._realpath(folder), name)
        root = self._realpath(str(self.root))
        return real == root or real.startswith(root.rstrip(os.sep) + os.sep)

    def _realpath(self, folder: str) -> str:
        """Follow the symbolic links of a folder, once for all files in it."""
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return self._real[folder]

    def link_problem(self, path: str) -> str | None:
        """Say why a path that is a symbolic link is not followed; nothing for one that is, and for what is no link."""
        if self.root is None or path in self.overlay:
            return None
        if os.path.islink(os.path.join(self.root, path)):
            full = self.root / path
            if not full.exists():
                return NOWHERE
            if not self.leads_inside(full):
                return OUTSIDE
            if full.is_dir():
                return TO_FOLDER
        return None

    def is_outside(self, folder: str) -> bool:
        """Tell whether a folder leads outside the root."""
        return self.root is not None and not self.leads_inside(self.root / folder)

    def has_folder(self, folder: str) -> bool:
        """Tell whether there is such a folder; in memory there always is."""
        return self.root is None or (self.root / folder).is_dir()

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file inside the root."""
        try:
            self.data(path)
        except OSError:
            return False
        return True


def listing(files: Files, config: Config) -> Listing:
    """Sort a project's files into records, their translations, and strays."""
    found = sorted(files.paths(config.records))
    base = "" if config.records == "." else config.records + "/"
    if files.texts is not None and not any(path.startswith(base) for path in found):
        found, base = sorted(files.paths(".")), ""
    folders = {kind.folder: kind for kind in config.kinds.values()}
    stems = {PurePosixPath(path).with_suffix("").as_posix() for path in found if path.endswith(SUFFIXES)}
    sources: list[Source] = []
    faults: list[tuple[str, Fault]] = []
    for path in found:
        message = _unreadable(files, path)
        if path.endswith("/"):
            faults.append(
                ("undecodable-file", Fault(path, START, "this folder cannot be read, so its records are missing"))
            )
            continue
        folder = path[len(base) :].partition("/")[0]
        kind = folders.get(folder)
        if kind is None:
            if path.endswith((".yaml", ".yml")) and path != "kb.yaml" and base and not config.has_unread_kinds:
                faults.append(("stray-file", Fault(path, START, _outside(path[len(base) :], folders))))
        elif message:
            visible = _ODD.sub(lambda match: f"\\u{ord(match.group()):04x}", path)
            faults.append(("stray-file", Fault(visible, START, message)))
        elif not path.endswith(SUFFIXES):
            faults.append(("stray-file", Fault(path, START, _no_record(path))))
        else:
            sources.append(_source(path, base, kind, stems, config))
    return Listing(tuple(sources), tuple(faults))


def _source(path: str, base: str, kind: Kind, stems: set[str], config: Config) -> Source:
    stem = PurePosixPath(path).with_suffix("").as_posix()
    id_ = stem[len(base) + len(kind.folder) + 1 :]
    original, dot, tag = stem.rpartition(".")
    if dot and "/" not in tag and (tag in config.languages or (original in stems and is_meant(tag, config.languages))):
        return Source(path, kind.name, id_[: -len(tag) - 1], tag, kind.mark)
    return Source(path, kind.name, id_, None, kind.mark)


def _unreadable(files: Files, path: str) -> str | None:
    """Say why a path must not be read: a name that cannot be shown, a link that leads outside or to no file."""
    if _ODD.search(path):
        return "the name of this file has characters that cannot be shown; rename it"
    return files.link_problem(path)


def _no_record(path: str) -> str:
    suffix = PurePosixPath(path).suffix
    if suffix.lower() in (".yml", ".yaml", ".md", ".markdown", ".json"):
        right = ".md" if "m" in suffix.lower() and suffix.lower() not in (".yml", ".yaml") else ".yaml"
        return f"kb does not read `{suffix}` files; name it `{PurePosixPath(path).stem}{right}`"
    return "this is no record: records are `.yaml` files, or `.md` files with front matter"


def _outside(path: str, folders: Collection[str]) -> str:
    folder, slash, _ = path.partition("/")
    places = ", ".join(f"`{name}/`" for name in folders)
    near = nearest(folder, folders) if slash else None
    if near:
        return f"records live in {places}; did you mean `{near}/` in place of `{folder}/`?"
    return f"this file is in no folder of records ({places}), so nothing reads it"


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    pending = [(str(folder), prefix)]
    while pending:
        name, prefix = pending.pop()
        try:
            entries = list(os.scandir(name))
        except FileNotFoundError:
            continue
        except OSError:
            yield prefix
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append((entry.path, f"{prefix}{entry.name}/"))
            elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
                yield prefix + entry.name
