"""Both nights of the year in which the clocks change, in zones that change them each in its own way."""

from datetime import UTC, date, datetime

NIGHTS_OF_CHANGE = [
    # zone, the night's date, the instant at which it begins
    ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 6, tzinfo=UTC)),
    ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 5, tzinfo=UTC)),
    ("Europe/London", date(2026, 3, 29), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # 01:00 is skipped
    ("Europe/London", date(2026, 10, 25), datetime(2026, 10, 25, 0, tzinfo=UTC)),  # and comes twice
    ("America/Santiago", date(2026, 9, 6), datetime(2026, 9, 6, 4, tzinfo=UTC)),  # midnight is skipped
    ("America/Santiago", date(2026, 4, 5), datetime(2026, 4, 5, 5, tzinfo=UTC)),
    ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),  # midnight is skipped
    ("Africa/Cairo", date(2026, 10, 30), datetime(2026, 10, 29, 23, tzinfo=UTC)),
    ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 3, 14, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", date(2026, 4, 5), datetime(2026, 4, 4, 14, tzinfo=UTC)),
]
