"""Categories may ask for a skill, shifts have a first line, and what was handed over is kept."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_category_editions'),
        ('organisation', '0005_skills_and_absences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_at', models.DateTimeField(verbose_name='handed over at')),
                ('given_back_at', models.DateTimeField(null=True, verbose_name='given back at')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ('handed_at', 'pk'),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        migrations.AddField(
            model_name='category',
            name='skill',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.skill', verbose_name='skill needed'),
        ),
        migrations.AddField(
            model_name='categoryevent',
            name='skill',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.skill', verbose_name='skill needed'),
        ),
        migrations.AlterField(
            model_name='dutyshift',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(0, '0: first line'), (1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level'),
        ),
        migrations.AlterField(
            model_name='dutyshiftevent',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(0, '0: first line'), (1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "skill_id", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."required_facts", NEW."skill_id", NEW."successor_id"); RETURN NULL;', hash='1ed2362f8acbb2ae83ac4ccf4dc3de935c95c7e9', operation='INSERT', pgid='pgtrigger_insert_insert_b8e27', table='cases_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "skill_id", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."required_facts", NEW."skill_id", NEW."successor_id"); RETURN NULL;', hash='f00b32bd5ee0ea846f87ec89d1df638d6d36d333', operation='UPDATE', pgid='pgtrigger_update_update_d61bc', table='cases_category', when='AFTER')),
        ),
        migrations.AddField(
            model_name='handover',
            name='absence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.absence', verbose_name='away time'),
        ),
        migrations.AddField(
            model_name='handover',
            name='came_from',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='from'),
        ),
        migrations.AddField(
            model_name='handover',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='cases.case'),
        ),
        migrations.AddField(
            model_name='handover',
            name='went_to',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to'),
        ),
    ]
