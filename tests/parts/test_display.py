"""The tests' screen has the kiosk's size, takes keys and taps to a real window, and can be photographed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.parts.child_process import ChildProcess
from tests.parts.display import Display
from tests.parts.waiting import wait_until

PASS_TEXT = "HTTPS://STUDIO.EXAMPLE/C/BCDEFGHIJKLNPRSTUVXBCDEFG"
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
line = QLineEdit()
line.setWindowTitle("Echo of keys")
line.setStyleSheet("background: #14613B; color: white")
line.returnPressed.connect(lambda: Path(sys.argv[1]).write_text(line.text()))
line.mousePressEvent = lambda event: Path(sys.argv[1]).write_text("tapped")
line.showFullScreen()
application.exec()
"""


@pytest.fixture
def echo(display: Display, tmp_path: Path) -> Iterator[Path]:
    """The file into which a full-screen window writes what is typed into it, at Return, or that it was tapped."""
    echo = tmp_path / "echo"
    argv = [sys.executable, "-c", WINDOW, str(echo)]
    window = ChildProcess("window", argv, tmp_path, environment={**display.environment, "HOME": str(tmp_path)})
    try:
        display.focus("Echo of keys")
        yield echo
    finally:
        window.kill()


def test_typed_letters_arrive_in_a_real_window(display: Display, echo: Path) -> None:
    display.type_text(PASS_TEXT)
    display.key("Return")
    wait_until(echo.exists, "the window to write")
    assert echo.read_text() == PASS_TEXT


def test_a_tap_arrives_in_a_real_window(display: Display, echo: Path) -> None:
    display.click(640, 400)
    wait_until(echo.exists, "the window to write")
    assert echo.read_text() == "tapped"


def test_a_screenshot_shows_the_whole_screen(display: Display, echo: Path, tmp_path: Path) -> None:
    def is_green() -> bool:
        with Image.open(display.screenshot(tmp_path / "screen.png")) as picture:
            assert picture.size == (1280, 800)
            return picture.convert("RGB").getpixel((1270, 790)) == (0x14, 0x61, 0x3B)

    wait_until(is_green, "the window to fill the screen")
