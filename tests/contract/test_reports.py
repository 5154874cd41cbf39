"""Reports as they are read (`api.md`, "Admin")."""

from server.contract.reports import GroupBy, NoShow, ReportFormat, Utilization
from tests.contract.wire import names_of

FIGURES = """
    key sessions capacity reserved checkedIn attended noShow cancelled autoCancelled walkIns
    fillRate attendanceRate noShowRate
"""


def test_a_utilization_has_the_figures_that_are_agreed_on() -> None:
    """`api.md`."""
    assert set(names_of(Utilization)) >= set(FIGURES.split())


def test_a_no_show_says_how_often_it_was_before() -> None:
    """`api.md`: with repeat counts, 30 and 90 days."""
    assert names_of(NoShow)[-2:] == ["earlierInThirtyDays", "earlierInNinetyDays"]


def test_reports_are_grouped_and_written_as_agreed_on() -> None:
    """`api.md`."""
    assert [each.value for each in GroupBy] == ["session", "course", "weekday", "hour", "studio"]
    assert [each.value for each in ReportFormat] == ["json", "csv"]
