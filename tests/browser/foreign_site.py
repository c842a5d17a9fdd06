"""Another web site on another port, with a strict Content-Security-Policy of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ForeignSite:
    """Its origin, and its pages: path to (Content-Security-Policy, HTML)."""

    origin: str
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)


WEATHER = ("default-src 'none'", "<!doctype html><html lang='zh-CN'><title>天气</title><h1>今天多云</h1></html>")


@contextmanager
def foreign_site() -> Iterator[ForeignSite]:
    """Serve until the block ends."""
    site = ForeignSite("", {"/weather": WEATHER})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            policy, html = site.pages.get(self.path, ("", ""))
            self.send_response(200 if html else 404)
            kind = "css" if self.path.endswith(".css") else "html"
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
