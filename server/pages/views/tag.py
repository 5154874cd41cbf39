"""A state in a word or two; its colour only repeats what the word says."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """Which of the tokens' colours a tag has."""

    PLAIN = "plain"
    YES = "yes"
    WAIT = "wait"
    NO = "no"
    INFO = "info"


@dataclass(frozen=True)
class Tag:
    """A state's word and tone."""

    word: str
    tone: Tone = Tone.PLAIN
