"""Steps over many cases of an incident: what was asked for, and what became of each case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables

_HAPPENED = [
    ('declared', 'incident declared'), ('joined', 'case joined'), ('left', 'case taken out'),
    ('called_in', 'called into the task force'), ('released', 'left the task force'),
    ('ticked', 'done from the emergency plan'), ('unticked', 'opened again in the emergency plan'),
    ('added', 'added to the emergency plan'), ('noted', 'note'), ('moved', 'state changed'),
    ('affected', 'affected customers listed'), ('contacted', 'affected customer contacted'),
    ('drafted', 'message to all written'), ('sent', 'message to all sent'),
    ('retried', 'message sent again to whom it did not reach'),
    ('run_asked', 'step over many cases begun'), ('run_ended', 'step over many cases stopped'),
]
_RESULTS = [
    ('done', 'done'), ('state', 'is not sorted or begun, or waits: left for its owner'),
    ('orders', 'has work orders open: left for its owner'),
    ('taken', 'was finished meanwhile, or is of another incident'),
    ('refused', 'could not be done: left for its owner'), ('stopped', 'not done: it was stopped before'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_first_diagnoses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables([
            migrations.CreateModel(
                name='IncidentRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('join', 'join cases'), ('solve', 'solve cases')], max_length=5, verbose_name='what is done')),
                    ('facts', models.JSONField(default=dict, verbose_name='facts')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='cases.incident')),
                ],
                options={
                    'verbose_name': 'step over many cases',
                    'verbose_name_plural': 'steps over many cases',
                    'ordering': ('-pk',),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('ended_at', None), ('kind', 'solve')), fields=('incident',), name='cases_run_solves_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentRunCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('result', models.CharField(blank=True, choices=_RESULTS, max_length=7, verbose_name='result')),
                    ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='cases.incidentrun')),
                ],
                options={
                    'verbose_name': 'case of a step over many',
                    'verbose_name_plural': 'cases of steps over many',
                    'ordering': ('pk',),
                    'constraints': [
                        models.UniqueConstraint(fields=('run', 'case'), name='cases_run_case_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='cases_run_case_done_iff_result'),
                    ],
                    'indexes': [
                        models.Index(condition=models.Q(('done_at', None)), fields=['id'], name='cases_run_case_undone'),
                    ],
                },
            ),
        ]),
        migrations.AlterField(
            model_name='incidentevent',
            name='kind',
            field=models.CharField(choices=_HAPPENED, max_length=10, verbose_name='what happened'),
        ),
    ]
