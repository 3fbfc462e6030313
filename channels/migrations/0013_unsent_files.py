"""Files beside an answer that is not sent yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import channels.models.attachment


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0012_pictures_in_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="UnsentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to=channels.models.attachment._random_path)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("mime", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("sha256", models.BinaryField(max_length=32)),
                ("is_sealed", models.BooleanField(default=False)),
                ("is_safe_picture", models.BooleanField(default=False)),
                ("is_playable", models.BooleanField(db_default=False, default=False)),
                (
                    "seconds",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="length in seconds"
                    ),
                ),
                (
                    "problem",
                    models.CharField(blank=True, max_length=120, verbose_name="problem"),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unsent_files",
                        to="channels.conversation",
                    ),
                ),
            ],
            options={
                "verbose_name": "file that is not sent yet",
                "verbose_name_plural": "files that are not sent yet",
                "ordering": ("pk",),
            },
        )
    ]
