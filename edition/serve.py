"""Showing a built site at an address of this machine, for looking at it while working."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from edition.problem import EditionError, Problem


class _Handler(SimpleHTTPRequestHandler):
    def send_error(self, code, message=None, explain=None) -> None:
        page = Path(self.directory) / "404.html"
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            body = page.read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().send_error(code, message, explain)

    def log_message(self, *_) -> None:
        pass


def serve_site(folder: Path, port: int) -> None:
    """Serve a folder on the loopback address until interrupted. Raises `EditionError` where the port is taken."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except (OSError, OverflowError):
        raise EditionError([Problem("", 0, 0, "port-taken", f"the port {port} cannot be used", hint="Choose another with --port.")]) from None
    print(f"Look at http://127.0.0.1:{port}/ – stop with Ctrl-C.")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
