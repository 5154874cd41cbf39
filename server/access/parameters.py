"""What handlers take from paths and queries. Litestar forgets the bounds of the contract's types outside bodies."""

from datetime import date
from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from server.access.addresses import HIGHEST_ID
from server.contract.base import NO_NUL
from server.contract.paging import LONGEST_PAGE

PathId = Annotated[int, PathParameter(ge=1, le=HIGHEST_ID)]
StudioFilter = Annotated[int | None, QueryParameter(name="studioId", ge=1, le=HIGHEST_ID)]
RegistrationQuery = Annotated[int, QueryParameter(name="registrationId", ge=1, le=HIGHEST_ID)]
CourseFilter = Annotated[int | None, QueryParameter(name="courseId", ge=1, le=HIGHEST_ID)]
FirstDate = Annotated[date | None, QueryParameter(name="from", description="the first local date")]
LastDate = Annotated[date | None, QueryParameter(name="to", description="the last local date, inclusive")]
SearchText = Annotated[str, QueryParameter(name="q", max_length=200, pattern=NO_NUL)]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=LONGEST_PAGE)]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=2000, description="`nextCursor` of the page before")
]
