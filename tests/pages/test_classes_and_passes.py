"""My classes and my pass: what lies ahead, what has been, what is left and why."""

from datetime import date, timedelta

from server.rules.vocabulary import PassType, ReservationStatus
from server.services.context import Context
from tests.builders import (
    STARTS_AT,
    add_course,
    add_customer,
    add_pass,
    add_reservation,
    add_session,
    add_step,
    add_studio,
    sign_in_customer,
)
from tests.design_courses import add_mug_building, add_mug_pass
from tests.pages.visitor import Visitor
from tests.scene import Scene, moved


async def test_classes_ahead_come_first_and_the_soonest_on_top(ana: Visitor, scene: Scene) -> None:
    later = await add_session(scene.course_id, STARTS_AT + timedelta(days=2))
    past = await add_session(scene.course_id, STARTS_AT - timedelta(days=7))
    await add_reservation(scene.pass_id, later)
    await add_reservation(scene.pass_id, past, ReservationStatus.ATTENDED)
    await add_reservation(scene.pass_id, scene.session_id)
    text = (await ana.open("/classes")).page.text
    order = ["Kiln & Co · New York time", "Ahead", "Today, Mon 2 Mar", "Wed 4 Mar", "Past and cancelled", "Mon 23 Feb"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


async def test_classes_of_two_studios_name_their_studio_and_its_zone(ana: Visitor, scene: Scene) -> None:
    london = await add_studio("Mud Lane", timezone="Europe/London")
    course = await add_course(london, "Porcelain")
    pass_id = await add_pass(scene.customer_id, london, course)
    await add_reservation(pass_id, await add_session(course))
    await add_reservation(scene.pass_id, scene.session_id)
    text = (await ana.open("/classes")).page.text
    assert "21:00\N{EN DASH}23:00 Porcelain Mud Lane · London time" in text
    assert "16:00\N{EN DASH}18:00 Pottery Kiln & Co · New York time" in text


async def test_without_a_class_the_page_says_what_to_do_first(ana: Visitor, scene: Scene) -> None:
    seen = await ana.open("/classes")
    assert "Nothing is booked. Pick a day, and your place and its QR are here." in seen.page.text
    assert "Past and cancelled" not in seen.page.text


async def test_a_pass_tells_its_punches_in_words(ana: Visitor, scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    seen = await ana.open(f"/passes/{scene.pass_id}")
    assert "7 punches left" in seen.page.text
    assert "2 Mar · Pottery attended 7 left \N{MINUS SIGN}1" in seen.page.text
    assert "5 Jan · Your pass 8 punches with the pass 8 left +8" in seen.page.text


async def test_held_and_limit_are_told_beside_what_is_left(ana: Visitor, scene: Scene, context: Context) -> None:
    await scene.book(context)
    seen = await ana.open("/passes")
    assert "8 punches left Punch pass 1 held for booked classes · 1 of 3 booked ahead" in seen.page.text
    assert seen.html.count('<i class="held">') == 1
    assert seen.html.count('<i class="left">') == 7


async def test_the_parts_of_a_course_tell_how_far_one_is_and_lead_to_the_next(ana: Visitor, scene: Scene) -> None:
    """R17: the design's Mug Building, with its first part attended on the Monday and an order to keep."""
    mugs = await add_mug_building(scene.studio_id)
    pass_id = await add_mug_pass(scene.customer_id, scene.studio_id, mugs, in_order=True)
    await add_reservation(pass_id, mugs.class_of(1, 0), ReservationStatus.ATTENDED, step_id=mugs.parts[0])
    seen = await ana.open(f"/passes/{pass_id}")
    assert "1 of 3 parts done" in seen.page.text
    assert "Throw the body Done Attended on Mon 2 Mar." in seen.page.text
    assert "Pull the handle Open Any day from Mon 9 Mar to Sun 15 Mar." in seen.page.text
    assert "Glaze Later Glaze opens when you have attended Pull the handle." in seen.page.text
    assert f'href="/book?pass={pass_id}&amp;day=2026-03-09">Book Pull the handle</a>' in seen.html
    assert "See its classes" not in seen.page.text


async def test_parts_in_any_order_lead_each_to_its_own_week(ana: Visitor, scene: Scene) -> None:
    """R17."""
    mugs = await add_mug_building(scene.studio_id)
    pass_id = await add_mug_pass(scene.customer_id, scene.studio_id, mugs)
    seen = await ana.open(f"/passes/{pass_id}")
    assert f'href="/book?pass={pass_id}&amp;day=2026-03-02">Book Throw the body</a>' in seen.html
    assert seen.page.text.count("See its classes") == 2
    assert f'href="/book?pass={pass_id}&amp;day=2026-03-16" aria-label="See the classes of Glaze">' in seen.html


async def test_a_part_without_a_class_to_book_leads_to_all_that_there_are(ana: Visitor, scene: Scene) -> None:
    """There each class says why not."""
    mugs = await add_course(scene.studio_id, "Mug Building")
    await add_step(mugs, 1, "Body")
    pass_id = await add_pass(scene.customer_id, scene.studio_id, mugs, pass_type=PassType.FULL_COURSE)
    seen = await ana.open(f"/passes/{pass_id}")
    assert "Body Open No class of it can be booked now: the studio can help." in seen.page.text
    assert f'href="/book?pass={pass_id}">Book with this pass</a>' in seen.html


async def test_a_course_that_is_done_has_nothing_left_to_book(ana: Visitor, scene: Scene) -> None:
    """R12, R17."""
    mugs = await add_mug_building(scene.studio_id)
    pass_id = await add_mug_pass(scene.customer_id, scene.studio_id, mugs)
    for week, part in enumerate(mugs.parts, 1):
        await add_reservation(pass_id, mugs.class_of(week, 0), ReservationStatus.ATTENDED, step_id=part)
    seen = await ana.open(f"/passes/{pass_id}")
    assert "3 of 3 parts done" in seen.page.text
    assert "/book?pass" not in seen.html


async def test_a_pass_that_is_over_comes_last_and_says_so(ana: Visitor, scene: Scene) -> None:
    await add_pass(scene.customer_id, scene.studio_id, scene.course_id, punches=4, valid_until=date(2026, 3, 1))
    text = (await ana.open("/passes")).page.text
    assert text.index("8 punches left") < text.index("4 punches left")
    assert "Expired Pottery Was valid until 1 Mar · Kiln & Co · New York time" in text


async def test_without_a_pass_one_can_still_sign_out(nobody: Visitor, scene: Scene) -> None:
    nobody.sign_in(await sign_in_customer(await add_customer(scene.studio_id, "Eva New")))
    seen = await nobody.open("/passes")
    assert "You have no pass yet" in seen.page.text
    assert (await nobody.send(seen.page.form_to("/sign-out"))).path == "/sign-in"


async def test_the_pass_of_another_does_not_exist(ana: Visitor, scene: Scene) -> None:
    _, not_mine = await scene.add_neighbour()
    assert (await ana.open(f"/passes/{not_mine}")).status == 404
