"""The pass code's picture, read back from its pixels as the kiosk's camera reads it (R43)."""

import io
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageOps

from server.delivery.qr_image import MODULE_PIXELS, QUIET_MODULES, qr_png, qr_svg
from server.rules.pass_code import derive, parse
from tests.delivery.samples import PASS_CODE

PUBLIC_URL = "https://studio.example"


def picture(public_url: str = PUBLIC_URL) -> Image.Image:
    return Image.open(io.BytesIO(qr_png(PASS_CODE, public_url)))


def read(image: Image.Image) -> zxingcpp.Barcode:
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return found[0]


def test_the_pixels_say_the_reservations_address_in_capitals() -> None:
    assert read(picture()).text == f"HTTPS://STUDIO.EXAMPLE/C/{PASS_CODE}"


def test_what_the_pixels_say_is_the_code_to_the_parser() -> None:
    assert parse(read(picture()).text) == PASS_CODE


@pytest.mark.parametrize("scale", [0.3, 0.5, 0.77, 1, 2, 3.3])
def test_the_picture_is_read_near_and_far(scale: float) -> None:
    near = picture()
    assert read(near.resize((round(near.width * scale), round(near.height * scale)))).text.endswith(PASS_CODE)


def test_the_picture_is_read_where_a_dark_mode_inverts_it() -> None:
    assert read(ImageOps.invert(picture())).text.endswith(PASS_CODE)


@pytest.mark.parametrize("angle", [7, 90, 180])
def test_the_picture_is_read_when_the_phone_is_turned(angle: int) -> None:
    assert read(picture().rotate(angle, expand=True, fillcolor=255)).text.endswith(PASS_CODE)


def test_the_symbol_is_in_alphanumeric_mode_at_level_m() -> None:
    """Version 3 at level M holds 42 bytes, but 61 letters of the alphanumeric mode."""
    symbol = read(picture())
    assert symbol.ec_level == "M"
    assert isinstance(symbol.extra, dict)
    assert symbol.extra["Version"] == "3"
    assert 42 < len(symbol.text) <= 61


@pytest.mark.parametrize("public_url", ["http://a.io", "http://127.0.0.1:8000", f"https://{'s' * 60}.example"])
def test_every_picture_is_300_pixels_and_more_on_white(public_url: str) -> None:
    image = picture(public_url)
    border = QUIET_MODULES * MODULE_PIXELS
    assert image.width >= 300
    assert image.getextrema() == (0, 255)
    for edge in ((0, 0, image.width, border), (0, 0, border, image.width), (image.width - border, 0, image.width, 300)):
        assert image.crop(edge).getextrema() == (255, 255)


def test_each_module_is_a_whole_square_of_one_colour() -> None:
    image = picture()
    size = image.width // MODULE_PIXELS
    for x in range(size):
        for y in range(size):
            left, top = x * MODULE_PIXELS, y * MODULE_PIXELS
            dark, light = image.crop((left, top, left + MODULE_PIXELS, top + MODULE_PIXELS)).getextrema()
            assert dark == light


def test_the_letters_stand_under_the_symbol() -> None:
    image = picture()
    below = image.crop((0, image.width, image.width, image.height))
    assert below.height > 0
    assert below.getextrema() == (0, 255)


def test_the_widest_letters_stay_on_the_smallest_picture() -> None:
    image = Image.open(io.BytesIO(qr_png("H" * 25, "http://a.io")))
    for edge in (0, image.width - 8):
        assert image.crop((edge, image.width, edge + 8, image.height)).getextrema() == (255, 255)


def test_the_same_code_draws_the_same_bytes() -> None:
    assert qr_png(PASS_CODE, PUBLIC_URL) == qr_png(PASS_CODE, PUBLIC_URL)
    assert qr_svg(PASS_CODE, PUBLIC_URL) == qr_svg(PASS_CODE, PUBLIC_URL)


def test_another_generation_draws_another_picture() -> None:
    old, new = (derive(b"key", 5, generation) for generation in (0, 1))
    assert qr_png(old, PUBLIC_URL) != qr_png(new, PUBLIC_URL)


def test_the_svg_has_the_pictures_modules_and_a_title() -> None:
    """Drawn again from its own path, it is the symbol of the PNG."""
    svg = ET.fromstring(qr_svg(PASS_CODE, PUBLIC_URL))  # noqa: S314 - we have just written it ourselves
    names = {"svg": "http://www.w3.org/2000/svg"}
    title, paths = svg.find("svg:title", names), svg.findall("svg:path", names)
    assert title is not None
    assert title.text == "Pass code FUCS DEPV UHXV HLII XHTL DFXT I"
    size = int(svg.attrib["viewBox"].split()[2])
    drawn = Image.new("L", (size, size), 255)
    for square in paths[1].attrib["d"].removeprefix("M").removesuffix("h1v1h-1z").split("h1v1h-1zM"):
        x, y = square.split()
        drawn.putpixel((int(x), int(y)), 0)
    symbol = picture().crop((0, 0, size * MODULE_PIXELS, size * MODULE_PIXELS))
    assert symbol.resize((size, size), Image.Resampling.NEAREST).tobytes() == drawn.tobytes()
