"""The chain of the demonstration: 3 regions, 12 stores, 6 departments, 40 members of staff."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from channels.models import Channel, Partner
from feedback_site.organisation.models import (
    BusinessCalendar,
    CalendarException,
    CalendarHours,
    Department,
    Posting,
    Region,
    Store,
    User,
)
from feedback_site.organisation.public_holidays import public_year
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar

PASSWORD = "lumen-demo-2026"  # noqa: S105 printed on the screen, for a copy that nobody else can reach

_SHOP = {day: [["10:00", "21:30"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
_OFFICE = {
    day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
# code: time zone, country of holidays, week, names
CALENDARS = {
    "tw-stores": ("Asia/Taipei", "", _SHOP, ("台灣門市", "台湾门店", "Stores in Taiwan")),
    "cn-stores": ("Asia/Shanghai", "", _SHOP, ("上海門市", "上海门店", "Stores in Shanghai")),
    "tw-office": ("Asia/Taipei", "TW", _OFFICE, ("台灣辦公時間", "台湾办公时间", "Office, Taiwan")),
    "cn-office": (
        "Asia/Shanghai",
        "CN",
        _OFFICE,
        ("中國辦公時間", "中国办公时间", "Office, China"),
    ),
}
REGIONS = {
    "north": ("北區", "北区", "North"),
    "south": ("中南區", "中南区", "South"),
    "shanghai": ("上海區", "上海区", "Shanghai"),
}
# code: region, calendar, names
STORES = {
    "zhongshan": ("north", "tw-stores", ("中山店", "中山店", "Zhongshan")),
    "xinyi": ("north", "tw-stores", ("信義店", "信义店", "Xinyi")),
    "ximen": ("north", "tw-stores", ("西門店", "西门店", "Ximen")),
    "banqiao": ("north", "tw-stores", ("板橋店", "板桥店", "Banqiao")),
    "zhongli": ("north", "tw-stores", ("中壢店", "中坜店", "Zhongli")),
    "taichung": ("south", "tw-stores", ("台中公益店", "台中公益店", "Taichung Gongyi")),
    "fengjia": ("south", "tw-stores", ("逢甲店", "逢甲店", "Fengjia")),
    "tainan": ("south", "tw-stores", ("台南中正店", "台南中正店", "Tainan Zhongzheng")),
    "kaohsiung": ("south", "tw-stores", ("高雄三多店", "高雄三多店", "Kaohsiung Sanduo")),
    "xujiahui": ("shanghai", "cn-stores", ("徐家匯店", "徐家汇店", "Xujiahui")),
    "jingan": ("shanghai", "cn-stores", ("靜安店", "静安店", "Jing'an")),
    "wujiaochang": ("shanghai", "cn-stores", ("五角場店", "五角场店", "Wujiaochang")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One member of staff of the demonstration and where they are posted."""

    username: str
    name: str
    role: Role
    store: str = ""
    region: str = ""
    department: str = ""
    language: str = "zh-hant"


_CLERKS = (
    "林雅婷",
    "黃志豪",
    "吳佳玲",
    "李俊宏",
    "蔡宜君",
    "張家瑋",
    "許淑芬",
    "鄭文傑",
    "楊惠雯",
    "王磊",
    "刘芳",
    "陈静",
)
_AGENTS = ("陳美玲", "郭建志", "曾怡安", "賴柏翰", "周雅雯", "Grace Lin", "赵敏")
_HEADS = {
    "print_quality": ("head", "江明德"),
    "equipment_service": ("head.equipment", "邱國華"),
    "camera_repair": ("head.camera", "沈志遠"),
    "store_operations": ("head.stores", "何淑貞"),
    "online_orders": ("head.online", "羅婉婷"),
    "customer_care": ("head.care", "葉美惠"),
}
_DEPARTMENT_AGENTS = {
    "print_quality": "呂彥廷",
    "equipment_service": "馮啟文",
    "camera_repair": "施冠宇",
    "store_operations": "游雅琪",
    "online_orders": "温倩",
}


def people() -> tuple[Person, ...]:
    """List the staff; the first of each role has the plain name that the demonstration signs in with."""
    clerks = (
        Person(
            username="clerk" if i == 0 else f"clerk.{store}",
            name=name,
            role=Role.CLERK,
            store=store,
        )
        for i, (store, name) in enumerate(zip(STORES, _CLERKS, strict=True))
    )
    agents = (
        Person(
            username="agent" if i == 0 else f"agent{i + 1}", name=name, role=Role.AGENT,
            language="en" if name.isascii() else "zh-hant",
        )
        for i, name in enumerate(_AGENTS)
    )  # fmt: skip
    heads = (
        Person(username=username, name=name, role=Role.DEPARTMENT_HEAD, department=department)
        for department, (username, name) in _HEADS.items()
    )
    workers = (
        Person(
            username=f"agent.{department.split('_')[0]}",
            name=name,
            role=Role.AGENT,
            department=department,
        )
        for department, name in _DEPARTMENT_AGENTS.items()
    )
    return (*clerks, *agents, *heads, *workers, *_others())


def _others() -> tuple[Person, ...]:
    one = Person
    return (
        one(username="supervisor", name="潘玉珍", role=Role.SUPERVISOR),
        one(username="specialist", name="范文彬", role=Role.SPECIALIST, department="print_quality"),
        one(
            username="specialist.camera",
            name="石建國",
            role=Role.SPECIALIST,
            department="camera_repair",
        ),
        one(username="specialist.product", name="Emma Wu", role=Role.SPECIALIST, language="en"),
        one(username="manager", name="高淑華", role=Role.MANAGER, region="north"),
        one(username="manager.south", name="簡志成", role=Role.MANAGER, region="south"),
        one(
            username="manager.shanghai",
            name="孙丽",
            role=Role.MANAGER,
            region="shanghai",
            language="zh-hans",
        ),
        one(username="officer", name="方慧敏", role=Role.EXPERIENCE_OFFICER),
        one(username="auditor", name="Dr. Helen Cho", role=Role.AUDITOR, language="en"),
        one(username="admin", name="系統管理員", role=Role.ADMINISTRATOR),
    )


def found_chain(*, now: datetime) -> None:
    """Make places, calendars with public holidays, staff with one password, and a partner."""
    calendars = {code: _calendar(code, now) for code in CALENDARS}
    regions = {
        code: Region.objects.create(code=code, **_names(names)) for code, names in REGIONS.items()
    }
    for code, (region, calendar, names) in STORES.items():
        Store.objects.create(
            code=code, region=regions[region], calendar=calendars[calendar], **_names(names)
        )
    _post_staff()
    partner_channel = Channel.objects.get(code="partner")
    Partner.objects.get_or_create(name="Lumen web shop", defaults={"channel": partner_channel})
    care = User.objects.get(username="supervisor")
    Channel.objects.filter(owner=None).update(owner=care)


def _post_staff() -> None:
    stores = {store.code: store for store in Store.objects.all()}
    regions = {region.code: region for region in Region.objects.all()}
    departments = {one.code: one for one in Department.objects.all()}
    password = make_password(PASSWORD)
    for person in people():
        user = User.objects.create(
            username=person.username, display_name=person.name, language=person.language,
            email=f"{person.username}@example.com", is_staff=True, password=password,
        )  # fmt: skip
        Posting.objects.create(
            user=user, role=person.role, store=stores.get(person.store),
            region=regions.get(person.region), department=departments.get(person.department),
        )  # fmt: skip


def _calendar(code: str, now: datetime) -> BusinessCalendar:
    zone, country, week, names = CALENDARS[code]
    calendar = BusinessCalendar.objects.create(
        code=code, time_zone=zone, holiday_country=country, **_names(names)
    )
    CalendarHours.objects.create(calendar=calendar, valid_from=date(2020, 1, 1), weekly=week)
    if country:
        CalendarException.objects.bulk_create(_public_holidays(calendar, country, now.year, week))
    publish_calendar(calendar.pk, actor=None, now=now)
    return calendar


def _public_holidays(
    calendar: BusinessCalendar, country: str, year: int, week: dict[str, list[list[str]]]
) -> list[CalendarException]:
    """Holidays and, for mainland China, the make-up working days that go with them."""
    known = [public_year(country, one) for one in (year - 1, year, year + 1)]
    closed = [
        CalendarException(calendar=calendar, day=day, kind="holiday", note=name[:120])
        for one in known
        for day, name in one.days.items()
    ]
    made_up = [
        CalendarException(calendar=calendar, day=day, kind="makeup", intervals=week["mon"])
        for one in known
        for day in one.made_up
    ]
    return [*closed, *made_up]


def _names(names: tuple[str, str, str]) -> dict[str, str]:
    return {"name_zh_hant": names[0], "name_zh_hans": names[1], "name_en": names[2]}
