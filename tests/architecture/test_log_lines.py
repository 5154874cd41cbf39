"""Each line of the log is an event with its facts, said through the logger that strikes secrets out (Style 9)."""

from pathlib import Path

import pytest

from tests.architecture.log_lines import loggers_of_their_own, wild_lines
from tests.architecture.sample_tree import sample_tree

ROOT = Path(__file__).parents[2]


def test_every_line_is_an_event_with_harmless_facts() -> None:
    assert wild_lines(ROOT) == []


def test_every_logger_is_ours() -> None:
    assert loggers_of_their_own(ROOT) == []


@pytest.mark.parametrize(
    "said",
    [
        'log.info("Message 7 was sent")',
        'log.info("message.sent %s", 7)',
        'log.warning(f"message.sent to {recipient}")',
        "log.error(text)",
        "log.info()",
        'tell("sent")',
    ],
)
def test_a_line_without_an_event_is_found(tmp_path: Path, said: str) -> None:
    (finding,) = wild_lines(sample_tree(tmp_path, {"server/services/a.py": said}))
    assert finding == "server/services/a.py:1 does not say an event's name and nothing more, such as `message.sent`"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('log.info("message.sent", recipient=to)', "recipient"),
        ('log.exception("pin.wrong", id=1, pin=pin)', "pin"),
        ('log.info("message.sent", **facts)', "None"),
    ],
)
def test_a_fact_that_is_a_secret_is_found(tmp_path: Path, said: str, told: str) -> None:
    (finding,) = wild_lines(sample_tree(tmp_path, {"server/services/a.py": said}))
    assert finding == f"server/services/a.py:1 tells {told}"


@pytest.mark.parametrize(
    "said", ['log.info("message.sent", id=7)', 'tell(f"message.{end}", id=7)', 'log.error("job.failed", exc_info=e)']
)
def test_an_event_with_its_facts_is_left_alone(tmp_path: Path, said: str) -> None:
    assert wild_lines(sample_tree(tmp_path, {"server/services/a.py": said})) == []


@pytest.mark.parametrize("text", ["logging.getLogger(__name__)", "logging.getLogger()", 'getLogger("server.other")'])
def test_a_logger_of_the_standard_librarys_is_found(tmp_path: Path, text: str) -> None:
    (finding,) = loggers_of_their_own(sample_tree(tmp_path, {"server/jobs/a.py": text}))
    assert finding.startswith("server/jobs/a.py:1 takes a logger of logging's own")


def test_a_library_may_be_hushed(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"server/jobs/a.py": 'logging.getLogger("apscheduler").setLevel(40)'})
    assert loggers_of_their_own(tree) == []
