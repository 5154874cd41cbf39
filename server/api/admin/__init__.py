"""The admin calls, one file a noun."""

from litestar import Controller

from server.api.admin.audit import AuditController
from server.api.admin.closures import ClosureController
from server.api.admin.courses import CourseController
from server.api.admin.jobs import JobController
from server.api.admin.kiosks import KioskController
from server.api.admin.overrides import OverrideController
from server.api.admin.pass_products import PassProductController
from server.api.admin.registrations import RegistrationActController
from server.api.admin.reports import NoShowController, UtilizationController
from server.api.admin.sessions import ClassSessionController
from server.api.admin.staff import StaffMemberController
from server.api.admin.steps import ClassStepController
from server.api.admin.studios import StudioController
from server.api.admin.timetables import TimetableController

CONTROLLERS: tuple[type[Controller], ...] = (
    StudioController,
    AuditController,
    NoShowController,
    UtilizationController,
    CourseController,
    ClassStepController,
    TimetableController,
    ClassSessionController,
    ClosureController,
    PassProductController,
    StaffMemberController,
    KioskController,
    OverrideController,
    RegistrationActController,
    JobController,
)
