"""What a plan still lacks before its figures can come in and be judged. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, Q

from indicators.models import Indicator, Plan, Quantity, Target
from indicators.models.indicator import IndicatorQuerySet
from wastefree.access import Role
from wastefree.accounts.models import Organization, User


@dataclass(frozen=True)
class Readiness:
    """The gaps of a plan, each with the things that have it.

    `without_reporter` and `without_reviewer` are bodies that owe figures and have nobody with that role; a reviewer is
    missing only where the plan asks for the organization's own review.
    """

    without_lead: Sequence[Indicator]
    without_formula: Sequence[Indicator]
    without_target: Sequence[Indicator]
    unreadable: Sequence[Target]
    unowned: Sequence[Quantity]
    without_reporter: Sequence[Organization]
    without_reviewer: Sequence[Organization]

    @property
    def is_ready(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


def readiness(plan: Plan) -> Readiness:
    """In seven queries, whatever the size of the plan."""
    active = plan.indicators.active()
    owing = _owing(plan)
    return Readiness(
        without_lead=list(active.filter(lead=None)),
        without_formula=list(active.filter(formula="")),
        without_target=list(_without_target(active)),
        unreadable=list(Target.objects.filter(indicator__in=active, readable=False).select_related("indicator")),
        unowned=list(plan.quantities.filter(is_active=True, owner=None, by_region=False)),
        without_reporter=_without(owing, Role.REPORTER),
        without_reviewer=_without(owing, Role.REVIEWER) if plan.organization_review else [],
    )


def _without_target(indicators: IndicatorQuerySet) -> IndicatorQuerySet:
    said = Target.objects.filter(indicator=OuterRef("pk")).exclude(text="")
    return indicators.filter(~Exists(said))


def _owing(plan: Plan) -> "Sequence[Organization]":
    """The bodies that will owe figures: owners of quantities, and the regions where quantities are by region."""
    reported = plan.quantities.reported()
    owns = Q(pk__in=reported.filter(by_region=False).values("owner"))
    by_region = Q(kind=Organization.Kind.REGION) if reported.filter(by_region=True).exists() else Q(pk__in=[])
    return list(plan.organizations.active().filter(owns | by_region))


def _without(organizations: Sequence[Organization], role: Role) -> list[Organization]:
    served = set(
        User.objects.holding(role).filter(organization__in=organizations).values_list("organization_id", flat=True)
    )
    return [each for each in organizations if each.pk not in served]
