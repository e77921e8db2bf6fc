"""What `kb serve` is made of: a server whose pages reload when they changed, and what sees that files changed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from browsing import Browser, visit

from kb.site.serving import Server
from kb.watching import Watcher

PAGE = (
    "<!doctype html><html lang=en><title>{0}</title><body><h1>{0}</h1><p style='height: 4000px'>{0}</p></body></html>"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (tmp_path / "site").mkdir()
    (folder / "favicon.ico").touch()
    for name in ("index", "404", "codes/a", "codes/b c", "codes/index"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.html").write_text(PAGE.format(name))
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    with closing(Server(site, "127.0.0.1", 0)) as server:
        server.begin()
        yield server


def get(server: Server, path: str) -> str:
    with urlopen(server.url + path, timeout=10) as answer:
        return answer.read().decode()


def test_only_a_page_that_changed_is_told_to_be_old(server: Server) -> None:
    """By whichever name a reader came to it."""
    server.tell(["codes/a.html", "search/search_index.js"])
    server.tell(["codes/b c.html"])
    pages = ("/codes/a", "/codes/a.html", "/codes/b%20c", "/codes/", "/codes/none", "/")
    numbers = {page: get(server, f".kb/version?page={page.replace('%', '%25')}") for page in pages}
    assert numbers == dict(zip(pages, ("1", "1", "2", "0", "0", "0"), strict=True))
    assert get(server, ".kb/version") == "2"
    assert 'src="/.kb/reload.js?seen=1"' in get(server, "codes/a")
    assert "<script>" not in get(server, "codes/a")


def test_a_page_that_is_not_there_reloads_when_it_is(server: Server, site: Path) -> None:
    with pytest.raises(HTTPError) as caught:
        get(server, "codes/new.html")
    with caught.value as error:
        text = error.read().decode()
        assert (error.code, "404" in text, "reload.js?seen=0" in text) == (404, True, True)
    (site / "codes/new.html").write_text(PAGE.format("new"))
    server.tell(["codes/new.html"])
    assert get(server, ".kb/version?page=/codes/new.html") == "1"


@pytest.mark.parametrize(
    "path", ["%00", "codes/%00.html", "..%2f..%2fetc/passwd", ".kb/version/x", ".kb/../x", "x" * 400]
)
def test_strange_addresses_are_not_found(server: Server, path: str) -> None:
    with pytest.raises(HTTPError) as caught:
        get(server, path)
    caught.value.close()
    assert caught.value.code == 404


def test_nobody_is_answered_before_there_is_a_site(site: Path) -> None:
    """The address is taken at once; who asks waits."""
    with closing(Server(site, "127.0.0.1", 0)) as server:
        host, port = server.url.split("//")[1].rstrip("/").split(":")
        with pytest.raises(OSError, match=r"in use|Address"):
            Server(site, host, int(port))
        with socket.create_connection((host, int(port)), timeout=10) as asking:
            asking.sendall(b"GET /codes/a.html HTTP/1.0\r\n\r\n")
            server.begin()
            assert asking.recv(8).startswith(b"HTTP/1.0")


@pytest.mark.browser
def test_a_page_reloads_where_its_reader_was(chromium: Browser, server: Server, site: Path) -> None:
    """The page comes new and stays scrolled; another change leaves it alone."""
    with visit(chromium, width=800) as visited:
        page = visited.page
        page.goto(server.url + "codes/a.html")
        page.evaluate("window.scrollTo(0, 1500); window.old = true")
        (site / "codes/index.html").write_text(PAGE.format("another"))
        server.tell(["codes/index.html"])
        page.wait_for_timeout(1000)
        assert page.evaluate("window.old") is True
        (site / "codes/a.html").write_text(PAGE.format("newer"))
        with page.expect_navigation():
            server.tell(["codes/a.html"])
        assert page.text_content("h1") == "newer"
        visited.wait("() => window.scrollY === 1500")
        assert visited.complaints == []


def test_files_that_change_together_are_one_change(tmp_path: Path) -> None:
    """Nothing is lost that changes while nobody waits, nor what changed before the watcher began."""
    (tmp_path / "kb.yaml").write_text("title: x\n")
    with closing(Watcher(tmp_path, {})) as watcher:
        assert watcher.wait()[0] == ["kb.yaml"]
        (tmp_path / "a").mkdir()
        for name in ("one.yaml", "two.md", "three.txt"):
            (tmp_path / "a" / name).write_text("x")
        seen: set[str] = set()
        while len(seen) < 2:
            seen.update(watcher.wait()[0])
        (tmp_path / "kb.yaml").unlink()
        assert watcher.wait()[0] == ["kb.yaml"]
    assert seen == {"a/one.yaml", "a/two.md"}
