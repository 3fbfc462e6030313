"""English as it is read in Hong Kong and Taiwan: the day before the month, the month as a word, 24 hours.

Django's own are American: 12/01/2026 is read as the 12th of January here, and "by 10:02 a.m.." ends twice.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
MONTH_DAY_FORMAT = "j F"
