"""The kiosk's calls at the door: scan, uploads, snapshot, heartbeat."""

import hashlib
from datetime import UTC, datetime
from typing import Final

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.openapi import ResponseSpec

from server.access.guards import kiosks_only
from server.contract.kiosk import HeartbeatAnswer, HeartbeatRequest
from server.contract.roster import Snapshot
from server.contract.scan import ScanRequest, ScanVerdict
from server.contract.uploads import UploadRequest, UploadResults
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.heartbeat import heartbeat
from server.services.door.scan import scan
from server.services.door.snapshot import snapshot
from server.services.door.uploads import upload

SNAPSHOT_ANSWERS: Final = {
    200: ResponseSpec(Snapshot, description="The rosters, with their ETag"),
    304: ResponseSpec(None, description="Nothing has changed since the ETag in If-None-Match"),
}

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class DoorController(Controller):
    """`/api/kiosk`: what a paired device may do by itself."""

    path = "/api/kiosk"
    guards = (kiosks_only,)
    tags = ("Kiosk",)

    @post("/scan", status_code=200)
    async def scan(self, actor: Actor, context: Context, data: ScanRequest) -> ScanVerdict:
        """Answer a scan with a verdict; "no" is an answer too, so it is always 200 (R26-R28)."""
        return await scan(data, actor, context)

    @post("/uploads", status_code=200)
    async def uploads(self, actor: Actor, context: Context, data: UploadRequest) -> UploadResults:
        """Settle scans that were kept while the server was away, in their order, and answer each (R37)."""
        return await upload(data, actor, context)

    @get("/snapshot", responses=SNAPSHOT_ANSWERS)
    async def snapshot(
        self, actor: Actor, context: Context, request: Request[Actor, None, State]
    ) -> Response[Snapshot] | Response[None]:
        """Return today's and tomorrow's rosters; 304 where nothing has changed since the ETag."""
        shape = await snapshot(actor, context)
        tag = _etag(shape)
        if _has(tag, request.headers.get("if-none-match", "")):
            return Response(None, status_code=304, headers={"ETag": tag})
        return Response(shape, headers={"ETag": tag})

    @post("/heartbeat", status_code=200)
    async def heartbeat(self, actor: Actor, context: Context, data: HeartbeatRequest) -> HeartbeatAnswer:
        """Keep how the kiosk is, and tell it the server's instant."""
        return await heartbeat(data, actor, context)


def _has(tag: str, wanted: str) -> bool:
    """Tell whether `If-None-Match` names a tag: by `*` or in a list, where a proxy may have called ours weak."""
    named = {each.strip() for each in wanted.split(",")}
    return not named.isdisjoint({tag, f"W/{tag}", "*"})


def _etag(shape: Snapshot) -> str:
    """The server's own instant changes with every answer, so it is left out."""
    timeless = msgspec.structs.replace(shape, server_time=_NO_TIME)
    return f'"{hashlib.sha256(msgspec.json.encode(timeless)).hexdigest()[:32]}"'
