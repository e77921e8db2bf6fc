"""A small server for one's own machine: files of a folder, and a page that reloads when the site was built again.

Python's own server gives the files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kb.terminal import say
from kb.watching import watch

_RELOAD = b"""<script>
(function () {
  var seen = null;
  setInterval(function () {
    fetch("/.kb/version", { cache: "no-store" })
      .then(function (answer) { return answer.text(); })
      .then(function (version) { if (seen !== null && seen !== version) location.reload(); seen = version; })
      .catch(function () {});
  }, 700);
})();
</script></body>"""


def serve(
    root: Path,
    site: Path,
    host: str,
    port: int,
    build: Callable[[], None],
    before: Mapping[str, tuple[int, int]] | None = None,
) -> None:
    """Serve a site and call `build` whenever a file of the project changes, until interrupted.

    `before` is a snapshot from before the site was built. Raises `OSError` when the address cannot be listened at.
    """
    version = _Version()
    server = ThreadingHTTPServer((host, port), partial(_Handler, version=version, directory=str(site)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"kb: http://{host}:{server.server_address[1]}/ shows the site; Ctrl-C ends it")
    try:
        watch(root, partial(_rebuild, build, version), before=before)
    finally:
        server.shutdown()


def _rebuild(build: Callable[[], None], version: _Version) -> None:
    build()
    version.number += 1


class _Version:
    """Counts the builds, for pages to ask whether they are old."""

    def __init__(self) -> None:
        self.number = 0


class _Handler(SimpleHTTPRequestHandler):
    """Gives the files of the site; pages get the line that reloads them."""

    def __init__(self, *args: Any, version: _Version, **kwargs: Any) -> None:
        self.version = version
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer a request."""
        if self.path == "/.kb/version":
            self._send(str(self.version.number).encode(), "text/plain")
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if not path.exists() and path.with_name(path.name + ".html").is_file():
            path = path.with_name(path.name + ".html")  # as static hosts do
        if path.suffix == ".html" and path.is_file():
            self._send(path.read_bytes().replace(b"</body>", _RELOAD), "text/html; charset=utf-8")
            return
        super().do_GET()

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Stay quiet: who serves to themselves needs no log of it."""
