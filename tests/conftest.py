"""What the tests share: the reference base, its site built once, and Markdown as the site's engine reads it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import pytest
from filelock import FileLock
from playwright.sync_api import Browser

import kb
from kb.base import Base
from kb.site.site import Site

ROOT = Path(__file__).parent.parent

Convert = Callable[[str], str]


@pytest.fixture(scope="session")
def reference() -> Base:
    """Give the base of this repository, in its two languages."""
    return kb.load(ROOT)


@pytest.fixture(scope="session")
def english(reference: Base) -> Site:
    """Give the reference site as English readers see it."""
    return Site(reference, "en")


@pytest.fixture(scope="session")
def korean(reference: Base) -> Site:
    """Give the reference site as Korean readers see it."""
    return Site(reference, "ko")


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Give Python-Markdown exactly as the configuration that kb writes sets it up, without the engine."""
    import markdown
    from mkdocs.config import load_config

    from kb.site import mkdocs

    folder = tmp_path_factory.mktemp("settings")
    (folder / "docs").mkdir()
    site = Site(kb.load({"kb.yaml": "title: T\n"}), "en")
    config = load_config(str(mkdocs.configure(site, folder, [site])))
    converter = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)

    def run(text: str) -> str:
        converter.reset()
        return converter.convert(text)

    return run


def _once(name: str, base: Callable[[], Base], factory: pytest.TempPathFactory) -> Path:
    """Build a site once for all processes of a run of the tests, and give the folder with `docs` and `site`."""
    from kb.site.building import build

    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    output, done = folder / name, folder / f"{name}.done"
    with FileLock(folder / f"{name}.lock"):
        if not done.exists():
            build(base(), output)
            done.touch()
    return output


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of a base full of attacks, and give its folder, which tests leave as it is."""
    from test_prose import hostile

    return _once("hostile", lambda: kb.load(hostile(each_field=False)), tmp_path_factory) / "site"


@pytest.fixture(scope="session")
def built(reference: Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reference site, and give the folder with `docs` and `site`, which tests leave as they are."""
    return _once("built", lambda: reference, tmp_path_factory)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once."""
    with browsing.launched() as browser:
        yield browser
