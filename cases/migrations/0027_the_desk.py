"""What agents keep at their desk: views of queues, words begun on a case, and who is at it just now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0026_first_routes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QueueView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('queue', models.CharField(max_length=20, verbose_name='queue')),
                ('asked', models.JSONField(default=dict, verbose_name='filters')),
                ('order', models.CharField(blank=True, max_length=12, verbose_name='order')),
                ('columns', models.JSONField(default=list, verbose_name='columns')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with colleagues')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='taken away at')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'view',
                'verbose_name_plural': 'views',
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('owner', 'name'), name='cases_view_named_once')],
            },
        ),
        migrations.CreateModel(
            name='ComposerDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('customer', 'to the customer'), ('note', 'internal note')], max_length=8, verbose_name='mode')),
                ('text', models.TextField(verbose_name='text')),
                ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='cases.case')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'constraints': [models.UniqueConstraint(fields=('author', 'case', 'mode'), name='cases_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='CasePresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(verbose_name='last heard of at')),
                ('is_writing', models.BooleanField(db_default=False, default=False, verbose_name='is writing')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='cases.case')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'presence at a case',
                'verbose_name_plural': 'presences at cases',
                'constraints': [models.UniqueConstraint(fields=('user', 'case'), name='cases_presence_once')],
            },
        ),
    ]
