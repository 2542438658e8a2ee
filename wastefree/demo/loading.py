"""The demonstration city as a whole, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from indicators.models import Plan
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.demo.arranging import arrange_tasks
from wastefree.demo.charges import load_charges
from wastefree.demo.city import Account, Calendar, city
from wastefree.demo.current import load_current_round
from wastefree.demo.figures import Figures
from wastefree.demo.history import Cast, Writer, load_history
from wastefree.demo.meetings import load_meetings
from wastefree.demo.orders import load_orders
from wastefree.demo.plan import (
    change_a_basis,
    load_indicators,
    load_organizations,
    load_people,
    load_plan,
    load_quantities,
    load_rules,
)
from wastefree.demo.reports import load_reports
from wastefree.demo.works import load_cells, load_projects, load_self_assessment, load_tasks
from wastefree.lib.periods import Period


def is_loaded() -> bool:
    return Plan.objects.filter(code=city().code, is_demo=True).exists()


def is_empty() -> bool:
    """Whether nobody has begun to use the portal."""
    return not User.objects.exists() and not Plan.objects.exists()


def accounts() -> Sequence[Account]:
    return city().accounts


def organization_name(account: Account) -> str:
    known = city()
    bodies = (known.office, *known.departments, *known.regions)
    return next(body.short_name or body.name for body in bodies if body.code == account.organization)


def load(today: date) -> Plan:
    """Loads the city as it would stand on `today`. Raises IntegrityError if accounts of its names are there already."""
    known, calendar = city(), Calendar(Period.last_ended(today))
    now = datetime.combine(today, time(9, 30), timezone.get_current_timezone())
    with transaction.atomic():
        organizations = load_organizations(known)
        people = load_people(known, organizations)
        plan = load_plan(known, calendar, organizations)
        figures = Figures(known, calendar.baseline_year)
        quantities = load_quantities(known, plan, organizations)
        load_indicators(known, plan, organizations, figures)
        load_rules(plan)
        change_a_basis(plan)
        cast = Cast(people, people[known.office.code, Role.OFFICE])
        writer = Writer(known, plan, figures, quantities, cast)
        load_history(writer, calendar)
        load_current_round(writer, calendar.open, today, now)
        load_tasks(plan, calendar, organizations)
        arrange_tasks(plan, calendar)
        load_projects(plan, calendar, organizations)
        load_reports(plan, calendar, cast, now)
        load_cells(plan, calendar, organizations, today)
        load_charges(known, plan, organizations, people)
        load_orders(plan, cast, organizations, today, now)
        load_meetings(plan, cast, organizations, today, now)
        load_self_assessment(plan, calendar.first_year)
        log.record(None, "demo.loaded", plan, after={"today": today})
    return plan
