"""Cases as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The work on what came in."""

    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Connect the bells upstream, and fill the slots of its forms."""
        from cases import receivers  # noqa: F401 connects the bells
        from cases.measures.customers.form_slots import (
            answer_due,
            case_state,
            category_chips,
            category_of,
            checked,
            goes_on,
            help_answers,
            language_of,
            may_see,
            may_see_message,
            told_cases,
            worries_in,
        )
        from cases.measures.customers.memory import known_customer, known_customers
        from cases.measures.queues.store_day import store_day
        from cases.menu import (
            ABSENCES,
            APPOINTMENTS,
            CLOSURES,
            CODING,
            DUTY,
            ENTRIES,
            ESCALATIONS,
            INCIDENTS,
            KEYWORDS,
            LEARNED,
            PROBLEMS,
            QUOTES,
            SETTINGS,
            SLOTS,
            WORK_SETTINGS,
            WORKLOAD,
        )
        from cases.rules.appointments.reminding import VISITING
        from cases.rules.assignment.giving import GIVING
        from cases.rules.assignment.handing_over import HANDING_OVER
        from cases.rules.desk.clearing_files import CLEARING
        from cases.rules.escalation.consulting import AWAITING
        from cases.rules.escalation.pressing import CLIMBING_ON, RAISING
        from cases.rules.links.comparing import COMPARING
        from cases.rules.openings.acknowledging import ACKNOWLEDGING
        from cases.rules.openings.grading import GRADING
        from cases.rules.openings.opening import OPENING
        from cases.rules.problems.addressing import TELLING
        from cases.rules.problems.going_through import RUNNING
        from cases.rules.problems.spotting import SPOTTING
        from cases.rules.sweeping import (
            CHATTING,
            CONTINUING,
            NAMING,
            OWNING,
            PROVING,
            PUBLISHED,
            TAKING_BACK,
            TAKING_IN,
        )
        from cases.rules.time_limits.alarming import RINGING
        from cases.rules.time_limits.entitling import FOLLOWING
        from cases.rules.time_limits.recalculating import MOVING_CALENDARS, MOVING_POLICIES
        from cases.rules.triage.carrying import CARRYING
        from cases.rules.work_orders.sweeping import WATCHING
        from cases.tiles import case_tiles, holiday_tiles, queue_links, visit_tiles
        from channels.entitlements import register_entitlement, register_message_entitlement
        from channels.panels import slots
        from feedback_site.first_page import register_tiles
        from feedback_site.live_numbers import register_numbers
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.sweeps import register_sweeps

        slots.categories, slots.memory = category_chips, known_customers
        slots.card, slots.day = known_customer, store_day
        slots.answer_due, slots.case_state = answer_due, case_state
        slots.language_of, slots.goes_on = language_of, goes_on
        slots.category_of, slots.worries = category_of, worries_in
        slots.answers, slots.checked = help_answers, checked
        slots.told = told_cases
        register_entitlement(may_see)
        register_message_entitlement(may_see_message)
        register_entries("work", [*ENTRIES, APPOINTMENTS])
        watch = [
            PROBLEMS, INCIDENTS, ESCALATIONS, QUOTES, WORKLOAD, DUTY, ABSENCES, CLOSURES, SLOTS, LEARNED,
            CODING, KEYWORDS,
        ]  # fmt: skip
        register_entries("watch", watch)
        register_entries("setup", [*SETTINGS, *WORK_SETTINGS])
        register_tiles(case_tiles)
        register_tiles(holiday_tiles)
        register_tiles(visit_tiles)
        register_numbers(queue_links)
        register_sweeps(
            (
                *(OPENING, TAKING_IN, TAKING_BACK, CONTINUING),
                *(ACKNOWLEDGING, RINGING, PROVING, FOLLOWING),
                *(MOVING_CALENDARS, MOVING_POLICIES, CLIMBING_ON, RAISING),
                *(COMPARING, GRADING, CARRYING, GIVING, HANDING_OVER, CLEARING),
            )
        )
        register_sweeps(
            (
                CHATTING,
                PUBLISHED,
                OWNING,
                NAMING,
                SPOTTING,
                TELLING,
                RUNNING,
                WATCHING,
                AWAITING,
                VISITING,
            )
        )
