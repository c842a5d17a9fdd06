"""Scripts and styles under an address that names their contents, so that a browser fetches each version once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC: Final = Path(__file__).parent / "static"
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"


class _Kept(StaticFiles):
    """Static files with a Cache-Control of their own."""

    def __init__(self, directory: Path, cache_control: str) -> None:
        super().__init__(directory=directory)
        self._cache_control = cache_control

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See StaticFiles.get_response."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._cache_control
        return response


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files and the version that their addresses carry."""

    directory: Path
    version: str

    @classmethod
    def of(cls, directory: Path = STATIC) -> Assets:
        """Read the files once and name their contents."""
        digest = hashlib.sha256()
        for path in sorted(p for p in directory.rglob("*") if p.is_file()):
            digest.update(path.name.encode() + path.read_bytes())
        return cls(directory, digest.hexdigest()[:12])

    def url(self, name: str) -> str:
        """Where a file is served; relative imports inside it stay within the same version."""
        return f"/static/{self.version}/{name}"

    def mount(self, app: FastAPI) -> None:
        """Serve the files: for ever under their version, asked about each time without it."""
        app.mount(f"/static/{self.version}", _Kept(self.directory, _FOREVER), name="versioned")
        app.mount("/static", _Kept(self.directory, _ASK_FIRST), name="static")
