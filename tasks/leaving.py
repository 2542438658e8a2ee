"""What waits for somebody when a person leaves who alone holds a role in their organization. Reads only.

The organization's duties stay with it, and so does what the person has done, under their name; but nobody could go on.
"""

from dataclasses import dataclass

from indicators.models import kinds
from tasks.models import Task
from wastefree.access import Role
from wastefree.accounts.models import Grant, Organization, User

# The roles without which work stands still.
NEEDED = (Role.REPORTER, Role.REVIEWER, Role.OFFICE)


@dataclass(frozen=True)
class Waiting:
    """What nobody else can do: figures and progress to report, to check and to approve, and tasks that they lead.

    `roles` are those that the person holds and nobody else of the organization.
    """

    organization: Organization
    roles: tuple[Role, ...]
    to_report: int = 0
    tasks: int = 0
    to_check: int = 0
    to_approve: int = 0


def leaving(user: User) -> Waiting | None:
    """None if nothing depends on this person alone. A fixed number of queries, whatever waits."""
    organization = user.organization
    held = [role for role in NEEDED if role in user.roles]
    if organization is None or not held:
        return None
    others = Grant.objects.filter(user__organization=organization, user__is_active=True, role__in=held)
    served = set(others.exclude(user=user).order_by().values_list("role", flat=True))
    alone = tuple(role for role in held if role not in served)
    if not alone:
        return None
    plans = organization.plans.active().order_by()
    counts = {
        Role.REPORTER: {
            "to_report": sum(kind.objects.of(organization).owed().count() for kind in kinds()),
            "tasks": Task.objects.led_by(organization).unfinished().filter(plan__in=plans).count(),
        }
        if Role.REPORTER in alone
        else {},
        Role.REVIEWER: {"to_check": sum(kind.objects.of(organization).to_check().count() for kind in kinds())}
        if Role.REVIEWER in alone
        else {},
        Role.OFFICE: {
            "to_approve": sum(kind.objects.filter(round__plan__in=plans).to_approve().count() for kind in kinds())
        }
        if Role.OFFICE in alone
        else {},
    }
    waiting = {name: count for each in counts.values() for name, count in each.items()}
    return Waiting(organization, alone, **waiting)
