"""Sites of Zensical, and pages of kb in a user's site, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import served, visit
from mkdocs_site import mkdocs, project
from playwright.sync_api import Browser
from test_build import PROJECT

import kb
from kb.site.building import build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small base with Zensical."""
    return build(kb.load(PROJECT), tmp_path_factory.mktemp("zensical"), engine="zensical").site


@pytest.mark.parametrize("path", ["index.html", "codes/smtp/504.html", "map.html", "ko/codes/smtp/504.html"])
def test_a_zensical_site_needs_no_inline_scripts(chromium: Browser, zensical: Path, path: str) -> None:
    """Nothing is asked of another server, and nothing complains; the theme's own script sets styles inline."""
    with served(zensical, "default-src 'self'; style-src 'self' 'unsafe-inline'") as address, visit(chromium) as seen:
        seen.page.goto(address + path)
        seen.page.wait_for_load_state("networkidle")
        assert seen.outside(address) == []
        assert seen.complaints == []


def test_a_zensical_site_works_from_a_folder(chromium: Browser, zensical: Path) -> None:
    """Links, styles and the map need no server."""
    with visit(chromium) as seen:
        seen.page.goto((zensical / "index.html").as_uri())
        seen.page.locator('article a[href="codes/smtp/index.html"]').first.click()
        seen.page.locator('article a[href="504.html"]').first.click()
        assert seen.page.url.endswith("codes/smtp/504.html")
        assert seen.page.locator(".kb-map a").count() > 1
        assert [url for url in seen.requests if not url.startswith("file:")] == []


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_pages_of_kb_work_in_a_users_site(chromium: Browser, tmp_path: Path, theme: str) -> None:
    """The map of everything draws, its scripts and styles are found, and no page is wider than its window."""
    alone = "font: false" if theme == "material" else "highlightjs: false"  # or the theme asks other servers
    settings = f"theme: {{name: {theme}, {alone}}}\nplugins: [search, kb]\n"
    project(tmp_path, settings, {"index.md": "# Mine\n"})
    assert mkdocs(tmp_path, "build", "--strict").code == 0
    with served(tmp_path / "site") as address:
        for width in (1440, 390):
            for path in ("kb/index.html", "kb/codes/shop/e1001.html", "kb/map.html"):
                with visit(chromium, width=width) as seen:
                    failed: list[str] = []
                    seen.page.on("response", lambda answer, found=failed: answer.ok or found.append(answer.url))
                    seen.page.goto(address + path)
                    seen.page.wait_for_load_state("networkidle")
                    assert [url for url in failed if "favicon" not in url] == []
                    assert [said for said in seen.complaints if "404" not in said] == []
                    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    assert seen.page.evaluate(overflow) <= 0, (path, width)
                    if path.endswith("map.html"):
                        assert seen.page.locator(".kb-x canvas").count() > 0
