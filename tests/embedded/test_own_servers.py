"""What an operator reads whose own database cannot be reached."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEYS = ("DATA", "INDEX", "TOKEN", "LEDGER")


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "feedback_site.settings.base",
        "DATABASE_URL": f"postgres://feedback@/feedback?host={tmp_path}",
        "CELERY_BROKER_URL": "pgmq://",
        "EMAIL_URL": "connection",
        "SITE_URL": "https://feedback.lumen.test",
        "ALLOWED_HOSTS": "feedback.lumen.test",
        "MAIL_DOMAIN": "lumen.test",
        "FEEDBACK_HOME": str(tmp_path),
        "SECRET_KEY": "1" * 64,
        **{f"FEEDBACK_{key}_KEY": str(digit) * 64 for digit, key in enumerate(KEYS, 2)},
    }

    ended = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert f'socket "{tmp_path}/.s.PGSQL.5432" failed: No such file or directory' in ended.stderr
    assert ended.stderr.endswith(
        "The database of DATABASE_URL does not answer; the lines above say why.\n"
    )
