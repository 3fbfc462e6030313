"""Privacy's tables."""

from feedback_site.privacy.models.notice import PrivacyNotice
from feedback_site.privacy.models.reveal import Reveal

__all__ = ["PrivacyNotice", "Reveal"]
