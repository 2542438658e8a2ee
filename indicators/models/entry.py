"""The entry (填报): one quantity, one organization, one round; and every value it has ever had."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models.indicator import Indicator, Quantity
from indicators.models.plan import Plan
from indicators.models.reported import EDITABLE, EntryState, Names, Reported, ReportedQuerySet, Revision, two_people
from indicators.models.round import Round
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure, write_figure
from wastefree.lib.periods import WHOLE_YEAR
from wastefree.versions import Versioned


def figure_of(value: Decimal | None, *, not_applicable: bool) -> Figure:
    if not_applicable:
        return NOT_APPLICABLE
    return MISSING if value is None else value


class EntryQuerySet(ReportedQuerySet["Entry"]):
    def awaiting_final(self) -> "EntryQuerySet":
        """Approved as provisional (快报): the final figure (定数) is still to come."""
        return self.filter(state=EntryState.APPROVED, provisional=True)

    def filled(self) -> "EntryQuerySet":
        return self.exclude(value=None, not_applicable=False)

    def matching(self, words: str) -> "EntryQuerySet":
        """Those of a quantity that the words find, or that feeds an indicator which they find."""
        quantities = Quantity.objects.matching(words).values("pk")
        indicators = Indicator.objects.matching(words).values("quantities")
        return self.filter(Q(quantity__in=quantities) | Q(quantity__in=indicators))

    def with_comment_count(self) -> "EntryQuerySet":
        comments = EntryComment.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
        return self.annotate(comment_count=Coalesce(Subquery(comments.annotate(n=Count("pk")).values("n")), 0))

    def with_context(self) -> "EntryQuerySet":
        """With what a line on a page shows."""
        return super().with_context().select_related("quantity")


class Entry(Reported):
    """A figure that one organization owes for one quantity in one round, with its way through the review."""

    NAMES = Names("entry", "entries", form="indicators:grid", review="indicators:review", page="indicators:entry")

    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, verbose_name=_("数据项"))
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    note = models.TextField(_("说明"), blank=True, max_length=2000)
    # 快报: a figure that the final one (定数) will replace, often next spring.
    provisional = models.BooleanField(_("快报数"), default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("填报")
        verbose_name_plural = _("填报")
        default_related_name = "entries"
        ordering = ("quantity__order", "quantity__code", "organization__order")
        indexes = [models.Index(fields=["round", "organization", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["quantity", "organization", "round"], name="one_entry_per_round"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(value=None), name="entry_value_xor_not_applicable"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EDITABLE) | Q(not_applicable=True) | Q(value__isnull=False),
                name="entry_handed_in_has_a_figure",
            ),
            *two_people(),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.organization} {self.round}"

    @property
    def figure(self) -> Figure:
        """The value as one of three things: a number, missing, not applicable."""
        return figure_of(self.value, not_applicable=self.not_applicable)

    def before_last_save(self) -> "EntryRevision | None":
        """What it held before it was last saved; None: nothing, it was the first time."""
        return self.revisions.filter(step=EntryRevision.Step.SAVED)[1:2].first()

    @property
    def is_filled(self) -> bool:
        return self.not_applicable or self.value is not None

    @property
    def lacks_reason(self) -> bool:
        """Whether it is said to be not applicable without a word of why: so it cannot be handed in."""
        return self.not_applicable and not self.note.strip()

    @property
    def subject(self) -> str:
        return self.quantity.name

    def unready(self) -> str:
        if not self.is_filled:
            return "empty"
        return "inapplicable_unexplained" if self.lacks_reason else ""

    def written(self) -> dict[str, Any]:
        figure = write_figure(self.figure, missing="")
        passing = {"provisional": True} if self.provisional else {}
        return {"figure": figure, "note": self.note, "state": self.state, **passing}

    def revision(self, step: str, *, by: User, at: datetime, reason: str = "") -> "EntryRevision":
        kept = ("version", "state", "value", "not_applicable", "provisional", "note")
        held = {name: getattr(self, name) for name in kept}
        return EntryRevision(entry=self, step=step, by=by, at=at, reason=reason, **held)

    @classmethod
    def missing_in(cls, round_: Round) -> list["Entry"]:
        """One for each quantity of the round's frequency and each organization that reports it.

        What an organization has reported before it handed its duties over is there: its successor does not owe the
        same figure again, which would count twice.
        """
        yearly = round_.quarter == WHOLE_YEAR
        frequency = Quantity.Frequency.YEAR if yearly else Quantity.Frequency.QUARTER
        quantities = Quantity.objects.filter(plan=round_.plan, frequency=frequency).reported().select_related("owner")
        regions = list(round_.plan.organizations.active().regions())
        there = _there(round_)
        return [
            Entry(quantity=quantity, organization=organization, round=round_)
            for quantity in quantities
            for organization in who_reports(quantity, regions)
            if (quantity.pk, organization.pk if quantity.by_region else None) not in there
        ]


def _there(round_: Round) -> set[tuple[int, int | None]]:
    """For which quantities, and of those by region for which organizations or their successors, there is an entry."""
    entries = round_.entries.order_by().values_list("quantity_id", "organization_id", "organization__succeeded_by_id")
    found: set[tuple[int, int | None]] = set()
    for quantity, organization, successor in entries:
        found |= {(quantity, None), (quantity, organization), (quantity, successor)}
    return found


def who_reports(quantity: Quantity, regions: Iterable[Organization]) -> list[Organization]:
    """Who owes the quantity: each of the plan's regions, or its owner."""
    if quantity.by_region:
        return list(regions)
    return [quantity.owner] if quantity.owner and quantity.owner.is_active else []


class EntryRevisionQuerySet(models.QuerySet["EntryRevision"]):
    def visible_to(self, user: User | AnonymousUser) -> "EntryRevisionQuerySet":
        """Those of the entries that the person may see."""
        return self.filter(entry__in=Entry.objects.visible_to(user))

    def with_context(self) -> "EntryRevisionQuerySet":
        """With what a line of a list shows."""
        return self.select_related("by", "entry__quantity", "entry__organization", "entry__round")

    def at_versions(self, versions: Mapping[int, int]) -> dict[int, "EntryRevision"]:
        """What each entry (by its primary key) held at a version; one that held nothing yet is left out."""
        held: dict[int, EntryRevision] = {}
        for revision in self.filter(entry__in=versions).order_by("version"):
            if revision.version <= versions[revision.entry_id]:
                held[revision.entry_id] = revision
        return held


class EntryRevision(Revision):
    """What an entry held after one step."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("填报"))
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6, null=True)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    provisional = models.BooleanField(_("快报数"), default=False)
    note = models.TextField(_("说明"), blank=True, max_length=2000)

    objects = EntryRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("历次数值")
        verbose_name_plural = _("历次数值")
        ordering = ("-version",)
        indexes = [models.Index(fields=["entry", "at"])]
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="one_revision_per_version")]

    def __str__(self) -> str:
        return f"{self.entry} #{self.version}"

    @property
    def figure(self) -> Figure:
        return figure_of(self.value, not_applicable=self.not_applicable)


class EntryComment(models.Model):
    """A word about an entry that stays with it. Appended, never changed."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="comments", verbose_name=_("填报"))
    text = models.TextField(_("意见"), max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("留言人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("意见")
        verbose_name_plural = _("意见")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:50]


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User | AnonymousUser) -> "CorrectionQuerySet":
        return self.filter(entry__in=Entry.objects.visible_to(user))

    def proposed(self) -> "CorrectionQuerySet":
        return self.filter(state=Correction.State.PROPOSED)

    def of_plan(self, plan: Plan) -> "CorrectionQuerySet":
        return self.filter(entry__round__plan=plan)

    def matching(self, words: str) -> "CorrectionQuerySet":
        return self.filter(Q(entry__quantity__name__icontains=words) | Q(reason__icontains=words))

    def with_context(self) -> "CorrectionQuerySet":
        """With what a line on a page shows."""
        return self.select_related("entry__quantity", "entry__organization", "entry__round__plan", "by", "decided_by")


class Correction(Versioned):
    """A figure that was approved, to be replaced by another: a slip, or the final figure (定数) of a provisional one.

    The old figure counts until the office accepts the new one.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审核")
        ACCEPTED = "accepted", _("已采用")
        REFUSED = "refused", _("未采用")
        WITHDRAWN = "withdrawn", _("已撤回")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("填报"))
    value = models.DecimalField(_("更正后的数值"), max_digits=20, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    provisional = models.BooleanField(_("快报数"), default=False)
    note = models.TextField(_("说明"), blank=True, max_length=2000)
    reason = models.TextField(_("更正原因"), max_length=1000)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PROPOSED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True)
    answer = models.TextField(_("审核意见"), blank=True, max_length=1000)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="proposed"), name="one_correction_waits_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=True, value=None) | Q(not_applicable=False, value__isnull=False),
                name="correction_has_a_figure",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(state="accepted") | ~Q(decided_by=F("by")),
                name="nobody_accepts_their_own_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_state_display()}"

    @property
    def figure(self) -> Figure:
        return figure_of(self.value, not_applicable=self.not_applicable)
