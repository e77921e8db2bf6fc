"""Checking a project with the help of what an earlier run left: only what changed is read again, if anything is.

A result is kept under the content of everything that it came from. It is given again, to the byte, while all of that is
as it was: the configuration, the options, each record file, and each other file that a rule read or missed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from kb.base import Base, Project, find, read
from kb.finding import Finding
from kb.linting import lint
from kb.parallel import Memory

if TYPE_CHECKING:
    from kb.cache import Cache


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a project, and how much was looked at."""

    base: Base
    """The base; one whose records were not read when the result came from the cache."""
    findings: list[Finding]
    files: int
    records: int
    edges: int


def check(
    root: Path,
    cache: Cache | None,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    memory: Memory | None = None,
) -> Checked:
    """Lint the project at `root`; without a cache, with the help of a memory. Raises as `kb.load` and `kb.lint` do."""
    project = find(root)
    if cache is None:
        return _checked(read(project, memory=memory), select, ignore)
    key, is_whole = _key(project, select, ignore)
    known = cache.result(key) if is_whole else None
    if known is not None and all(project.files.digest(path) == digest for path, digest in known[0]):
        return Checked(Base(*project, []), *known[1:])
    base = read(project, memory=cache)
    checked = _checked(base, select, ignore)
    paths = {source.path for source in project.listing.sources}
    is_as_read = all(project.files.digest(reading.source.path) == reading.digest for reading in base.readings)
    if is_whole and is_as_read and not project.files.has_changed:
        others = sorted((path, digest) for path, digest in project.files.asked.items() if path not in paths)
        cache.keep_result(key, (others, checked.findings, checked.files, checked.records, checked.edges))
    cache.close(whole=True)
    return checked


def _checked(base: Base, select: Collection[str], ignore: Collection[str]) -> Checked:
    findings = lint(base, select=select, ignore=ignore)
    return Checked(base, findings, len(base.readings), len(base), len(base.edges))


def _key(project: Project, select: Collection[str], ignore: Collection[str]) -> tuple[bytes, bool]:
    """Hash all that a result comes from; the second value is false when a file could not be read."""
    seen = blake2b(repr((sorted(select), sorted(ignore), project.listing.faults)).encode("utf-8", "replace"))
    root = project.files.root
    seen.update(repr(root is not None and (root / project.config.records).is_dir()).encode())
    seen.update(project.files.asked.get("kb.yaml", b""))
    is_whole = True
    for source in project.listing.sources:
        digest = project.files.digest(source.path)
        is_whole = is_whole and bool(digest)
        seen.update(f"{source.path}\0{source.id}\0{source.language}\0".encode("utf-8", "replace") + digest)
    return seen.digest(), is_whole
