"""Who answers in person for an organization's part of a plan: leader in charge, head, liaison (分管领导、责任人、联络员)."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned

NAME = 50
POST = 100


@dataclass(frozen=True)
class Answerable:
    """One person who answers. `account` is None where the person has none, or has one that is closed."""

    name: str
    post: str = ""
    account: User | None = None

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name


class ChargeQuerySet(models.QuerySet["Charge"]):
    def visible_to(self, user: User | AnonymousUser) -> "ChargeQuerySet":
        """The office and leaders see all of their plan, an organization its own."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        return within.filter(organization=somebody.organization_id)

    def of_plan(self, plan: Plan) -> "ChargeQuerySet":
        return self.filter(plan=plan)

    def led_by(self, user: User) -> "ChargeQuerySet":
        """Those of the organizations that the person is in charge of."""
        return self.filter(leader=user)

    def with_people(self) -> "ChargeQuerySet":
        return self.select_related("organization", "leader", "liaison")


class Charge(Versioned):
    """The people who answer for one organization in one plan. One with an account is named by it; `…_name` is for one
    without. Where nobody is named here, the list of organizations may still name somebody (see `tasks.charges`)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="charges", verbose_name=_("实施方案"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="charges", verbose_name=_("责任单位")
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="charges",
        verbose_name=_("分管领导（账号）"),
    )
    leader_name = models.CharField(_("分管领导姓名"), max_length=NAME, blank=True)
    leader_post = models.CharField(_("分管领导职务"), max_length=POST, blank=True)
    head_name = models.CharField(_("责任人姓名"), max_length=NAME, blank=True)
    head_post = models.CharField(_("责任人职务"), max_length=POST, blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="liaison_charges",
        verbose_name=_("联络员（账号）"),
    )
    liaison_name = models.CharField(_("联络员姓名"), max_length=NAME, blank=True)
    liaison_post = models.CharField(_("联络员职务"), max_length=POST, blank=True)
    liaison_phone = models.CharField(_("联络员电话"), max_length=50, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("分管领导和联络员")
        verbose_name_plural = _("分管领导和联络员")
        ordering = ("organization__order", "organization__code")
        constraints = [
            models.UniqueConstraint(fields=["plan", "organization"], name="one_charge_per_organization"),
            models.CheckConstraint(condition=Q(leader=None) | Q(leader_name=""), name="leader_by_account_or_name"),
            models.CheckConstraint(condition=Q(liaison=None) | Q(liaison_name=""), name="liaison_by_account_or_name"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"

    @property
    def leading(self) -> Answerable | None:
        """The leader in charge, as far as this plan names one."""
        return _answerable(self.leader, self.leader_name, self.leader_post)

    @property
    def head(self) -> Answerable | None:
        """The organization's own responsible person, usually its head (责任人)."""
        return _answerable(None, self.head_name, self.head_post)

    @property
    def contact(self) -> Answerable | None:
        """The liaison, as far as this plan names one."""
        return _answerable(self.liaison, self.liaison_name, self.liaison_post)


def _answerable(account: User | None, name: str, post: str) -> Answerable | None:
    if account is not None:
        return Answerable(account.display_name, post, account if account.is_active else None)
    return Answerable(name, post) if name else None


def sees_telephones(user: User, organization: Organization) -> bool:
    """A liaison's telephone number is for the office and for the organization itself."""
    return user.has_role(Role.OFFICE) or user.organization_id == organization.pk
