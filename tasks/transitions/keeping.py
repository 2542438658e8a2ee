"""Who keeps what a plan holds."""

from django.core.exceptions import PermissionDenied

from indicators.models import Plan
from wastefree.access import Role
from wastefree.accounts.models import User


def must_keep(plan: Plan, user: User) -> None:
    """The office of a plan that the person takes part in, or nobody."""
    if not user.has_role(Role.OFFICE) or not Plan.objects.visible_to(user).filter(pk=plan.pk).exists():
        raise PermissionDenied
