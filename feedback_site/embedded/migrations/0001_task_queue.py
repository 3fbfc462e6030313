"""Install PGMQ's functions, so that PostgreSQL can carry Celery's tasks where there is no broker.

It needs no extension and no superuser, and costs nothing where a broker is used. A newer version of
the package brings a migration of its own.
"""

from django.db import migrations
from pgmq.install import get_embedded_install_sql


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(get_embedded_install_sql(), reverse_sql="DROP SCHEMA pgmq CASCADE"),
    ]
