"""What the tests share: the reference base, its site built once, and Markdown as the site's engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser

import kb
from kb.base import Base
from kb.site.site import Site

ROOT = Path(__file__).parent.parent

Convert = Callable[[str], str]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all tests of the reference's site, so that it is built once, and each file's tests together."""
    for item in items:
        is_of_reference = "built" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("reference" if is_of_reference else item.path.name))


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


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of a base full of attacks, and give its folder."""
    from test_prose import hostile

    from kb.site.building import build

    return build(kb.load(hostile(each_field=False)), tmp_path_factory.mktemp("hostile")).site


@pytest.fixture(scope="session")
def built(reference: Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reference site once, and give the folder with `docs` and `site`."""
    from kb.site.building import build

    output = tmp_path_factory.mktemp("reference") / "build"
    build(reference, output)
    return output


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once."""
    with browsing.launched() as browser:
        yield browser
