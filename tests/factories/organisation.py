"""Rows of the organisation."""

import factory

from feedback_site.organisation.models import (
    BusinessCalendar,
    Department,
    Posting,
    Region,
    Store,
    User,
)
from feedback_site.organisation.roles import Role


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"region-{n}")
    name_zh_hant, name_zh_hans, name_en = "北區", "北区", "North"


class CalendarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BusinessCalendar

    code = factory.Sequence(lambda n: f"calendar-{n}")
    name_zh_hant, name_zh_hans, name_en = "門市", "门店", "Store hours"


class StoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Store

    code = factory.Sequence(lambda n: f"store-{n}")
    name_zh_hant, name_zh_hans, name_en = "中山店", "中山店", "Zhongshan"
    region = factory.SubFactory(RegionFactory)
    calendar = factory.SubFactory(CalendarFactory)


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "print_quality"
    name_zh_hant, name_zh_hans, name_en = "沖印品質部", "冲印质量部", "Print quality"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    is_staff = True


class PostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    role = Role.AGENT


def posted(role, **place):
    """Give a new member of staff with one posting; without a place it is the whole chain."""
    return PostingFactory(role=role, **place).user
