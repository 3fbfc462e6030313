"""The Celery application; its schedule stands in the settings, its tasks name the apps."""

import gc
import os

from celery import Celery
from celery.signals import worker_ready

from feedback_site.making_way import PatientTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")

app = Celery("feedback_site", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def set_program_apart(**_more: object) -> None:
    """Leave out of the search for garbage what a worker consists of: it is looked through for nothing.

    That takes a tenth of a second each time, and a pass over a thousand breached limits brings it about.
    What such a batch makes is gone with it, and looked through for nothing as well: some twelve thousand
    objects, where Python begins to search at seven hundred.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
