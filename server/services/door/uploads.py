"""Scans that a kiosk has kept while it was offline: settled in their order, each by itself (R37)."""

from dataclasses import replace
from datetime import timedelta

from server.contract.uploads import UploadItem, UploadRequest, UploadResults
from server.database.errors import is_database_away
from server.logs.log import logger
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.scan import ScanningKiosk, scanning_kiosk
from server.services.door.settle_upload import Settled, Uploading, keep_broken, put_off, settle_upload
from server.services.studio_facts import settings_from, zone_of
from server.tables.studios import Studio

log = logger(__name__)


async def upload(asked: UploadRequest, actor: Actor, context: Context) -> UploadResults:
    """Settle scans in their order and answer each; one that breaks harms no other, and none is thrown away.

    What was settled before gets its first result again. Raises NotFoundError for who is no kiosk, and what means that
    the database is out of reach: the kiosk sends all of them again then.
    """
    uploading = await _uploading(scanning_kiosk(actor, context.now()))
    results = []
    for item in asked.items:
        kiosk = replace(uploading.kiosk, now=context.now())
        settled = await _settle(item, replace(uploading, kiosk=kiosk))
        if settled.is_new:
            _tell(settled, kiosk, context)
        results.append(settled.result)
    return UploadResults(results=results)


async def _uploading(kiosk: ScanningKiosk) -> Uploading:
    rows = await Studio.select(Studio.timezone, Studio.settings).where(Studio.id == kiosk.studio_id)
    hours = settings_from(rows[0]["settings"]).offline_max_hours
    return Uploading(kiosk, zone_of(rows[0]["timezone"]), timedelta(hours=hours))


async def _settle(item: UploadItem, uploading: Uploading) -> Settled:
    """Whatever one broken row may raise, the other scans are not to blame."""
    for settle in (settle_upload, keep_broken):
        try:
            return await settle(item, uploading)
        except Exception as error:
            if is_database_away(error):
                raise
            log.exception("upload.failed", kiosk=uploading.kiosk.id, exc_info=error)
    return Settled(put_off(item), is_new=False)


def _tell(settled: Settled, kiosk: ScanningKiosk, context: Context) -> None:
    result = settled.result
    context.metrics.scan_judged(result.verdict)
    log.info(
        "upload.settled",
        kiosk=kiosk.id,
        outcome=result.outcome,
        verdict=result.verdict,
        reservation=result.reservation_id,
    )
