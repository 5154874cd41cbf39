"""What the kiosk answers by itself (R27, R28): every way through the decision, on rosters of every age."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.offline_verdict import Asked, Trust, decide, trust_by_age
from kiosk.roster import Known
from kiosk.screens.events import DecidedHere, Standing
from server.contract.roster import RosterSession
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.door_alone import place, roster_of
from tests.kiosk.samples import NOW, STARTS, ZONE

LATER_CLASS, CLASS = roster_of().sessions
TODAY = Known(place(7), CLASS)
THURSDAY = Known(place(8), LATER_CLASS)
SECOND = timedelta(seconds=1)


def decided(asked: Asked, trust: Trust = Trust.FULL) -> DecidedHere:
    return decide(asked, trust, ZoneInfo(ZONE), NOW)


def of(known: Known, *others: Known, offered_id: int | None = None) -> Asked:
    return Asked(True, known, (known, *others), offered_id)


@pytest.mark.parametrize(
    ("age", "trust"),
    [
        (timedelta(0), Trust.FULL),
        (timedelta(hours=24), Trust.FULL),
        (timedelta(hours=24) + SECOND, Trust.UNSURE),
        (timedelta(hours=72), Trust.UNSURE),
        (timedelta(hours=72) + SECOND, Trust.NONE),
    ],
)
def test_a_roster_is_trusted_by_its_age(age: timedelta, trust: Trust) -> None:
    assert trust_by_age(NOW - age, NOW) is trust


def test_who_is_known_and_allowed_is_saved_with_the_facts_of_the_place() -> None:
    decision = decided(of(TODAY))
    assert decision.standing is Standing.SAVED
    verdict = decision.verdict
    assert (verdict.verdict, verdict.reservation_id, verdict.display_name) == ("ok", 7, "Ana R.")
    assert (verdict.course_name, verdict.room, verdict.starts_at) == ("Beginner Wheel Throwing", "Room 1", STARTS)


@pytest.mark.parametrize("trust", Trust)
def test_what_is_no_code_is_unknown_whatever_the_roster(trust: Trust) -> None:
    decision = decided(Asked(is_code=False), trust)
    assert (decision.standing, decision.verdict.verdict) == (Standing.REFUSED, "unknown_code")
    assert (decision.verdict.reservation_id, decision.verdict.display_name) == (None, None)


@pytest.mark.parametrize("trust", [Trust.FULL, Trust.UNSURE])
def test_a_code_that_the_roster_does_not_know_is_kept_and_nobody_is_named(trust: Trust) -> None:
    decision = decided(Asked(is_code=True), trust)
    assert (decision.standing, decision.verdict.display_name) == (Standing.KEPT, None)


def test_an_old_roster_lets_nobody_in_for_sure_and_refuses_nobody() -> None:
    cancelled = Known(place(7, ReservationStatus.CANCELLED), CLASS)
    for known in (TODAY, THURSDAY, cancelled):
        assert decided(of(known), Trust.UNSURE).standing is Standing.KEPT
    arrived = Known(place(7, ReservationStatus.CHECKED_IN, checked_in_at=NOW), CLASS)
    decision = decided(of(arrived), Trust.UNSURE)
    assert (decision.standing, decision.verdict.verdict) == (Standing.REFUSED, "already_checked_in")


def test_a_refusal_has_the_facts_and_the_sentence_that_the_server_gives() -> None:
    decision = decided(of(THURSDAY))
    assert (decision.standing, decision.verdict.verdict) == (Standing.REFUSED, "too_early")
    assert decision.verdict.opens_at == LATER_CLASS.opens_at
    assert decision.verdict.message == "Check-in for this class opens Fri 6 Mar at 14:00."


def test_a_code_for_another_day_is_answered_with_todays_place() -> None:
    offer = decided(of(THURSDAY, TODAY)).verdict.offer
    assert offer is not None
    assert (offer.reservation_id, offer.course_name, offer.starts_at) == (7, "Beginner Wheel Throwing", STARTS)


@pytest.mark.parametrize(
    "other",
    [
        Known(place(9), LATER_CLASS),
        Known(place(9, ReservationStatus.CHECKED_IN), CLASS),
        Known(place(9, pass_usable=False), CLASS),
    ],
    ids=["not open", "arrived", "no pass"],
)
def test_only_a_place_that_can_be_taken_now_is_offered(other: Known) -> None:
    assert decided(of(THURSDAY, other)).verdict.offer is None


def test_a_replaced_code_is_offered_nothing_and_takes_nothing() -> None:
    replaced = Known(THURSDAY.person, THURSDAY.session, is_revoked=True)
    decision = decided(of(replaced, TODAY))
    assert (decision.verdict.verdict, decision.verdict.offer) == ("revoked_code", None)
    assert decided(of(replaced, TODAY, offered_id=7)).verdict.verdict == "revoked_code"


def test_a_taken_offer_is_judged_instead() -> None:
    decision = decided(of(THURSDAY, TODAY, offered_id=7))
    assert (decision.standing, decision.verdict.reservation_id) == (Standing.SAVED, 7)


def test_an_offer_that_is_not_the_customers_is_not_taken() -> None:
    assert decided(of(THURSDAY, offered_id=7)).verdict.verdict == "too_early"


def test_the_sessions_facts_reach_the_rules() -> None:
    studio_cancelled: RosterSession = roster_of(cancelled=True).sessions[1]
    assert decided(of(Known(place(7), studio_cancelled))).verdict.verdict == "session_cancelled"
    missed = place(7, ReservationStatus.NO_SHOW, part_booked_again="Part 2", step_title="Part 2")
    assert decided(of(Known(missed, CLASS))).verdict.verdict == "part_already_reserved"
    paid = place(7, ReservationStatus.NO_SHOW, sessions_remaining=0, no_show_took_punch=True, pass_usable=False)
    assert decided(of(Known(paid, CLASS))).standing is Standing.SAVED
    empty = place(7, sessions_remaining=0)
    assert decided(of(Known(empty, CLASS))).verdict.verdict == "no_punches_left"
