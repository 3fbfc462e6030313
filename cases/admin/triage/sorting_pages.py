"""The desk's pages about how cases are sorted: categories, rules of words, coding, what was learned."""

from cases.admin.triage import category_pages, coding_pages, keyword_page, learning_page, rule_pages
from feedback_site.desk_pages import DeskPage, register_pages

register_pages(
    [
        DeskPage(route="cases/categories/", view=category_pages.tree, name="cases_categories"),
        DeskPage(route="cases/categories/new/", view=category_pages.add, name="cases_category_new"),
        DeskPage(
            route="cases/categories/undo/", view=category_pages.undo, name="cases_categories_undo"
        ),
        DeskPage(
            route="cases/categories/on/", view=category_pages.on_day, name="cases_categories_on"
        ),
        DeskPage(
            route="cases/categories/edition/<int:number>/",
            view=category_pages.edition,
            name="cases_category_edition",
        ),
        DeskPage(
            route="cases/categories/of/<slug:code>/",
            view=category_pages.change,
            name="cases_category_change_page",
        ),
        DeskPage(
            route="cases/categories/of/<slug:code>/retire/",
            view=category_pages.retire,
            name="cases_category_retire",
        ),
        DeskPage(
            route="cases/categories/of/<slug:code>/restore/",
            view=category_pages.restore,
            name="cases_category_restore",
        ),
        DeskPage(route="cases/word-rules/", view=rule_pages.rules, name="cases_word_rules"),
        DeskPage(route="cases/word-rules/new/", view=rule_pages.add, name="cases_word_rule_new"),
        DeskPage(
            route="cases/word-rules/<int:number>/", view=rule_pages.change, name="cases_word_rule"
        ),
        DeskPage(
            route="cases/word-rules/<int:number>/retire/",
            view=rule_pages.retire,
            name="cases_word_rule_retire",
        ),
        DeskPage(
            route="cases/word-rules/<int:number>/restore/",
            view=rule_pages.restore,
            name="cases_word_rule_restore",
        ),
        DeskPage(
            route="cases/word-rules/shipped/<slug:key>/",
            view=rule_pages.shipped,
            name="cases_shipped_rule",
        ),
        DeskPage(route="cases/coding/", view=coding_pages.coding, name="cases_coding"),
        DeskPage(
            route="cases/coding/<int:pk>/", view=coding_pages.code_one, name="cases_coding_one"
        ),
        DeskPage(
            route="cases/coding/<int:pk>/decide/",
            view=coding_pages.decide,
            name="cases_coding_decide",
        ),
        DeskPage(
            route="cases/coding/agreement/",
            view=coding_pages.agreement,
            name="cases_coding_agreement",
        ),
        DeskPage(route="cases/keywords/", view=keyword_page.keywords, name="cases_keywords"),
        DeskPage(route="cases/learned/", view=learning_page.learned, name="cases_learned"),
        DeskPage(
            route="cases/learned/<int:number>/use/",
            view=learning_page.put_in_use,
            name="cases_learned_use",
        ),
        DeskPage(
            route="cases/learned/moods/<int:number>/use/",
            view=learning_page.put_moods_in_use,
            name="cases_learned_moods_use",
        ),
    ]
)
