"""The organisation's tables."""

from feedback_site.organisation.models.absence import Absence
from feedback_site.organisation.models.brand import Brand
from feedback_site.organisation.models.calendar import (
    BusinessCalendar,
    CalendarEdition,
    CalendarException,
    CalendarHours,
)
from feedback_site.organisation.models.closure import StoreClosure
from feedback_site.organisation.models.department import Department
from feedback_site.organisation.models.place import Region, Store
from feedback_site.organisation.models.posting import Posting
from feedback_site.organisation.models.role_capacity import RoleCapacity
from feedback_site.organisation.models.sign_in_count import SignInCount
from feedback_site.organisation.models.skill import Skill
from feedback_site.organisation.models.user import User
from feedback_site.organisation.models.work_profile import WorkProfile

__all__ = [
    "Absence",
    "Brand",
    "BusinessCalendar",
    "CalendarEdition",
    "CalendarException",
    "CalendarHours",
    "Department",
    "Posting",
    "Region",
    "RoleCapacity",
    "SignInCount",
    "Skill",
    "Store",
    "StoreClosure",
    "User",
    "WorkProfile",
]
