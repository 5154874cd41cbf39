"""One clock exists (R2): nobody but `server/clock.py` asks the machine."""

from pathlib import Path

import pytest

from tests.architecture.sample_tree import sample_tree
from tests.architecture.wall_clock import hidden_clocks

ROOT = Path(__file__).parents[2]


def test_the_one_clock_is_the_only_one() -> None:
    assert hidden_clocks(ROOT) == []


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("from datetime import datetime\nnow = datetime.now()", "datetime.datetime.now"),
        ("import datetime\nnow = datetime.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("import datetime as dt\ntoday = dt.date.today()", "datetime.date.today"),
        ("from datetime import date as day\ntoday = day.today()", "datetime.date.today"),
        ("from datetime import datetime\nfield(default_factory=datetime.today)", "datetime.datetime.today"),
        ("import time\nnow = time.time()", "time.time"),
        ("from time import time_ns as nanoseconds\nnow = nanoseconds()", "time.time_ns"),
    ],
)
@pytest.mark.parametrize("path", ["server/services/a.py", "kiosk/desk.py"])
def test_a_hidden_clock_is_found(tmp_path: Path, path: str, text: str, clock: str) -> None:
    (finding,) = hidden_clocks(sample_tree(tmp_path, {path: text}))
    assert finding == f"{path}:2 asks {clock}: the one clock is server/clock.py"


def test_the_clock_itself_and_the_monotonic_one_are_left_alone(tmp_path: Path) -> None:
    tree = sample_tree(
        tmp_path,
        {
            "server/clock.py": "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
            "kiosk/wedge.py": "import time\ntick = time.monotonic()\nnow = clock.now()",
        },
    )
    assert hidden_clocks(tree) == []
