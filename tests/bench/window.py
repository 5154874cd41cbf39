"""From the reader's last key to the verdict drawn in the kiosk's real window."""

from tests.bench.figures import Figure, percentile
from tests.bench.rig import rig
from tests.parts.display import Display, open_display
from tests.parts.engine import Engine
from tests.parts.kiosk_process import KioskProcess
from tests.parts.postgres import PostgresCluster

SCANS = 60
MOST_MS = 300
READER_DELAY_MS = 2


def window(cluster: PostgresCluster) -> list[Figure]:
    """Return the time from scan to screen, as the kiosk's own trace tells it once the page has drawn."""
    with open_display() as display:
        took = [_run(engine, cluster, display) for engine in Engine]
    return [
        Figure(
            f"scan to verdict in the window, {engine.value}, {len(ms)} scans",
            f"p50 {percentile(ms, 0.5):.0f} ms, p95 {percentile(ms, 0.95):.0f} ms",
            f"p95 ≤ {MOST_MS} ms",
            percentile(ms, 0.95) <= MOST_MS,
        )
        for engine, ms in zip(Engine, took, strict=True)
    ]


def _run(engine: Engine, cluster: PostgresCluster, display: Display) -> list[float]:
    with rig(engine, cluster, people=SCANS) as ready, KioskProcess(ready.folder, ready.server.url, display) as kiosk:
        kiosk.start(ready.seeded.pairing_code)
        kiosk.wait_for_screen("idle")
        display.focus("Studio Check-in")
        for code in ready.seeded.codes:
            display.type_text(code, READER_DELAY_MS)
            display.key("Return")
            kiosk.wait_for_screen("ok")
        return [screen.ms for screen in kiosk.screens() if screen.state == "ok" and screen.ms is not None]
