"""Notes as they are sent and read (`api.md`, "Staff")."""

from server.contract.notes import LONGEST_NOTE, CustomerNoteRequest, Note, NoteRequest
from tests.contract.wire import is_taken, names_of


def test_a_note_is_a_text_and_of_a_customer_it_may_name_the_studio() -> None:
    """`api.md`: `POST /api/staff/{sessions, customers}/{id}/notes {text}`."""
    assert (names_of(NoteRequest), names_of(CustomerNoteRequest)) == (["text"], ["text", "studioId"])
    assert names_of(Note) == ["id", "registrationId", "sessionId", "author", "text", "at"]


def test_a_note_says_something_and_not_too_much() -> None:
    """`api.md`, "Malformed"."""
    texts = ["", " ", "x", "x" * LONGEST_NOTE, "x" * (LONGEST_NOTE + 1), "a\x00b"]
    assert [len(text) for text in texts if is_taken(NoteRequest, {"text": text})] == [1, LONGEST_NOTE]
