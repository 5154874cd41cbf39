"""Each physical scan counts once, by its first verdict."""

import pytest

from server.services.context import Context
from server.services.idempotency.keyed_requests import KeyReusedError
from tests.scene import Scene
from tests.scraped import Scraped

UNKNOWN = "BCDEFGHIJKLNPRSTUVXBCDEFG"


def counted(context: Context) -> dict[str, float]:
    page = Scraped.of(context.metrics.page(None))
    return {verdict: page.count("studio_scans_total", verdict=verdict) for verdict in page.labels("studio_scans_total")}


async def test_a_scan_counts_by_its_verdict(scene: Scene, context: Context) -> None:
    code = (await scene.book(context)).code
    await scene.scan(code, context, "first")
    await scene.scan(code, context, "second")
    await scene.scan(UNKNOWN, context, "third")
    assert counted(context) == {"ok": 1, "already_checked_in": 1, "unknown_code": 1}


async def test_a_retry_and_a_reused_nonce_count_nothing_more(scene: Scene, context: Context) -> None:
    code = (await scene.book(context)).code
    for _ in range(3):
        await scene.scan(code, context, "first")
    with pytest.raises(KeyReusedError):
        await scene.scan(UNKNOWN, context, "first")
    assert counted(context) == {"ok": 1}
