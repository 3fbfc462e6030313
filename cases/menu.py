"""The desk's lines in the menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

ENTRIES = (
    # Numbers stand on the page itself: here they would cost every page a question.
    Entry(title=_("Cases"), icon="inbox", url_name="admin:cases_queues", ability=Ability.SEE_CASES),
    Entry(
        title=_("Search cases"),
        icon="magnifying-glass",
        url_name="admin:cases_search",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Work orders"),
        icon="clipboard-document-list",
        url_name="admin:cases_orders",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Standard solutions"),
        icon="book-open",
        url_name="admin:cases_solutions",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Reply templates"),
        icon="chat-bubble-bottom-center-text",
        url_name="admin:cases_replies",
        ability=Ability.WORK_CASES,
    ),
    Entry(
        title=_("Diagnoses"),
        icon="puzzle-piece",
        url_name="admin:cases_diagnosis_changelist",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Reviews"),
        icon="star",
        url_name="admin:cases_reviews",
        ability=Ability.WATCH_CHANNELS,
    ),
)
SETTINGS = (
    Entry(
        title=_("Categories"),
        icon="rectangle-group",
        url_name="admin:cases_categories",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Word rules"),
        icon="adjustments-horizontal",
        url_name="admin:cases_word_rules",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Time limits"),
        icon="clock",
        url_name="admin:cases_policies",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Recompute open cases"),
        icon="arrow-path",
        url_name="admin:cases_adopt_policies",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Emergency plans"),
        icon="fire",
        url_name="admin:cases_checklistitem_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Checklists"),
        icon="clipboard-document-check",
        url_name="admin:cases_caselist_changelist",
        ability=Ability.SUPERVISE,
    ),
    Entry(
        title=_("Response schemes"),
        icon="list-bullet",
        url_name="admin:cases_responsescheme_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Service tiers"),
        icon="trophy",
        url_name="admin:channels_servicetier_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Working times"),
        icon="calendar-days",
        url_name="admin:organisation_businesscalendar_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
)
PROBLEMS = Entry(
    title=_("Recurring problems"),
    icon="arrow-path-rounded-square",
    url_name="admin:cases_problems",
    ability=Ability.SEE_CASES,
)
INCIDENTS = Entry(
    title=_("Incidents"),
    icon="exclamation-triangle",
    url_name="admin:cases_incidents",
    ability=Ability.SEE_CASES,
)
WORK_SETTINGS = (
    Entry(
        title=_("Routes of work orders"), icon="arrows-right-left",
        url_name="admin:cases_workroute_changelist", ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Limits of departments"), icon="flag",
        url_name="admin:cases_worklimit_changelist", ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Experts"), icon="light-bulb", url_name="admin:cases_expertseat_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
)  # fmt: skip
APPOINTMENTS = Entry(
    title=_("Appointments"), icon="calendar", url_name="admin:cases_appointments",
    ability=Ability.TAKE_FEEDBACK,
)  # fmt: skip
SLOTS = Entry(
    title=_("Slots of stores"), icon="table-cells", url_name="admin:cases_slots",
    ability=Ability.SUPERVISE,
)  # fmt: skip
QUOTES = Entry(
    title=_("Quotes"),
    icon="document-currency-dollar",
    url_name="admin:cases_quote_changelist",
    ability=Ability.SEE_CASES,
)
CLOSURES = Entry(
    title=_("Stores that are shut"),
    icon="no-symbol",
    url_name="admin:cases_closures",
    ability=Ability.SUPERVISE,
)
DUTY = Entry(
    title=_("On duty"),
    icon="calendar",
    url_name="admin:cases_dutyshift_changelist",
    ability=Ability.SUPERVISE,
)
WORKLOAD = Entry(
    title=_("Workload"),
    icon="user-group",
    url_name="admin:cases_workload",
    ability=Ability.SUPERVISE,
)
ABSENCES = Entry(
    title=_("Away times"), icon="moon", url_name="admin:cases_absences",
    ability=Ability.SUPERVISE,
)  # fmt: skip
LEARNED = Entry(
    title=_("Reading and learning"),
    icon="academic-cap",
    url_name="admin:cases_learned",
    ability=Ability.SUPERVISE,
)
CODING = Entry(
    title=_("Coding twice"),
    icon="check-badge",
    url_name="admin:cases_coding",
    ability=Ability.WORK_CASES,
)
KEYWORDS = Entry(
    title=_("Keywords"),
    icon="hashtag",
    url_name="admin:cases_keywords",
    ability=Ability.SEE_CASES,
)
ESCALATIONS = Entry(
    title=_("Escalations"),
    icon="arrow-trending-up",
    url_name="admin:cases_escalation_changelist",
    ability=Ability.SUPERVISE,
)
