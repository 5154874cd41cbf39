"""What handlers take from paths and queries. Litestar forgets the bounds of the contract's types outside bodies."""

from datetime import date
from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from server.access.addresses import HIGHEST_ID
from server.contract.base import END, NO_NUL
from server.contract.paging import LONGEST_PAGE
from server.rules.schedule import ChangeScope
from server.rules.vocabulary import AuditSubject

PathId = Annotated[int, PathParameter(ge=1, le=HIGHEST_ID)]
StudioFilter = Annotated[int | None, QueryParameter(name="studioId", ge=1, le=HIGHEST_ID)]
RegistrationQuery = Annotated[int, QueryParameter(name="registrationId", ge=1, le=HIGHEST_ID)]
CourseFilter = Annotated[int | None, QueryParameter(name="courseId", ge=1, le=HIGHEST_ID)]
FirstDate = Annotated[date | None, QueryParameter(name="from", description="the first local date")]
LastDate = Annotated[date | None, QueryParameter(name="to", description="the last local date, inclusive")]
SearchText = Annotated[str, QueryParameter(name="q", max_length=200, pattern=NO_NUL)]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=LONGEST_PAGE)]
ActorFilter = Annotated[
    str | None,
    QueryParameter(
        name="by",  # `actor` is what handlers call who asks
        max_length=60,
        pattern=r"^(system|(staff|customer|kiosk):[0-9]+(@kiosk:[0-9]+)?)" + END,
        description="who: `staff:3` (at the desk and at every kiosk), `customer:5`, `kiosk:2` or `system`",
    ),
]
SubjectFilter = Annotated[
    AuditSubject | None, QueryParameter(name="subject", description="about what; goes together with subjectId")
]
SubjectIdFilter = Annotated[int | None, QueryParameter(name="subjectId", ge=1, le=HIGHEST_ID)]
Reach = Annotated[
    ChangeScope,
    QueryParameter(
        name="scope",  # `scope` is what handlers call the connection's own
        description="it alone, or it and all later ones of its timetable",
    ),
]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=2000, description="`nextCursor` of the page before")
]
