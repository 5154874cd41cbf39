"""A pass code as a picture (`kiosk.md`, "The pass code and its QR"): black on white, a whole number of pixels a module.

The QR says the reservation's address all in capitals, which keeps it in QR's alphanumeric mode: fewer, larger modules.
"""

import io
from html import escape

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from server.rules.pass_code import in_groups

QUIET_MODULES = 4
MODULE_PIXELS = 10
"""The smallest version that holds a pass code has 25 modules: 330 pixels with the quiet zone."""

GROUPS_A_LINE = 4
LINE_PIXELS = 40
LETTERS_ACROSS = 14
"""A line's font is as high as the picture is wide, divided by this: four groups of the widest letter fit."""


def qr_text(code: str, public_url: str) -> str:
    """Return what the QR says: the address that opens the reservation, in capitals."""
    return f"{public_url}/C/{code}".upper()


def qr_png(code: str, public_url: str) -> bytes:
    """Return the QR as a PNG with the code in letters under it, 330 pixels wide and more."""
    symbol = _symbol(qr_text(code, public_url))
    lines = _lines(code)
    picture = Image.new("L", (symbol.width, symbol.height + len(lines) * LINE_PIXELS + LINE_PIXELS // 2), color="white")
    picture.paste(symbol)
    _write_below(picture, symbol.height, lines)
    png = io.BytesIO()
    picture.save(png, "PNG", optimize=True)
    return png.getvalue()


def qr_svg(code: str, public_url: str) -> bytes:
    """Return the QR as an SVG, one unit a module, with a title for screen readers; the page writes the letters."""
    matrix = _matrix(qr_text(code, public_url))
    size = len(matrix)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
        f' width="{size * MODULE_PIXELS}" height="{size * MODULE_PIXELS}" shape-rendering="crispEdges">'
        f"<title>Pass code {escape(in_groups(code))}</title>"
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{dark}"/></svg>'
    )
    return svg.encode()


def _matrix(text: str) -> list[list[bool]]:
    """Return the symbol's modules, dark ones true, with the quiet zone."""
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    symbol.add_data(text, optimize=0)  # one segment, in the tightest mode that holds it all
    symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.get_matrix()]


def _symbol(text: str) -> Image.Image:
    matrix = _matrix(text)
    size = len(matrix)
    modules = Image.new("L", (size, size))
    modules.putdata([0 if is_dark else 255 for row in matrix for is_dark in row])
    return modules.resize((size * MODULE_PIXELS, size * MODULE_PIXELS), Image.Resampling.NEAREST)


def _lines(code: str) -> list[str]:
    groups = in_groups(code).split(" ")
    return ["  ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE)]


def _write_below(picture: Image.Image, top: int, lines: list[str]) -> None:
    font = ImageFont.load_default(size=picture.width // LETTERS_ACROSS)  # Pillow's own: the same on every machine
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((picture.width / 2, top + number * LINE_PIXELS), line, fill="black", font=font, anchor="ma")
