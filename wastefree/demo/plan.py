"""The city's organizations and people, its plan, and the indicators with their targets."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from indicators import definitions
from indicators.formulas import parse
from indicators.library import edition
from indicators.models import Indicator, Plan, Quantity
from wastefree.access import Role
from wastefree.accounts.models import Grant, Organization, User
from wastefree.demo.city import EDITION, Body, Calendar, City
from wastefree.demo.figures import Figures
from wastefree.lib.figures import Figure, write_figure

PASSWORD = "baotou-demo-2020"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国 志强 秀英 丽华 海燕 文博 晓东 春梅 永胜 雪松 立新 慧敏 国庆 玉兰 宏伟 佳宁 卫东 红霞 俊杰 思源".split()

RULES = (
    (
        "一般工业固废产生量等于各去向之和",
        "industrial_waste_generated",
        "equal",
        "industrial_waste_utilized - industrial_waste_utilized_from_stock + industrial_waste_disposed"
        " - industrial_waste_disposed_from_stock + industrial_waste_stored",
    ),
    (
        "危险废物利用量不大于产生量与利用往年贮存量之和",
        "hazardous_waste_utilized",
        "at_most",
        "hazardous_waste_generated + hazardous_waste_utilized_from_stock",
    ),
)
# The indicator whose basis changes, and how it was reckoned before.
CHANGED, FORMER = "15", "industrial_waste_utilized / industrial_waste_generated * 100"


def load_organizations(city: City) -> dict[str, Organization]:
    bodies = [
        (Organization.Kind.OFFICE, [city.office]),
        (Organization.Kind.DEPARTMENT, city.departments),
        (Organization.Kind.REGION, city.regions),
    ]
    order, made = 0, {}
    for kind, group in bodies:
        for body in group:
            order += 1
            made[body.code] = _organization(body, kind, order)
    return made


def _organization(body: Body, kind: Organization.Kind, order: int) -> Organization:
    """One that is there already, under the same code, is taken as it is."""
    names = {"name": body.name, "short_name": body.short_name, "aliases": list(body.aliases)}
    return Organization.objects.get_or_create(code=body.code, defaults={**names, "kind": kind, "order": order * 10})[0]


def load_people(city: City, organizations: dict[str, Organization]) -> dict[tuple[str, Role], User]:
    """The accounts that can sign in; and behind every other organization a reporter and a reviewer who cannot."""
    password = make_password(PASSWORD)
    people: dict[tuple[str, Role], User] = {}
    for account in city.accounts:
        user = User.objects.create(
            username=account.username,
            display_name=account.name,
            organization=organizations[account.organization],
            password=password,
        )
        for role in account.roles:
            Grant.objects.create(user=user, role=role)
            people[account.organization, Role(role)] = user
    random = Random("people")
    for code, organization in organizations.items():
        for role in (Role.REPORTER, Role.REVIEWER):
            if (code, role) not in people and code != city.office.code:
                people[code, role] = _unseen(organization, role, random)
    return people


def _unseen(organization: Organization, role: Role, random: Random) -> User:
    name = random.choice(FAMILY) + random.choice(GIVEN) + "（演示）"
    user: User = User.objects.create(
        username=f"demo-{organization.code}-{role}",
        display_name=name,
        organization=organization,
        password=make_password(None),
    )
    Grant.objects.create(user=user, role=role)
    return user


def load_plan(city: City, calendar: Calendar, organizations: dict[str, Organization]) -> Plan:
    return definitions.create_plan(
        by=None,
        organizations=organizations.values(),
        code=city.code,
        name=city.name,
        city=city.city,
        document_number=city.document_number,
        baseline_year=calendar.baseline_year,
        first_year=calendar.first_year,
        last_year=calendar.last_year,
        is_demo=True,
    )


def load_quantities(city: City, plan: Plan, organizations: dict[str, Organization]) -> dict[str, Quantity]:
    made: dict[str, Quantity] = {}
    for quantity in city.quantities:
        made[quantity.code] = definitions.create_quantity(
            plan,
            by=None,
            code=quantity.code,
            name=quantity.name,
            unit=quantity.unit,
            decimals=quantity.decimals,
            kind=quantity.kind,
            accumulation=quantity.accumulation.value,
            frequency=quantity.frequency,
            by_region=quantity.by_region,
            owner=None if quantity.by_region else organizations[city.owner(quantity)],
            source="演示数据",
        )
    for quantity in city.quantities:
        if quantity.part_of in made:
            part = made[quantity.code]
            definitions.update_quantity(part, by=None, based_on=part.version, part_of=made[quantity.part_of])
    return made


def load_indicators(city: City, plan: Plan, organizations: dict[str, Organization], figures: Figures) -> None:
    for each in city.indicators:
        promise = city.promises[each.number or 0]
        indicator = definitions.create_indicator(
            plan,
            by=None,
            group=definitions.group(plan, each.level1, each.level2),
            code=str(each.number),
            name=each.name,
            unit=each.unit,
            decimals=each.decimals,
            kind=each.kind,
            better=each.better,
            formula=each.formula,
            basis=each.basis,
            edition=edition(EDITION).label,
            mandatory=each.mandatory,
            explanation=each.explanation,
            calculation=each.calculation,
            name_verified=each.name_verified,
            lead=organizations[promise.lead],
            responsible_text=organizations[promise.lead].name,
            source="演示数据",
        )
        _promise(indicator, plan, promise.baseline, figures.baseline(each), promise.targets)


def load_rules(plan: Plan) -> None:
    """What must hold, as an office might say it: made up like the figures."""
    there = set(plan.quantities.values_list("code", flat=True))
    for name, left, comparison, right in RULES:
        if parse(left).names | parse(right).names <= there:
            fields: dict[str, Any] = {"left": left, "comparison": comparison, "right": right, "tolerance": Decimal(1)}
            definitions.create_rule(plan, by=None, name=f"演示：{name}", **fields)


def change_a_basis(plan: Plan) -> None:
    """One indicator that was reckoned otherwise until the year that runs: its history is made up."""
    indicator = plan.indicators.get(code=CHANGED)
    now = {"formula": indicator.formula, "basis": indicator.basis}
    words = "演示原口径：当年利用量÷当年产生量"
    definitions.update_indicator(indicator, by=None, based_on=indicator.version, formula=FORMER, basis=words)
    reason = "演示：口径改为计入利用的往年贮存量"
    since = date(plan.first_year + 1, 1, 1)
    definitions.change_basis(indicator, since=since, reason=reason, by=None, based_on=indicator.version, **now)


def _promise(
    indicator: Indicator, plan: Plan, published: str, computed: Figure | None, targets: tuple[str, str, str]
) -> None:
    """The baseline as published, or as it comes out of the made-up figures; and the words for each year."""
    words = published or (write_figure(computed).replace(",", "") if computed is not None else "")
    if words and words != "—":
        definitions.set_baseline(indicator, plan.baseline_year, words, by=None)
    for year, text in zip(plan.years, targets, strict=True):
        definitions.set_target(indicator, year, text, by=None)
