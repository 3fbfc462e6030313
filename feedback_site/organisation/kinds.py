"""Codes of the organisation: why somebody is away, what they speak, how a department gives out its cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AbsenceKind(models.TextChoices):
    """Why somebody is away."""

    LEAVE = "leave", _("leave")
    SICK = "sick", _("ill")
    TRAINING = "training", _("training")
    TRIP = "trip", _("business trip")
    OTHER = "other", _("other reason")


class Tongue(models.TextChoices):
    """What somebody can read, write and speak well enough for a customer; the first three are the site's."""

    ZH_HANT = "zh-hant", _("Chinese (Traditional)")
    ZH_HANS = "zh-hans", _("Chinese (Simplified)")
    EN = "en", _("English")
    YUE = "yue", _("Cantonese")
    NAN = "nan", _("Taiwanese Hokkien")
    JA = "ja", _("Japanese")
    KO = "ko", _("Korean")
    VI = "vi", _("Vietnamese")
    ID = "id", _("Indonesian")
    TH = "th", _("Thai")


class Giving(models.TextChoices):
    """How cases of a department that nobody answers for find somebody before a limit is near."""

    OFF = "off", _("people take cases themselves")
    SUGGEST = "suggest", _("people take cases, and are shown whom they fit")
    AUTOMATIC = "automatic", _("cases are given out at once")
