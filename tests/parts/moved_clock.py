"""The wall clock of another process, moved while it runs: libfaketime, told by a file."""

from datetime import UTC, datetime
from pathlib import Path

from tests.parts.system_packages import found_of


class MovedClock:
    """Give `environment` to a process; from then on it believes what this object was told last.

    Only the wall clock moves; the monotonic one, which timeouts go by, stays true. `time.sleep` fails in such a process
    (libfaketime 0.9.10 mistakes its absolute monotonic end); asyncio's sleeps work.
    """

    def __init__(self, folder: Path, instant: datetime) -> None:
        self._library = found_of("faketime")
        self._file = folder / "moved-clock"
        self.run_from(instant)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process believe it; its local zone has to be UTC, in which the file speaks."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }

    def stand_at(self, instant: datetime) -> None:
        """Stop at an aware `instant`, in whole seconds: for the edges of windows."""
        self._tell(instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"))

    def run_from(self, instant: datetime) -> None:
        """Jump to an aware `instant` and run on from there: for jobs, which wait for time to pass."""
        self._tell(f"{(instant - datetime.now(UTC)).total_seconds():+.3f}")

    def _tell(self, text: str) -> None:
        """Replace the file in one step, for it is read at every look at the clock."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{text}\n")
        draft.replace(self._file)
