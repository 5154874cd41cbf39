"""Scans that a kiosk has kept and sends later, in few words."""

from datetime import datetime
from typing import Any, Final

from server.contract.inbox import InboxItem
from server.contract.paging import Paging
from server.contract.uploads import UploadItem, UploadRequest, UploadResult
from server.services.context import Context
from server.services.door.uploads import upload
from server.services.inbox.read_inbox import read_inbox
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.scene import Scene

SCANNED_AT: Final = AN_HOUR_BEFORE_CLASS


def kept(code: str | None, nonce: str = "first", *, at: datetime = SCANNED_AT, **other: Any) -> UploadItem:
    """Return a scan as the kiosk kept it: let in, by a clock that is right, where nothing else is said."""
    assert code is not None
    told: dict[str, Any] = {"source": "reader", "verdict": "ok", "clock_offset_ms": 0, "boot_id": "boot", **other}
    return UploadItem(code=code, nonce=f"{nonce:_>8}", scanned_at=at, **told)


async def uploaded(scene: Scene, context: Context, *items: UploadItem) -> list[UploadResult]:
    """Let the scene's kiosk send scans."""
    return (await upload(UploadRequest(items=list(items)), scene.kiosk, context)).results


async def uploaded_one(scene: Scene, context: Context, item: UploadItem) -> UploadResult:
    """Let it send one."""
    [result] = await uploaded(scene, context, item)
    return result


async def inbox(scene: Scene) -> list[InboxItem]:
    """Return what waits for the studio's staff."""
    return list((await read_inbox(scene.staff, Paging())).items)
