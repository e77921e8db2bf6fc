"""Debian's Chromium for tests, driven by Playwright: pages that remember what they asked for and what they complained of."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

STRICT = "default-src 'self'"
"""The policy under which every page must work: nothing inline, nothing from elsewhere."""

PATIENCE = 60
"""After how many seconds something is never going to happen, on the slowest machine that runs tests."""

PHONE: dict[str, Any] = {"width": 390, "is_mobile": True, "has_touch": True}
"""How to visit with a phone."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What to drive, the first that there is. The shell has the same engine without windows, which takes a third of the time."""

PAGES = {
    "home": "index.html",
    "families": "codes/index.html",
    "family": "codes/smtp/index.html",
    "code": "codes/smtp/504.html",
    "categories": "guides/index.html",
    "guide": "guides/smtp-reply-codes.html",
    "glossary": "terms/index.html",
    "term": "terms/starttls.html",
    "comparison": "compare/smtp-504-vs-smtp-555.html",
    "map": "map.html",
    "health": "health.html",
    "rules": "rules/index.html",
    "rule": "rules/kb101-missing-field.html",
    "manual": "docs/findings.html",
    "configuration": "docs/configuration.html",
    "not found": "404.html",
}
"""A page of the reference of each type, below the root of a language. Whoever adds a type adds a line here, and all that
is asked of pages is asked of it: no complaint, no request outside, no scrolling sideways, no violation that axe finds."""


def missing(what: str) -> None:
    """Skip where there is no browser; fail in CI, so that nobody believes that the site was tried in one."""
    message = f"{what} is not installed, so nothing was tried in a browser"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium once for many tests."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chromium:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _complains(said: ConsoleMessage) -> bool:
    """Tell whether a page complains; what Chromium says of its own when it draws without a graphics card is nothing."""
    return said.type in ("error", "warning") and "GL Driver Message" not in said.text


class Visit:
    """One page of a browser, and what happened on it."""

    def __init__(self, page: Page) -> None:
        """Listen from the first request on."""
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text) if _complains(said) else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> Page:
        """Go to an address, and give its page when the theme's scripts have begun."""
        self.page.goto(address)
        self.wait("() => document.readyState === 'complete' && !document.documentElement.classList.contains('no-js')")
        return self.page

    def wait(self, script: str, argument: Any = None) -> Any:
        """Wait until a function in the page gives something. Playwright's own way needs `eval`, which a policy forbids."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := self.page.evaluate(script, argument):
                return answer
            self.page.wait_for_timeout(30)
        raise AssertionError(f"never: {script}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def outside(self, address: str) -> list[str]:
        """Give the requests that left the site."""
        return [url for url in self.requests if not url.startswith((address, "data:", "blob:", "about:"))]


@contextmanager
def visit(browser: Browser, *, width: int = 1440, dark: bool = False, **options: Any) -> Iterator[Visit]:
    """Open a page as a reader with a screen of that width, who prefers dark colours or not."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", **options
    )
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield Visit(context.new_page())
    finally:
        context.close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, policy: str, **kwargs: Any) -> None:
        self.policy = policy
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve a folder, under a Content-Security-Policy where one is given; give its address, with a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, policy=policy, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
