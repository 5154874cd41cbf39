"""Every screen fits the smallest kiosks: targets, type, and nothing outside or on top of something else."""

from pathlib import Path
from typing import Any

import pytest

from tests.kiosk.gallery import Gallery, show_all

SMALLEST_TARGET = 72
SMALLEST_TYPE = 28

FAULTS = """((smallestTarget, smallestType) => {
  const faults = [];
  const seen = (element) => !element.closest("[inert]") && element.getClientRects().length > 0;
  for (const button of document.querySelectorAll("#stage button")) {
    const at = button.getBoundingClientRect();
    if (seen(button) && Math.min(at.width, at.height) < smallestTarget - 0.5)
      faults.push(`small: ${button.textContent} ${at.width} x ${at.height}`);
  }
  const walker = document.createTreeWalker(document.getElementById("stage"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, element] = [walker.currentNode, walker.currentNode.parentElement];
    if (!text.data.trim() || !seen(element)) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < smallestType) faults.push(`fine print: ${text.data}`);
    if (element.closest("[data-scrolls], .sheet, .grid")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const at of range.getClientRects())
      if (at.left < 0 || at.top < 0 || at.right > innerWidth + 1 || at.bottom > innerHeight + 1)
        faults.push(`outside: ${text.data} ${Math.round(at.bottom)} of ${innerHeight}`);
  }
  for (const foot of document.querySelectorAll("#stage .foot, #stage .choices")) {
    const above = foot.previousElementSibling?.lastElementChild;
    if (above && seen(foot) && !above.closest("[data-scrolls]") && above.lastElementChild
        && above.lastElementChild.getBoundingClientRect().bottom > foot.getBoundingClientRect().top + 1)
      faults.push(`covered: ${above.lastElementChild.textContent}`);
  }
  return faults;
})"""


def faults_of_all_screens(folder: Path, size: str) -> dict[str, Any]:
    """Return what is wrong with each screen on a display of that size; screens without a fault are left out."""
    found: dict[str, Any] = {}

    def look(gallery: Gallery, name: str) -> None:
        found[name] = gallery.page.evaluate(f"{FAULTS}({SMALLEST_TARGET}, {SMALLEST_TYPE})")

    show_all(folder, look, size)
    assert len(found) > 30
    return {name: faults for name, faults in found.items() if faults}


def test_every_screen_fits_a_small_one_with_large_type_and_targets(tmp_path: Path) -> None:
    assert faults_of_all_screens(tmp_path, "1024x600") == {}


@pytest.mark.soak
@pytest.mark.parametrize("size", ["1280x800", "800x1280", "1920x1080"])
def test_every_screen_fits_larger_and_upright_ones(tmp_path: Path, size: str) -> None:
    assert faults_of_all_screens(tmp_path, size) == {}
