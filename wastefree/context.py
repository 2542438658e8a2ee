"""What every page shows: the navigation of the person's roles, the plan, the unread notices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.current import current_plan, plans_for
from indicators.models import Plan
from indicators.reporting import waiting_count
from tasks.owed import orders_waiting
from wastefree.access import ADMINISTRATORS, Role
from wastefree.accounts.models import User

ADMIN = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.OFFICE})
DESK = frozenset({Role.REPORTER, Role.REVIEWER})
LOOKING = frozenset({Role.OFFICE, Role.LEADER})
WORKING = DESK | LOOKING
REPORTS = ("task-reports", "project-reports")


@dataclass(frozen=True)
class Entrance:
    """One line of the navigation: for whom, where to; `of_plan` if its address names the plan.

    `holds` names the neighbouring addresses of a plan whose pages belong to it too. `waits` counts what waits there for
    the person; one query, since every page asks it.
    """

    label: Any
    route: str
    icon: str
    roles: frozenset[Role]
    of_plan: bool = True
    holds: tuple[str, ...] = ()
    waits: Callable[[User, Plan], int] | None = None

    def addresses(self, plan: Plan | None) -> tuple[str, ...]:
        """Its own address first, then those it holds."""
        own = reverse(self.route, args=[plan.code] if self.of_plan and plan else [])
        return own, *(urljoin(own, f"../{part}/") for part in self.holds)


@dataclass(frozen=True)
class Link:
    """An entrance as a page shows it."""

    label: Any
    url: str
    icon: str
    current: bool
    waiting: int = 0


def _to_approve(user: User, plan: Plan) -> int:
    return waiting_count(plan) if user.has_role(Role.OFFICE) else 0


ENTRANCES = (
    Entrance(
        _("我的工作台"),
        "tasks:desk",
        "home",
        DESK,
        holds=("rounds", "progress", "entries", *REPORTS, "corrections", "provisional", "calendar", "completeness"),
    ),
    Entrance(_("总览"), "reports:dashboard", "dashboard", LOOKING),
    Entrance(
        _("填报管理"),
        "indicators:rounds",
        "calendar-event",
        LOOKING,
        holds=("progress", "entries", *REPORTS, "corrections", "provisional", "calendar", "completeness"),
        waits=_to_approve,
    ),
    Entrance(
        pgettext_lazy("list", "指标"),
        "indicators:indicators",
        "chart-line",
        WORKING,
        holds=("quantities", "rules", "targets", "compare", "../../editions"),
    ),
    Entrance(_("我分管的"), "tasks:in_charge", "user-star", frozenset({Role.LEADER})),
    Entrance(_("重点任务"), "tasks:tasks", "list-check", WORKING),
    Entrance(_("重点项目"), "tasks:projects", "building-factory-2", WORKING),
    Entrance(_("督办交办"), "tasks:orders", "file-alert", WORKING, waits=orders_waiting),
    Entrance(_("工作会议"), "tasks:meetings", "users-group", WORKING),
    Entrance(_("无废细胞"), "cells:cells", "recycle", WORKING),
    Entrance(_("四张清单"), "tasks:lists", "clipboard-list", LOOKING, holds=("duties", "charges", "in-charge")),
    Entrance(_("责任清单"), "tasks:duties", "clipboard-list", DESK, holds=("charges",)),
    Entrance(_("年度自评估"), "reports:self_assessments", "report", LOOKING),
    Entrance(pgettext_lazy("list", "实施方案"), "indicators:plans", "book", frozenset({Role.OFFICE}), of_plan=False),
    Entrance(pgettext_lazy("list", "单位"), "accounts:organizations", "building", ADMIN, of_plan=False),
    Entrance(pgettext_lazy("list", "账号"), "accounts:users", "users", ADMIN, of_plan=False),
    Entrance(_("邮件发送"), "notifications:deliveries", "mail", frozenset({Role.SYSTEM_ADMIN}), of_plan=False),
    Entrance(_("审计"), "audit:records", "shield-check", frozenset({Role.AUDITOR}), of_plan=False),
)


def navigation(user: User, here: str, plan: Plan | None) -> list[Link]:
    """The person's entrances. The one whose address goes furthest along the page's own is the current one.

    Of two that go as far, the one whose own address it is, before one that only holds it.
    """
    addresses = {
        entrance: entrance.addresses(plan)
        for entrance in ENTRANCES
        if entrance.roles & user.roles and not (entrance.of_plan and plan is None)
    }
    reached = [
        (len(url), url == urls[0], urls[0]) for urls in addresses.values() for url in urls if here.startswith(url)
    ]
    current = max(reached)[2] if reached else ""
    return [
        Link(
            each.label,
            urls[0],
            each.icon,
            current=current == urls[0],
            waiting=each.waits(user, plan) if each.waits and plan else 0,
        )
        for each, urls in addresses.items()
    ]


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html; lazy, so that a fragment that shows none of it asks nothing of the database."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"navigation": [], "current_plan": None, "other_plans": [], "unread_count": 0}
    user = request.user
    plans: Any = SimpleLazyObject(lambda: plans_for(user) if user.roles - ADMINISTRATORS else [])
    plan: Any = SimpleLazyObject(lambda: current_plan(request, plans))
    return {
        "navigation": SimpleLazyObject(lambda: navigation(user, request.path, current_plan(request, plans))),
        "current_plan": plan,
        "other_plans": SimpleLazyObject(lambda: [other for other in plans if other != current_plan(request, plans)]),
        "unread_count": SimpleLazyObject(lambda: user.notifications.filter(read_at=None).count()),
    }
