"""What an organization reports in a round, whatever it is about: its states, its way through the review, its revisions.

Every concrete kind (`kinds()`) is opened, completed, locked and reopened with its round, and moved by the same steps.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.plan import Plan
from wastefree.access import ORGANIZATION, WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.files.models import Attachment
from wastefree.versions import Versioned

if TYPE_CHECKING:  # a round asks what is reported in it
    from indicators.models.round import Round


class EntryState(models.TextChoices):
    DRAFT = "draft", _("待填报")
    SUBMITTED = "submitted", _("已提交")
    CHECKED = "checked", _("部门已审核")
    APPROVED = "approved", _("审核通过")
    RETURNED = "returned", _("退回修改")


# The reporter may still type.
EDITABLE = frozenset({EntryState.DRAFT, EntryState.RETURNED})
# Somebody has to look at it.
IN_REVIEW = frozenset({EntryState.SUBMITTED, EntryState.CHECKED})
# What dashboards and exports count as the figure.
COUNTED = frozenset({EntryState.APPROVED})
# What may be looked at before the office has approved everything.
WITH_SUBMITTED = frozenset({EntryState.SUBMITTED, EntryState.CHECKED, EntryState.APPROVED})


class Step(models.TextChoices):
    """What gave a revision its content or its state."""

    SAVED = "saved", _("填报")
    SUBMITTED = "submitted", _("提交")
    WITHDRAWN = "withdrawn", _("撤回")
    CHECKED = "checked", _("部门审核")
    APPROVED = "approved", _("审核通过")
    RETURNED = "returned", _("退回")
    CORRECTED = "corrected", _("更正")
    MOVED = "moved", _("移交")


@dataclass(frozen=True)
class Names:
    """By which names the portal knows a kind: in records and notices ("entry.saved", "entries.approved"), and its pages.

    `form` is the page on which an organization fills a round in, `review` that on which it is looked at; both take
    the plan's code and the round. `page` is that of a single one. Kinds are shown in their `order`.
    """

    one: str
    many: str
    form: str
    review: str
    page: str
    order: int = 0


Row = TypeVar("Row", bound="Reported")


class ReportedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The office and leaders see all of the plan, an organization's people their own."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(round__plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        if somebody.roles & ORGANIZATION:
            return within.filter(organization=somebody.organization_id)
        return self.none()

    def changeable_by(self, user: User | AnonymousUser) -> Self:
        """Those in which the person may type: a reporter's own organization's, whatever state they are in."""
        somebody = person(user)
        if somebody is None or not somebody.has_role(Role.REPORTER):
            return self.none()
        return self.filter(round__plan__in=Plan.objects.visible_to(somebody), organization=somebody.organization_id)

    def in_round(self, round_: "Round") -> Self:
        return self.filter(round=round_)

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def asked_for(self) -> Self:
        """What has to be handed in, whether it has been or not; the rest is welcome and never urged."""
        return self.all()

    def editable(self) -> Self:
        return self.filter(state__in=EDITABLE, locked=False)

    def owed(self) -> Self:
        """Not yet handed in, in a round that is open."""
        return self.asked_for().editable()

    def returned(self) -> Self:
        return self.filter(state=EntryState.RETURNED)

    def to_check(self) -> Self:
        """What an organization's reviewer looks at, where the plan asks for it."""
        return self.filter(state=EntryState.SUBMITTED, locked=False, round__plan__organization_review=True)

    def to_approve(self) -> Self:
        """What the office looks at: also what waited for a review that the plan has switched off since."""
        left_over = Q(state=EntryState.SUBMITTED, round__plan__organization_review=False)
        return self.filter(Q(state=EntryState.CHECKED) | left_over, locked=False)

    def withdrawable(self) -> Self:
        """What nobody has looked at yet since it was handed in."""
        unchecked = Q(state=EntryState.CHECKED, round__plan__organization_review=False)
        return self.filter(Q(state=EntryState.SUBMITTED) | unchecked, locked=False)

    def counted(self) -> Self:
        return self.filter(state__in=COUNTED)

    def with_evidence(self) -> Self:
        return self.prefetch_related("evidence")

    def with_context(self) -> Self:
        """With what a line on a page shows."""
        return self.select_related(
            "organization", "round__plan", "entered_by", "checked_by", "approved_by", "returned_by"
        )


class Reported(Versioned):
    """What one organization owes in one round, with its way through the review."""

    NAMES: ClassVar[Names]
    objects: Any  # of each kind its own `ReportedQuerySet` as a manager

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, verbose_name=_("填报单位"))
    round = models.ForeignKey("indicators.Round", on_delete=models.PROTECT, verbose_name=_("填报期"))
    state = models.CharField(_("状态"), max_length=20, choices=EntryState.choices, default=EntryState.DRAFT)
    # Once true it stays: what was handed in late, or not by the day on which it was due, was late.
    late = models.BooleanField(_("逾期"), default=False)
    # Set when the round closes: the row itself changes, so that a save that comes at the same moment loses cleanly.
    locked = models.BooleanField(_("已锁定"), default=False)
    evidence = models.ManyToManyField(Attachment, blank=True, verbose_name=_("佐证材料"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    entered_at = models.DateTimeField(_("填报时间"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("提交人")
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    first_submitted_at = models.DateTimeField(_("首次提交时间"), null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("部门审核人")
    )
    checked_at = models.DateTimeField(_("部门审核时间"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("审核通过人")
    )
    approved_at = models.DateTimeField(_("审核通过时间"), null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("退回人")
    )
    returned_at = models.DateTimeField(_("退回时间"), null=True)
    return_reason = models.TextField(_("退回原因"), blank=True, max_length=1000)

    class Meta:
        abstract = True

    @classmethod
    def missing_in(cls, round_: "Round") -> list[Self]:
        """What the round asks for and is not there yet, unsaved. The caller holds the round."""
        raise NotImplementedError

    @classmethod
    def settle(cls, rows: "list[Any]", *, by: User, at: datetime) -> None:
        """Writes into what is reported about what its reports now say; called inside the transaction of every step."""

    @property
    def subject(self) -> str:
        """What it is about, in a word for notices."""
        raise NotImplementedError

    @property
    def anchor(self) -> str:
        """Its place on the page on which it is filled in."""
        return f"{self.NAMES.one}-{self.pk}"

    @property
    def is_filled(self) -> bool:
        raise NotImplementedError

    def unready(self) -> str:
        """Why it cannot be handed in as it stands: a key of `REFUSALS`; empty if it can."""
        raise NotImplementedError

    def written(self) -> dict[str, Any]:
        """What the audit trail keeps of it."""
        raise NotImplementedError

    def revision(self, step: str, *, by: User, at: datetime, reason: str = "") -> "Revision":
        """The revision, unsaved, that keeps what it holds after the step."""
        raise NotImplementedError

    @property
    def is_asked_for(self) -> bool:
        """Whether it has to be handed in, like `ReportedQuerySet.asked_for`."""
        return True

    @property
    def is_withdrawable(self) -> bool:
        """Whether nobody has looked at it yet since it was handed in."""
        unchecked = self.state == EntryState.CHECKED and not self.round.plan.organization_review
        return (self.state == EntryState.SUBMITTED or unchecked) and not self.locked

    @property
    def is_editable(self) -> bool:
        """Whether a reporter could type in it, as far as it is itself concerned."""
        return self.state in EDITABLE and not self.locked


class Revision(models.Model):
    """What one held after one step: a save, or a step of its review. Appended, never changed.

    They say what counted at any earlier moment, and so keep what was exported then reproducible.
    """

    Step = Step

    version = models.PositiveIntegerField(_("版本"))
    step = models.CharField(_("操作"), max_length=10, choices=Step.choices, default=Step.SAVED)
    state = models.CharField(_("状态"), max_length=20, choices=EntryState.choices, default=EntryState.DRAFT)
    reason = models.TextField(_("原因"), blank=True, max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        abstract = True


def two_people(prefix: str = "") -> list[models.CheckConstraint]:
    """That nobody checks or approves what they have entered themselves; their names begin with `prefix`."""
    return [
        models.CheckConstraint(
            condition=Q(**{by: None}) | Q(entered_by=None) | ~Q(**{by: F("entered_by")}), name=f"{prefix}{name}"
        )
        for by, name in (("checked_by", "nobody_checks_their_own"), ("approved_by", "nobody_approves_their_own"))
    ]


def kinds() -> list[type[Reported]]:
    """All that is reported in rounds, the figures first: the apps above add what they ask for."""
    found = [model for model in apps.get_models() if issubclass(model, Reported)]
    return sorted(found, key=lambda model: model.NAMES.order)
