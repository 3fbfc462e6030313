"""What cases are sorted and found by since editions, incidents and problems; built while the site runs."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("cases", "0027_the_desk"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.Case(models.When(sentiment='negative', then=0), default=1), models.F('next_due_at'), models.F('id'), condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), name='cases_negative_due'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('problem__isnull', False)), fields=['problem'], name='cases_case_problem'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('incident__isnull', False)), fields=['incident'], name='cases_case_incident'),
        ),
    ]
