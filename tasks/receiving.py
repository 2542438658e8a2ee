"""What whoever receives duties should know before: who cannot report yet, what comes by itself. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.models import Plan, Target
from wastefree.access import Role
from wastefree.accounts.models import Organization, User


@dataclass(frozen=True)
class Cautions:
    """What to say before duties are handed over.

    joining            receivers that do not take part in the plan yet
    without_reporter   receivers for whom nobody can report
    without_reviewer   receivers for whom nobody can check, where the plan asks for it
    by_region          how many quantities each region reports: from the next round on the receiver reports for both
    region_targets     targets that are the old region's own, and stay with it
    """

    joining: Sequence[Organization]
    without_reporter: Sequence[Organization]
    without_reviewer: Sequence[Organization]
    by_region: int
    region_targets: int


def cautions(plan: Plan, source: Organization, receivers: Iterable[Organization]) -> Cautions:
    """In at most five queries."""
    bodies = list(receivers)
    inside = set(plan.organizations.values_list("pk", flat=True))
    return Cautions(
        joining=[body for body in bodies if body.pk not in inside],
        without_reporter=_without(bodies, Role.REPORTER),
        without_reviewer=_without(bodies, Role.REVIEWER) if plan.organization_review else [],
        by_region=plan.quantities.reported().filter(by_region=True).count() if source.is_region else 0,
        region_targets=Target.objects.filter(indicator__plan=plan, region=source).count() if source.is_region else 0,
    )


def _without(bodies: Sequence[Organization], role: Role) -> list[Organization]:
    served = set(User.objects.holding(role).filter(organization__in=bodies).values_list("organization_id", flat=True))
    return [body for body in bodies if body.pk not in served]
