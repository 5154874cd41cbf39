"""What holds of every pass product, whether it is new or changed."""

from collections.abc import Sequence

from server.rules.punches import counts_punches
from server.rules.vocabulary import PassType
from server.services.outcomes import InvalidFieldError
from server.tables.courses import Course
from server.tables.passes import PassProductCourse


def check_punches(pass_type: PassType, sessions_included: int | None) -> None:
    """Raise InvalidFieldError for a punch pass without punches, and for punches on another pass (R11)."""
    if counts_punches(pass_type) and sessions_included is None:
        raise InvalidFieldError("sessionsIncluded", "is needed for a PUNCH_PASS")
    if not counts_punches(pass_type) and sessions_included is not None:
        raise InvalidFieldError("sessionsIncluded", f"is not for a pass of type {pass_type}")


async def cover_courses(product_id: int, studio_id: int, course_ids: Sequence[int]) -> None:
    """Let a product cover these courses and no others. Raises InvalidFieldError for none and for another studio's."""
    wanted = set(course_ids)
    living = await Course.select(Course.id).where(Course.studio == studio_id, Course.archived_at.is_null())
    if not wanted or not wanted <= {row["id"] for row in living}:
        raise InvalidFieldError("courseIds", "takes one course of the studio or more")
    await PassProductCourse.delete().where(PassProductCourse.pass_product == product_id)
    links = [PassProductCourse(pass_product=product_id, course=course_id) for course_id in sorted(wanted)]
    await PassProductCourse.insert(*links)
