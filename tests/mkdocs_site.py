"""MkDocs sites in folders of their own, with the plugin of this kb as an installed package gives it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scratch import ENVIRONMENT, ROOT, Ran, sample, write

_LINK = re.compile(r"""<(?:a|link|script|img)\b[^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def mkdocs(folder: Path, *words: str) -> Ran:
    """Run MkDocs in a folder. Whatever happens, its user sees no traceback."""
    installed = write(folder / ".installed", {"kbgraph-0.1.0.dist-info/" + name: text for name, text in _metadata()})
    environment = {
        **ENVIRONMENT,
        "PYTHONPATH": f"{installed}{os.pathsep}{ROOT}",
        "NO_MKDOCS_2_WARNING": "1",
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-m", "mkdocs", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.err
    return ran


def _metadata() -> list[tuple[str, str]]:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    lines = [f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in points[group].items()) for group in points]
    return [
        ("METADATA", "Metadata-Version: 2.1\nName: kbgraph\nVersion: 0.1.0\n"),
        ("entry_points.txt", "".join(lines)),
    ]


def project(folder: Path, settings: str, pages: dict[str, str], **changed: str) -> Path:
    """Write an MkDocs project with the sample's records beside it."""
    docs = {f"docs/{path}": text for path, text in pages.items()}
    return write(folder, {**sample(), **docs, "mkdocs.yml": f"site_name: Mine\n{settings}", **changed})


def broken(site: Path) -> set[tuple[str, str]]:
    """Give each link of a site that leads to no file, or to an anchor that is not there, as a static host sees it."""
    texts = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    anchors = {path: set(re.findall(r"""\s(?:id|name)=["']?([^"'\s>]+)""", text)) for path, text in texts.items()}
    found = set()
    for path, text in texts.items():
        if path.name == "404.html":
            continue
        for groups in _LINK.findall(text):
            parts = urlsplit(unescape("".join(groups)))
            if parts.scheme or parts.netloc:
                continue
            target = path.parent / unquote(parts.path) if parts.path else path
            target = Path(os.path.normpath(target / "index.html" if target.is_dir() else target))
            is_there = target.is_file() and target.is_relative_to(site)
            is_state = target.name == "map.html" and ":" in parts.fragment  # which the map's script reads
            if not is_there or (
                parts.fragment and not is_state and unquote(parts.fragment) not in anchors.get(target, ())
            ):
                found.add((path.relative_to(site).as_posix(), "".join(groups)))
    return found
