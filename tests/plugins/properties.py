"""Properties are tried on busy machines, too: that an example took long says nothing about what it showed."""

from hypothesis import HealthCheck, settings

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
