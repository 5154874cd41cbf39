"""The measure of pages finds what it is there to find: one that finds nothing would pass every page."""

from playwright.async_api import Browser

from tests.pages.looks import Looks, looks_of


async def _measured(browser: Browser, body: str) -> Looks:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.set_content(f"<body style='margin:0;color:#000;background:#fff'>{body}</body>")
    return await looks_of(page)


async def test_what_is_wrong_is_named_and_what_is_right_is_not(browser: Browser) -> None:
    looks = await _measured(
        browser,
        """<a style="display:block;height:43px">low</a><a style="display:block;height:44px">high enough</a>
        <p>In a sentence <a>as small as words</a></p><p><a class="button" style="display:block;height:20px">flat</a></p>
        <p style="color:#777">pale</p><p style="color:#767676">just dark enough</p>
        <div style="background:#222"><p style="color:#fff">bright on dark</p><p style="color:#666">dim on dark</p></div>
        <button style="display:none">unseen</button><div style="width:391px">wide</div>""",
    )
    assert looks == {
        "sticks_out": True,
        "small": ["a: low", "a: flat"],
        "pale": ["p: pale", "p: dim on dark"],
    }


async def test_a_page_without_faults_has_none(browser: Browser) -> None:
    looks = await _measured(browser, "<p>Black on white</p>")
    assert looks == {"sticks_out": False, "small": [], "pale": []}
