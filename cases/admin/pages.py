"""The desk's pages and where they stand below /admin/; those about sorting are in sorting_pages."""

from cases.admin.appointments import appointment_pages, closure_pages, rebooking_page, slot_pages
from cases.admin.assignment import absence_pages, workload_pages
from cases.admin.case_page import composer, dialogs, originals, workspace
from cases.admin.case_page import solutions as case_solutions
from cases.admin.customers import quote_pages, reviews
from cases.admin.knowledge import diagnosis_pages, reply_templates, solutions
from cases.admin.problems import incident_messages, incident_pages, problem_pages
from cases.admin.queues import bulk_page, desk_keys, queue_page, view_pages, views
from cases.admin.time_limits import adopting_page, calendar_pages, policy_pages, receipt_page
from cases.admin.work_orders import opinions, orders
from feedback_site.desk_pages import DeskPage, register_pages
from feedback_site.first_page import register_panels

CASE = "cases/case/<str:reference>/"

register_panels(desk_keys.tools_panel)
register_pages(
    [
        DeskPage(route="cases/queue/", view=queue_page.first_queue, name="cases_queues"),
        DeskPage(route="cases/queue/<slug:name>/", view=queue_page.queue, name="cases_queue"),
        DeskPage(route="cases/next/", view=workload_pages.next_case, name="cases_next"),
        DeskPage(route="cases/workload/", view=workload_pages.workload, name="cases_workload"),
        DeskPage(route="cases/workload/<int:pk>/", view=workload_pages.person, name="cases_person"),
        DeskPage(route="cases/away/", view=absence_pages.absences, name="cases_absences"),
        DeskPage(
            route="cases/away/<int:pk>/end/", view=absence_pages.end, name="cases_absence_end"
        ),
        DeskPage(
            route="cases/away/<int:pk>/back/",
            view=absence_pages.give_back,
            name="cases_absence_give_back",
        ),
        DeskPage(route="cases/search/", view=queue_page.search, name="cases_search"),
        DeskPage(route="cases/bulk/", view=bulk_page.bulk, name="cases_bulk"),
        DeskPage(route="cases/keys/", view=desk_keys.keys, name="cases_keys"),
        DeskPage(route="cases/commands/", view=desk_keys.commands, name="cases_commands"),
        DeskPage(route="cases/columns/", view=views.choose_columns, name="cases_columns"),
        DeskPage(route="cases/views/", view=view_pages.views, name="cases_views"),
        DeskPage(
            route="cases/views/<int:pk>/rename/", view=view_pages.rename, name="cases_view_rename"
        ),
        DeskPage(route="cases/views/<int:pk>/move/", view=view_pages.move, name="cases_view_move"),
        DeskPage(route="cases/views/keep/", view=views.keep_view, name="cases_view_keep"),
        DeskPage(route="cases/views/<int:pk>/drop/", view=views.drop_view, name="cases_view_drop"),
        DeskPage(
            route="cases/views/<int:pk>/restore/",
            view=views.restore_view,
            name="cases_view_restore",
        ),
        DeskPage(route=CASE, view=workspace.case_desk, name="cases_case_desk"),
        DeskPage(route=f"{CASE}changed/", view=workspace.changed, name="cases_case_changed"),
        DeskPage(route=f"{CASE}draft/", view=composer.draft, name="cases_case_draft"),
        DeskPage(route=f"{CASE}files/", view=composer.files, name="cases_case_files"),
        DeskPage(route=f"{CASE}limits/", view=receipt_page.limits, name="cases_case_limits"),
        DeskPage(route=f"{CASE}reply/", view=composer.reply, name="cases_case_reply"),
        DeskPage(route=f"{CASE}note/", view=composer.note, name="cases_case_note"),
        DeskPage(route=f"{CASE}reveal/", view=workspace.reveal, name="cases_case_reveal"),
        DeskPage(
            route=f"{CASE}message/<int:pk>/", view=originals.original, name="cases_case_original"
        ),
        DeskPage(
            route=f"{CASE}message/<int:pk>/whole/", view=originals.whole, name="cases_case_whole"
        ),
        DeskPage(
            route=f"{CASE}message/<int:pk>/take-back/",
            view=composer.take_back,
            name="cases_case_take_back",
        ),
        DeskPage(
            route=f"{CASE}solutions/",
            view=case_solutions.case_solutions,
            name="cases_case_solutions",
        ),
        DeskPage(
            route=f"{CASE}solutions/<int:version_id>/use/",
            view=case_solutions.use,
            name="cases_case_solution_use",
        ),
        DeskPage(
            route=f"{CASE}templates/", view=reply_templates.for_case, name="cases_case_replies"
        ),
        DeskPage(
            route=f"{CASE}templates/<int:pk>/use/",
            view=reply_templates.use,
            name="cases_case_reply_use",
        ),
        DeskPage(
            route=f"{CASE}answers/<str:source>/use/",
            view=case_solutions.use_answer,
            name="cases_case_answer_use",
        ),
        DeskPage(route=f"{CASE}quote/", view=quote_pages.write, name="cases_case_quote"),
        DeskPage(
            route=f"{CASE}quote/preview/", view=quote_pages.preview, name="cases_case_quote_preview"
        ),
        DeskPage(route=f"{CASE}quote/drop/", view=quote_pages.drop, name="cases_case_quote_drop"),
        DeskPage(
            route=f"{CASE}quote/<int:number>/",
            view=quote_pages.sheet,
            name="cases_case_quote_sheet",
        ),
        DeskPage(route=f"{CASE}appointment/", view=appointment_pages.book, name="cases_case_book"),
        DeskPage(route=f"{CASE}step/<slug:state>/", view=dialogs.step, name="cases_case_step"),
        DeskPage(route=f"{CASE}<slug:code>/", view=dialogs.act, name="cases_case_act"),
        DeskPage(
            route=f"{CASE}<slug:code>/<int:subject_id>/",
            view=dialogs.act,
            name="cases_case_act_on",
        ),
        DeskPage(route="cases/replies/", view=reply_templates.templates, name="cases_replies"),
        DeskPage(route="cases/replies/new/", view=reply_templates.write, name="cases_reply_new"),
        DeskPage(
            route="cases/replies/<int:pk>/", view=reply_templates.write, name="cases_reply_template"
        ),
        DeskPage(
            route="cases/replies/<int:pk>/drop/",
            view=reply_templates.drop,
            name="cases_reply_drop",
        ),
        DeskPage(
            route="cases/replies/<int:pk>/restore/",
            view=reply_templates.restore,
            name="cases_reply_restore",
        ),
        DeskPage(route="problems/", view=problem_pages.problems, name="cases_problems"),
        DeskPage(route="problems/new/", view=problem_pages.new_problem, name="cases_problem_new"),
        DeskPage(route="problems/<int:pk>/", view=problem_pages.problem, name="cases_problem"),
        DeskPage(
            route="problems/<int:pk>/<slug:code>/", view=problem_pages.act, name="cases_problem_act"
        ),
        DeskPage(route="incidents/", view=incident_pages.incidents, name="cases_incidents"),
        DeskPage(
            route="incidents/declare/", view=incident_pages.declare, name="cases_incident_declare"
        ),
        DeskPage(route="incidents/<int:pk>/", view=incident_pages.incident, name="cases_incident"),
        DeskPage(
            route="incidents/<int:pk>/message/",
            view=incident_messages.write,
            name="cases_incident_message",
        ),
        DeskPage(
            route="incidents/<int:pk>/message/send/",
            view=incident_messages.send,
            name="cases_incident_send",
        ),
        DeskPage(
            route="incidents/<int:pk>/reveal/",
            view=incident_pages.reveal,
            name="cases_incident_reveal",
        ),
        DeskPage(
            route="incidents/<int:pk>/<slug:code>/",
            view=incident_pages.act,
            name="cases_incident_act",
        ),
        DeskPage(route="solutions/", view=solutions.solutions, name="cases_solutions"),
        DeskPage(route="solutions/new/", view=solutions.new_solution, name="cases_solution_new"),
        DeskPage(route="solutions/<int:pk>/", view=solutions.solution, name="cases_solution"),
        DeskPage(
            route="solutions/<int:pk>/write/",
            view=solutions.write_solution,
            name="cases_solution_write",
        ),
        DeskPage(
            route="solutions/<int:pk>/<int:number>/",
            view=solutions.version,
            name="cases_solution_version",
        ),
        DeskPage(
            route="solutions/<int:pk>/<int:number>/<slug:code>/",
            view=solutions.decide,
            name="cases_solution_decide",
        ),
        DeskPage(route="orders/", view=orders.orders, name="cases_orders"),
        DeskPage(route="orders/new/", view=orders.new_order, name="cases_order_new"),
        DeskPage(route="orders/<int:pk>/", view=orders.order, name="cases_order"),
        DeskPage(route="orders/<int:pk>/note/", view=orders.order_note, name="cases_order_note"),
        DeskPage(
            route="orders/<int:pk>/<slug:verb>/", view=orders.order_step, name="cases_order_step"
        ),
        DeskPage(route="opinions/", view=opinions.opinions, name="cases_opinions"),
        DeskPage(route="opinions/<int:pk>/", view=opinions.opinion, name="cases_opinion"),
        DeskPage(
            route="opinions/<int:pk>/hand-on/", view=opinions.hand_on, name="cases_opinion_hand_on"
        ),
        DeskPage(
            route="diagnoses/<int:pk>/decide/",
            view=diagnosis_pages.decide,
            name="cases_diagnosis_decide",
        ),
        DeskPage(route="reviews/", view=reviews.reviews, name="cases_reviews"),
        DeskPage(route="reviews/<int:pk>/", view=reviews.review, name="cases_review"),
        DeskPage(
            route="reviews/<int:pk>/reply/", view=reviews.write_reply, name="cases_review_reply"
        ),
        DeskPage(
            route="reviews/<int:pk>/posted/<int:reply_id>/",
            view=reviews.mark_posted,
            name="cases_review_posted",
        ),
        DeskPage(
            route="reviews/<int:pk>/moderate/", view=reviews.moderate, name="cases_review_moderate"
        ),
        DeskPage(route="reviews/<int:pk>/open/", view=reviews.open_case, name="cases_review_open"),
        DeskPage(
            route="cases/calendar/<int:pk>/publish/",
            view=calendar_pages.publish,
            name="cases_calendar_publish",
        ),
        DeskPage(
            route="cases/calendar/<int:pk>/holidays/",
            view=calendar_pages.holidays,
            name="cases_calendar_holidays",
        ),
        DeskPage(
            route="appointments/", view=appointment_pages.appointments, name="cases_appointments"
        ),
        DeskPage(
            route="appointments/cancel/",
            view=appointment_pages.cancel_day,
            name="cases_appointments_cancel",
        ),
        DeskPage(
            route="appointments/other-times/",
            view=rebooking_page.other_times,
            name="cases_appointments_other",
        ),
        DeskPage(
            route="appointments/<int:pk>/<slug:verb>/",
            view=appointment_pages.mark,
            name="cases_appointment_mark",
        ),
        DeskPage(route="slots/", view=slot_pages.slots, name="cases_slots"),
        DeskPage(
            route="slots/<slug:code>/<slug:purpose>/",
            view=slot_pages.slot_offer,
            name="cases_slot_offer",
        ),
        DeskPage(route="cases/closures/", view=closure_pages.closures, name="cases_closures"),
        DeskPage(
            route="cases/closures/<int:pk>/open/",
            view=closure_pages.reopen,
            name="cases_closure_open",
        ),
        DeskPage(route="cases/limits/", view=policy_pages.policies, name="cases_policies"),
        DeskPage(route="cases/limits/new/", view=policy_pages.add, name="cases_policy_new"),
        DeskPage(route="cases/limits/file/", view=policy_pages.upload, name="cases_policy_upload"),
        DeskPage(
            route="cases/limits/of/<slug:code>/", view=policy_pages.change, name="cases_policy"
        ),
        DeskPage(
            route="cases/limits/of/<slug:code>/file/",
            view=policy_pages.download,
            name="cases_policy_file",
        ),
        DeskPage(
            route="cases/limits/recompute/", view=adopting_page.adopt, name="cases_adopt_policies"
        ),
    ]
)
