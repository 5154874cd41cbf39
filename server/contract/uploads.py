"""Scans that a kiosk has kept while its server was away, and what became of each (R37). Published and append-only.

`POST /api/kiosk/uploads` takes at most `MOST_ITEMS` in the order in which they were scanned, in a body of 64 kB at most
like every other, and answers 200 with one result an item in the same order. An item that needs a person is no error:
it is kept, and its outcome says so. The same items sent again, because the answer was lost, get the same results and
change nothing; so does one whose nonce an online scan had, which may have reached the server after all (R26).
"""

from typing import Annotated, Final

from msgspec import Meta

from server.contract.base import NO_NUL, Id, Instant, Int32, Request, Shape, Text
from server.contract.scan import Nonce
from server.rules.vocabulary import UploadOutcome

MOST_ITEMS: Final = 100

ShortText = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]
"""A word of the kiosk's own that the server may not know: a kiosk one version newer is not refused for it."""


class UploadItem(Request):
    """One scan. It was made at `scannedAt` + `clockOffsetMs`, and is judged by that instant (R37).

    `scannedAt` is what the kiosk's clock said then, the same in every upload of the scan. `clockOffsetMs` is server
    minus kiosk in milliseconds, for that clock, by the newest measurement of the boot `bootId` that there is; a kiosk
    whose clock follows the server's has nothing left to correct and says 0.

    `source` is a `ScanSource`; one that the server does not know counts as a reader. `verdict` is what the person was
    told: `ok` ("saved, will be confirmed"), `kept` (amber: the code is not in the roster, or the roster is too old to
    judge by), or the refusal that was shown. Where the door let somebody in and the server would not have, staff are
    told; a refusal on both sides is only kept. A word that the server does not know counts as let in.
    `offerReservationId` is the offer of R28 that was taken.
    """

    code: Text
    nonce: Nonce
    scanned_at: Instant
    source: ShortText
    verdict: ShortText
    clock_offset_ms: Int32
    boot_id: ShortText
    offer_reservation_id: Id | None = None


class UploadRequest(Request):
    """Scans in the order in which they were made."""

    items: Annotated[list[UploadItem], Meta(max_length=MOST_ITEMS)]


class UploadResult(Shape):
    """What became of the scan with this nonce. Only after `later` does the kiosk keep it, and sends it again.

    | outcome | what it means |
    |---|---|
    | `checked_in` | this scan has checked the customer in, now or when it came online |
    | `attended` | the class was settled without the customer, and what the absence took is given back |
    | `already` | the customer was checked in already; nothing was changed |
    | `refused` | no, for the reason in `verdict`, and the door had said no as well; nothing was changed |
    | `inbox` | nothing was changed, and a person has to look at it: it is in the staff inbox, `reason` says why |
    | `later` | the server could not keep it this time; send it again |

    `verdict` is the server's own: `ok`, a refusal of R27, or `not_judged` where none of them can be asked. `message`
    says it to the customer, `reason` to staff.
    """

    nonce: str
    outcome: UploadOutcome
    verdict: str
    message: str
    reservation_id: int | None = None
    reason: str | None = None


class UploadResults(Shape):
    """One result an item, in the order of the items."""

    results: list[UploadResult]
