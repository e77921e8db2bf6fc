"""A small server for one's own machine: files of a folder, and pages that reload when they were made again.

Python's own server gives the files.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_RELOAD = "/.kb/reload.js"
_VERSION = "/.kb/version"


class Server:
    """Serves a site from the time that `begin` is called; before that, who asks is kept waiting."""

    def __init__(self, site: Path, host: str, port: int) -> None:
        """Take the address. Raises `OSError` when it cannot be listened at."""
        self._versions = _Versions()
        handler = partial(_Handler, versions=self._versions, directory=str(site))
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self._thread: threading.Thread | None = None
        self.url = f"http://{host}:{self._server.server_address[1]}/"

    @property
    def is_serving(self) -> bool:
        """Whether it answers."""
        return self._thread is not None

    def begin(self) -> None:
        """Answer from now on."""
        self._thread = threading.Thread(target=self._server.serve_forever, name="kb-serve", daemon=True)
        self._thread.start()

    def tell(self, changed: Iterable[str]) -> None:
        """Let the pages reload whose files, given by their paths in the site, are not as they were."""
        self._versions.add(changed)

    def close(self) -> None:
        """Answer no more."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Versions:
    """Counts the changes of the site, for pages to ask whether they are old."""

    def __init__(self) -> None:
        self.last = 0
        self._of: dict[str, int] = {}
        self._lock = threading.Lock()

    def add(self, changed: Iterable[str]) -> None:
        with self._lock:
            self.last += 1
            self._of.update((name, self.last) for name in changed)

    def of(self, name: str) -> int:
        """Give the number of the last change of a file; 0 when it is as it was when the server began."""
        return self._of.get(name, 0)


class _Handler(SimpleHTTPRequestHandler):
    """Gives the files of the site; pages get the script that reloads them."""

    def __init__(self, *args: Any, versions: _Versions, **kwargs: Any) -> None:
        self.versions = versions
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer a request."""
        address = urlsplit(self.path)
        if address.path == _VERSION:
            page = parse_qs(address.query).get("page")
            number = self.versions.of(self._file(page[0])) if page else self.versions.last
            self._send(str(number).encode(), "text/plain")
        elif address.path == _RELOAD:
            self._send((files("kb.site") / "reload.js").read_bytes(), "text/javascript; charset=utf-8")
        elif (name := self._file(address.path)).endswith(".html") or self._is_missing(name):
            self._page(name)
        else:
            super().do_GET()

    def _is_missing(self, name: str) -> bool:
        return not name.startswith(".kb/") and not os.path.exists(os.path.join(self.directory, name))

    def _file(self, path: str) -> str:
        """Give the path in the site of the file that an address names, as static hosts find it."""
        found = self.translate_path(path).rstrip("/")
        if os.path.isdir(found) and path.endswith("/"):
            found += "/index.html"
        elif not os.path.exists(found) and os.path.isfile(f"{found}.html"):
            found += ".html"
        return found.removeprefix(str(self.directory)).lstrip("/")

    def _page(self, name: str) -> None:
        """Send a page, or the one that says that there is none, with the script."""
        number = self.versions.of(name)  # before it is read: a change between is one to reload for
        status = 200
        try:
            content = (Path(self.directory) / name).read_bytes()
        except (OSError, ValueError):  # no such file, or no name of a file at all
            status = 404
            try:
                content = (Path(self.directory) / "404.html").read_bytes()
            except OSError:
                content = b"<!doctype html><title>404</title><body>Not found</body>"
        script = f'<script src="{_RELOAD}?seen={number}"></script></body>'
        self._send(content.replace(b"</body>", script.encode()), "text/html; charset=utf-8", status)

    def _send(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Stay quiet: who serves to themselves needs no log of it."""
