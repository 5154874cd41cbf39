"""Nothing that a person types is ever run (R44), and every page keeps the strict policy."""

import re
from typing import Final

import pytest

from server.services.context import Context
from server.tables.courses import ClassSession, Course
from server.tables.passes import ClassRegistration
from server.tables.people import Customer
from server.tables.studios import Studio
from tests.builders import sign_in_staff
from tests.mailed import mailed_code
from tests.pages.visitor import Visitor
from tests.scene import Scene

NASTY: Final = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}"""
INERT: Final = "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}{% x %}"

PAGES: Final = ["/book", "/classes", "/passes", "/passes/1", "/reservations/1", "/reservations/1/cancel", "/sign-in"]


@pytest.mark.parametrize("page", PAGES)
async def test_markup_in_names_stays_words(ana: Visitor, scene: Scene, context: Context, page: str) -> None:
    await _name_everything_badly()
    await scene.book(context)
    seen = await ana.open(page)
    assert seen.status == 200
    assert INERT in seen.html
    assert NASTY not in seen.html
    assert not re.search(r"<script|<img src=x|<[^>]* onerror", seen.html)


async def test_markup_in_a_customers_name_stays_words_for_staff(
    nobody: Visitor, scene: Scene, context: Context
) -> None:
    await _name_everything_badly()
    code = (await scene.book(context)).code
    nobody.sign_in(await sign_in_staff(scene.staff_id))
    seen = await nobody.open(f"/C/{code}")
    assert seen.html.count(INERT) >= 3


async def test_markup_that_is_typed_into_a_form_comes_back_as_words(nobody: Visitor, scene: Scene) -> None:
    seen = await nobody.send((await nobody.open("/sign-in")).page.form_to("/sign-in"), email=NASTY)
    assert seen.page.form_to("/sign-in").fields["email"] == NASTY
    assert "<script" not in seen.html


async def test_a_name_in_other_scripts_and_with_marks_of_direction_is_kept(nobody: Visitor, scene: Scene) -> None:
    name = "שָׁלוֹם \u202etest\u202c 👩🏽‍🎨 " + "ä" * 150
    asking = await nobody.send((await nobody.open("/sign-in")).page.form_to("/sign-in"), email="eva@example.com")
    form = asking.page.form_to("/sign-in/code")
    signed_in = await nobody.send(form, code=await mailed_code("eva@example.com"), name=name)
    assert signed_in.path == "/book"
    rows = await Customer.select(Customer.name).where(Customer.email == "eva@example.com")
    assert rows == [{"name": name}]


@pytest.mark.parametrize("page", [*PAGES, "/nothing", "/book?day=x"])
async def test_no_page_holds_a_script_or_a_style_of_its_own(
    ana: Visitor, scene: Scene, context: Context, page: str
) -> None:
    await scene.book(context)
    seen = await ana.open(page)
    assert not seen.page.tags & {"script", "style", "iframe", "object"}
    assert not {name for name in seen.page.attributes if name == "style" or name.startswith("on")}
    assert not re.search(r"""(src|href|action)="(?!/|http://studio\\.test)""", seen.html)
    policy = seen.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert seen.headers["cache-control"] == "no-store"


async def _name_everything_badly() -> None:
    await Studio.update({Studio.name: NASTY}, force=True)
    await Course.update({Course.name: NASTY}, force=True)
    await Customer.update({Customer.name: NASTY}, force=True)
    await ClassRegistration.update({ClassRegistration.name: NASTY}, force=True)
    await ClassSession.update({ClassSession.room: NASTY, ClassSession.instructor: NASTY}, force=True)
