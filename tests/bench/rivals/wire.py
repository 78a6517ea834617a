"""A web server for the benchmark that compresses as a static host does, and counts the bytes of the bodies it sends."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

KINDS = {".js": "text/javascript", ".json": "application/json", ".html": "text/html; charset=utf-8", ".css": "text/css"}
WORTH_IT = 0.98
"""A file that gzip does not bring below this share of its size (a picture, Pagefind's own files) is sent as it is."""


def packed(body: bytes, level: int) -> tuple[bytes, bool]:
    """What goes over the wire for a file, and whether it is gzipped."""
    small = gzip.compress(body, level, mtime=0)
    return (small, True) if len(small) < len(body) * WORTH_IT else (body, False)


class CountingServer:
    """Serves folders at /<name>/; counts from `begin()` on."""

    def __init__(self, level: int = 6) -> None:
        """`level`: gzip's; hosts use 4 to 9."""
        self.folders: dict[str, Path] = {}
        self.sent: list[tuple[str, int]] = []
        self._level = level
        self._packed: dict[Path, tuple[bytes, bool]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        """The address of a path from the root."""
        return f"http://127.0.0.1:{self._server.server_port}/{path}"

    def begin(self) -> None:
        """Count from nothing."""
        self.sent = []

    @property
    def bytes_sent(self) -> int:
        """Body bytes since `begin()`."""
        return sum(size for _, size in self.sent)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()

    def answer(self, path: str) -> tuple[bytes, bool, str] | None:
        """Body, whether it is gzipped, and its type; None where there is no such file."""
        name, _, rest = unquote(urlsplit(path).path).lstrip("/").partition("/")
        folder = self.folders.get(name)
        if folder is None:
            return None
        file = (folder / rest).resolve()
        if file.is_dir():
            file /= "index.html"
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return None
        if file not in self._packed:
            self._packed[file] = packed(file.read_bytes(), self._level)
        kind = KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return *self._packed[file], kind

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                found = outer.answer(self.path)
                body, zipped, kind = found or (b"", False, "text/plain")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                # A page apart from other origins gets a clock of 5 instead of 100 microseconds.
                self.send_header("Cross-Origin-Opener-Policy", "same-origin")
                self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
                if zipped:
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                outer.sent.append((self.path, len(body)))
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
