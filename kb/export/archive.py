"""Several files as one: what a format of several files gives to a stream, or to a file whose name ends in `.zip`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def archive(files: Mapping[str, bytes]) -> bytes:
    """Give a ZIP archive of files by name; the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archived:
        for name, data in files.items():
            about = zipfile.ZipInfo(name)  # with the first day of ZIP as its date
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix, wherever we are
            about.external_attr = 0o644 << 16
            archived.writestr(about, data)
    return written.getvalue()
