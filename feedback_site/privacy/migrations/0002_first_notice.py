"""What customers are told until somebody publishes a notice of the chain's own."""

from datetime import UTC, datetime

from django.db import migrations

VERSION = "2026-1"

ZH_HANT = """\
我們為什麼需要這些資料
您告訴我們的內容，只用來處理這一件事：了解經過、回覆您、把問題解決，並避免再次發生。我們不會拿來推銷，也不會賣給或交給廣告商。

我們保存什麼
您寫的文字、上傳的相片與檔案、訂單編號、門市，以及您願意留下的姓名與聯絡方式。您也可以匿名：匿名時我們不保存姓名與聯絡方式，您仍可用案件編號與查詢碼查看進度並和我們對話。

誰看得到
負責這件事的門市與部門同仁。姓名與聯絡方式平時會遮蔽，只有在需要聯絡您時才會顯示，而且每一次顯示都有紀錄。若您透過合作夥伴提出意見，該夥伴只看得到自己送來的案件。

我們怎麼保護
您送來的原始內容、姓名與聯絡方式都以您專屬的金鑰加密保存。每個步驟都記在無法事後竄改的帳本裡，帳本只有編號與指紋，沒有您的個人資料。網站不使用任何第三方追蹤。

保存多久
在處理案件、回答後續問題以及法律要求的期間內保存。

您的權利
您可以隨時要求查看、更正、取得副本或刪除您的資料，也可以撤回同意。請直接回覆我們的郵件，或到任何一家門市提出。刪除時我們會銷毀您的金鑰，加密的內容從此無法讀取。

滿意度調查
只有在您另外勾選同意時，我們才會在案件解決後詢問您是否滿意。
"""

ZH_HANS = """\
我们为什么需要这些资料
您告诉我们的内容，只用来处理这一件事：了解经过、回复您、把问题解决，并避免再次发生。我们不会拿来推销，也不会卖给或交给广告商。

我们保存什么
您写的文字、上传的照片与文件、订单编号、门店，以及您愿意留下的姓名与联系方式。您也可以匿名：匿名时我们不保存姓名与联系方式，您仍可用案件编号与查询码查看进度并和我们对话。

谁看得到
负责这件事的门店与部门同事。姓名与联系方式平时会脱敏，只有在需要联系您时才会显示，而且每一次显示都有记录。如果您通过合作伙伴提出意见，该伙伴只看得到自己送来的案件。

我们怎么保护
您送来的原始内容、姓名与联系方式都以您专属的密钥加密保存。每个步骤都记在无法事后篡改的账本里，账本只有编号与指纹，没有您的个人资料。网站不使用任何第三方追踪。

保存多久
在处理案件、回答后续问题以及法律要求的期间内保存。

您的权利
您可以随时要求查看、更正、取得副本或删除您的资料，也可以撤回同意。请直接回复我们的邮件，或到任何一家门店提出。删除时我们会销毁您的密钥，加密的内容从此无法读取。

满意度调查
只有在您另外勾选同意时，我们才会在案件解决后询问您是否满意。
"""

EN = """\
Why we need this
We use what you tell us to handle this one matter: to find out what happened, to answer you, to put it right and to keep it from happening again. We do not use it for advertising, and we neither sell it nor hand it to advertisers.

What we keep
Your words, the photos and files you send, order number, store, and the name and contact details that you choose to give. You may stay anonymous: then we keep no name and no contact details, and you can still follow the case and talk to us with its reference and access code.

Who can see it
The people in the store and the department who work on it. Names and contact details are masked; they are revealed only when somebody needs to reach you, and every such look is logged. If you wrote to us through a partner, that partner sees only the cases it sent itself.

How we protect it
What you sent, your name and your contact details are stored encrypted under keys of their own. Each step is written to a ledger that cannot be changed afterwards; it holds numbers and fingerprints, no personal data. This site uses no third-party tracking.

How long we keep it
For as long as we work on the case, may have to answer questions about it, or the law asks us to.

Your rights
You may ask at any time to see, correct, receive a copy of or erase your data, and you may withdraw your consent. Answer any of our mails, or ask in any of our stores. When we erase your data we destroy your key, and what was encrypted under it can never be read again.

Asking whether you are satisfied
Only if you tick the box for it do we ask you, after the case is solved, how satisfied you are.
"""


def publish(apps, schema_editor):
    apps.get_model("privacy", "PrivacyNotice").objects.get_or_create(
        version=VERSION,
        defaults={
            "valid_from": datetime(2026, 1, 1, tzinfo=UTC),
            "text_zh_hant": ZH_HANT,
            "text_zh_hans": ZH_HANS,
            "text_en": EN,
        },
    )


def withdraw(apps, schema_editor):
    apps.get_model("privacy", "PrivacyNotice").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_notices_and_reveals")]
    operations = [migrations.RunPython(publish, withdraw)]
