"""The desk's pages and where they stand below /admin/."""

from channels.admin import (
    batches,
    call_backs,
    calls,
    chats,
    connections,
    customers,
    day_accounts,
    devices,
    imports,
    kept_mail,
    letter_texts,
    mailbox_sign_in,
    outbox,
    people,
    purchases,
    raw_items,
    talks,
)
from feedback_site.desk_pages import DeskPage, register_pages

register_pages(
    [
        DeskPage(route="items/", view=raw_items.raw_items, name="channels_items"),
        DeskPage(route="items/<int:pk>/", view=raw_items.raw_item, name="channels_item"),
        DeskPage(
            route="items/<int:pk>/again/", view=raw_items.try_again, name="channels_item_again"
        ),
        DeskPage(
            route="items/<int:pk>/dismiss/", view=raw_items.dismiss, name="channels_item_dismiss"
        ),
        DeskPage(
            route="items/<int:pk>/take-up/",
            view=raw_items.open_after_all,
            name="channels_item_take_up",
        ),
        DeskPage(
            route="items/<int:pk>/original/", view=raw_items.original, name="channels_item_original"
        ),
        DeskPage(route="reconciliation/", view=day_accounts.accounts, name="channels_accounts"),
        DeskPage(
            route="reconciliation/days.csv",
            view=day_accounts.accounts_file,
            name="channels_accounts_file",
        ),
        DeskPage(
            route="reconciliation/<int:pk>/",
            view=day_accounts.account_day,
            name="channels_account_day",
        ),
        DeskPage(route="imports/", view=imports.imports, name="channels_imports"),
        DeskPage(route="imports/<int:pk>/", view=imports.one_import, name="channels_import"),
        DeskPage(
            route="imports/<int:pk>/confirm/", view=imports.confirm, name="channels_import_confirm"
        ),
        DeskPage(
            route="imports/<int:pk>/wrong/", view=imports.wrong_rows, name="channels_import_wrong"
        ),
        DeskPage(route="purchases/", view=purchases.purchases, name="channels_purchases"),
        DeskPage(
            route="purchases/<int:pk>/", view=purchases.purchase_file, name="channels_purchase_file"
        ),
        DeskPage(
            route="purchases/<int:pk>/read/",
            view=purchases.read_purchases,
            name="channels_purchase_file_read",
        ),
        DeskPage(route="talks/", view=talks.talks, name="channels_talks"),
        DeskPage(route="talks/<int:pk>/", view=talks.talk, name="channels_talk"),
        DeskPage(route="talks/<int:pk>/note/", view=talks.note, name="channels_talk_note"),
        DeskPage(route="letters/", view=letter_texts.letter_list, name="channels_letters"),
        DeskPage(route="letters/<int:pk>/", view=letter_texts.text, name="channels_letter_text"),
        DeskPage(
            route="letters/<int:pk>/publish/",
            view=letter_texts.publish,
            name="channels_letter_publish",
        ),
        DeskPage(
            route="letters/<int:pk>/retire/",
            view=letter_texts.retire,
            name="channels_letter_retire",
        ),
        DeskPage(
            route="letters/write/<slug:template>/<slug:language>/",
            view=letter_texts.write,
            name="channels_letter_write",
        ),
        DeskPage(route="customers/", view=customers.customers, name="channels_customers"),
        DeskPage(route="customers/<int:pk>/", view=customers.customer, name="channels_customer"),
        DeskPage(
            route="customers/<int:pk>/tier/", view=customers.tier, name="channels_customer_tier"
        ),
        DeskPage(
            route="customers/<int:pk>/reveal/",
            view=customers.reveal,
            name="channels_customer_reveal",
        ),
        DeskPage(
            route="customers/<int:pk>/unmerge/",
            view=people.unmerge,
            name="channels_customer_unmerge",
        ),
        DeskPage(route="people/", view=people.people, name="channels_people"),
        DeskPage(route="people/<int:pk>/merge/", view=people.merge, name="channels_people_merge"),
        DeskPage(
            route="people/<int:pk>/decline/", view=people.decline, name="channels_people_decline"
        ),
        DeskPage(route="batches/", view=batches.batches, name="channels_batches"),
        DeskPage(route="batches/<int:pk>/", view=batches.batch, name="channels_batch"),
        DeskPage(
            route="batches/<int:pk>/finish/",
            view=batches.finish_batch,
            name="channels_batch_finish",
        ),
        DeskPage(
            route="batches/<int:pk>/resume/",
            view=batches.resume_batch,
            name="channels_batch_resume",
        ),
        DeskPage(
            route="batches/<int:pk>/recount/",
            view=batches.recount_batch,
            name="channels_batch_recount",
        ),
        DeskPage(
            route="batches/<int:pk>/scans/", view=batches.scan_batch, name="channels_batch_scans"
        ),
        DeskPage(route="batches/<int:pk>/cover/", view=batches.cover, name="channels_batch_cover"),
        DeskPage(route="chats/", view=chats.chats, name="channels_chats"),
        DeskPage(route="chats/live/", view=chats.chats_live, name="channels_chats_live"),
        DeskPage(
            route="chats/presence/", view=chats.chats_presence, name="channels_chats_presence"
        ),
        DeskPage(route="chats/<int:pk>/", view=chats.chat, name="channels_chat"),
        DeskPage(route="chats/<int:pk>/news/", view=chats.chat_news, name="channels_chat_news"),
        DeskPage(
            route="chats/<int:pk>/beside/", view=chats.chat_beside, name="channels_chat_beside"
        ),
        DeskPage(
            route="chats/<int:pk>/typing/", view=chats.chat_typing, name="channels_chat_typing"
        ),
        DeskPage(route="chats/<int:pk>/reply/", view=chats.chat_reply, name="channels_chat_reply"),
        DeskPage(route="chats/<int:pk>/step/", view=chats.chat_step, name="channels_chat_step"),
        DeskPage(route="devices/", view=devices.devices, name="channels_devices"),
        DeskPage(route="devices/<int:pk>/", view=devices.device, name="channels_device"),
        DeskPage(
            route="devices/<int:pk>/rename/", view=devices.rename, name="channels_device_rename"
        ),
        DeskPage(
            route="devices/<int:pk>/revoke/", view=devices.revoke, name="channels_device_revoke"
        ),
        DeskPage(
            route="devices/<int:pk>/reinstate/",
            view=devices.reinstate,
            name="channels_device_reinstate",
        ),
        DeskPage(
            route="devices/<int:pk>/explain/", view=devices.explain, name="channels_device_explain"
        ),
        DeskPage(route="calls/", view=calls.calls, name="channels_calls"),
        DeskPage(route="calls/<int:pk>/", view=calls.call, name="channels_call"),
        DeskPage(
            route="calls/<int:pk>/reveal/", view=calls.reveal_call, name="channels_call_reveal"
        ),
        DeskPage(
            route="call-backs/<int:pk>/", view=call_backs.call_back, name="channels_call_back"
        ),
        DeskPage(
            route="call-backs/<int:pk>/take/",
            view=call_backs.take_call_back,
            name="channels_call_back_take",
        ),
        DeskPage(
            route="call-backs/<int:pk>/give-up/",
            view=call_backs.give_up_call_back,
            name="channels_call_back_give_up",
        ),
        DeskPage(
            route="call-backs/<int:pk>/number/",
            view=call_backs.show_call_back_number,
            name="channels_call_back_number",
        ),
        DeskPage(route="outgoing-mail/", view=kept_mail.kept_mails, name="channels_mail"),
        DeskPage(
            route="outgoing-mail/<int:pk>/", view=kept_mail.kept_mail, name="channels_mail_read"
        ),
        DeskPage(
            route="outgoing-mail/<int:pk>/raw/", view=kept_mail.raw_mail, name="channels_mail_raw"
        ),
        DeskPage(
            route="connections/<int:pk>/try/", view=connections.try_out, name="channels_account_try"
        ),
        DeskPage(
            route="connections/<int:pk>/sign-in/",
            view=mailbox_sign_in.consent,
            name="channels_account_consent",
        ),
        DeskPage(
            route="connections/signed-in/",
            view=mailbox_sign_in.consented,
            name="channels_account_consented",
        ),
        DeskPage(
            route="connections/<int:pk>/mapping/",
            view=connections.mapping,
            name="channels_account_mapping",
        ),
        DeskPage(route="outbox/", view=outbox.outbox, name="channels_outbox"),
        DeskPage(
            route="outbox/<int:pk>/again/", view=outbox.send_again, name="channels_outbox_again"
        ),
        DeskPage(route="outbox/held/", view=outbox.decide_held, name="channels_outbox_held"),
    ]
)
