"""The pages' few static files: read once, named with their content's digest, so that phones may keep them for good."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files
from typing import Final

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

FOR_GOOD: Final = "public, max-age=31536000, immutable"
BRIEFLY: Final = "public, max-age=300"


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent; its digest changes with the content, and with nothing else."""

    content: bytes
    media_type: str
    digest: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Return all files that there are, by name: no path leads to any other."""
    own, shared = files("server.pages") / "static", files("server.contract")
    return {
        "tokens.css": _read(shared / "tokens.css", "text/css"),
        "pages.css": _read(own / "pages.css", "text/css"),
        "icon.svg": _read(own / "icon.svg", "image/svg+xml"),
    }


def static_address(name: str) -> str:
    """Return a file's address, which changes with its content."""
    return f"/static/{name}?v={static_files()[name].digest}"


class StaticController(Controller):
    """`/static`: style and icon."""

    path = "/static"
    opt = {"public": True}  # noqa: RUF012 - Litestar reads it as it is
    include_in_schema = False

    @get("/{name:str}")
    async def file(self, name: FromPath[str], v: FromQuery[str | None] = None) -> Response[bytes]:
        """Send a file; one that is asked for with its digest may be kept for good."""
        file = static_files().get(name)
        if file is None:
            raise NotFoundException
        caching = FOR_GOOD if v == file.digest else BRIEFLY
        return Response(file.content, media_type=file.media_type, headers={"Cache-Control": caching})


def _read(file: Traversable, media_type: str) -> StaticFile:
    content = file.read_bytes()
    return StaticFile(content, media_type, hashlib.sha256(content).hexdigest()[:16])
