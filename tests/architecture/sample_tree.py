"""Write a small bad tree, to see that each check of the house can fail."""

from collections.abc import Mapping
from pathlib import Path


def sample_tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write `files`, path to text, below `root`, and return `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
