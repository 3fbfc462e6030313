"""An escalation tells for whom somebody stands in."""

from django.db import migrations, models

ROLES = [
    ("clerk", "clerk"), ("agent", "agent"), ("specialist", "specialist"),
    ("supervisor", "supervisor"), ("department_head", "department head"), ("manager", "manager"),
    ("experience_officer", "experience officer"), ("auditor", "auditor"),
    ("administrator", "administrator"),
]  # fmt: skip

class Migration(migrations.Migration):
    dependencies = [("cases", "0006_customer_took_back")]
    operations = [
        migrations.AddField(
            model_name="escalation",
            name="instead_of",
            field=models.CharField(
                blank=True, choices=ROLES, default="", max_length=20, verbose_name="instead of"
            ),
            preserve_default=False,
        ),
    ]
