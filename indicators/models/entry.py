"""The entry (填报): one quantity, one organization, one round; and every value it has ever had."""

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models.indicator import Indicator, Quantity
from indicators.models.plan import Plan
from indicators.models.round import Round
from wastefree.access import ORGANIZATION, WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.files.models import Attachment
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.versions import Versioned


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


def figure_of(value: Decimal | None, *, not_applicable: bool) -> Figure:
    if not_applicable:
        return NOT_APPLICABLE
    return MISSING if value is None else value


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User | AnonymousUser) -> "EntryQuerySet":
        """The office and leaders see the plan's entries, an organization's people their own."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(round__plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        if somebody.roles & ORGANIZATION:
            return within.filter(organization=somebody.organization_id)
        return self.none()

    def changeable_by(self, user: User | AnonymousUser) -> "EntryQuerySet":
        """Those in which the person may type: a reporter's own organization's, whatever state they are in."""
        somebody = person(user)
        if somebody is None or not somebody.has_role(Role.REPORTER):
            return self.none()
        return self.filter(round__plan__in=Plan.objects.visible_to(somebody), organization=somebody.organization_id)

    def in_round(self, round_: Round) -> "EntryQuerySet":
        return self.filter(round=round_)

    def of(self, organization: Organization) -> "EntryQuerySet":
        return self.filter(organization=organization)

    def editable(self) -> "EntryQuerySet":
        return self.filter(state__in=EDITABLE, locked=False)

    def owed(self) -> "EntryQuerySet":
        """Not yet handed in, in a round that is open."""
        return self.editable()

    def returned(self) -> "EntryQuerySet":
        return self.filter(state=EntryState.RETURNED)

    def to_check(self) -> "EntryQuerySet":
        """What an organization's reviewer looks at, where the plan asks for it."""
        return self.filter(state=EntryState.SUBMITTED, locked=False, round__plan__organization_review=True)

    def to_approve(self) -> "EntryQuerySet":
        """What the office looks at: also what waited for a review that the plan has switched off since."""
        left_over = Q(state=EntryState.SUBMITTED, round__plan__organization_review=False)
        return self.filter(Q(state=EntryState.CHECKED) | left_over, locked=False)

    def withdrawable(self) -> "EntryQuerySet":
        """What nobody has looked at yet since it was handed in."""
        unchecked = Q(state=EntryState.CHECKED, round__plan__organization_review=False)
        return self.filter(Q(state=EntryState.SUBMITTED) | unchecked, locked=False)

    def counted(self) -> "EntryQuerySet":
        return self.filter(state__in=COUNTED)

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

    def with_evidence(self) -> "EntryQuerySet":
        return self.prefetch_related("evidence")

    def with_comment_count(self) -> "EntryQuerySet":
        comments = EntryComment.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
        return self.annotate(comment_count=Coalesce(Subquery(comments.annotate(n=Count("pk")).values("n")), 0))

    def with_context(self) -> "EntryQuerySet":
        """With what a line on a page shows."""
        return self.select_related(
            "quantity", "organization", "round__plan", "entered_by", "checked_by", "approved_by", "returned_by"
        )


class Entry(Versioned):
    """A figure that one organization owes for one quantity in one round, with its way through the review."""

    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, related_name="entries", verbose_name=_("数据项"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="entries", verbose_name=_("填报单位")
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries", verbose_name=_("填报期"))
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    note = models.TextField(_("说明"), blank=True, max_length=2000)
    # 快报: a figure that the final one (定数) will replace, often next spring.
    provisional = models.BooleanField(_("快报数"), default=False)
    state = models.CharField(_("状态"), max_length=20, choices=EntryState.choices, default=EntryState.DRAFT)
    # Once true it stays: what was handed in late, or not by the day on which it was due, was late.
    late = models.BooleanField(_("逾期"), default=False)
    # Set when the round closes: the row itself changes, so that a save that comes at the same moment loses cleanly.
    locked = models.BooleanField(_("已锁定"), default=False)
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="entries", verbose_name=_("佐证材料"))
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

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("填报")
        verbose_name_plural = _("填报")
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
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(entered_by=None) | ~Q(checked_by=F("entered_by")),
                name="nobody_checks_their_own",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(entered_by=None) | ~Q(approved_by=F("entered_by")),
                name="nobody_approves_their_own",
            ),
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
    def is_withdrawable(self) -> bool:
        """Whether nobody has looked at it yet since it was handed in."""
        unchecked = self.state == EntryState.CHECKED and not self.round.plan.organization_review
        return (self.state == EntryState.SUBMITTED or unchecked) and not self.locked

    @property
    def is_editable(self) -> bool:
        """Whether a reporter could type in it, as far as the entry itself is concerned."""
        return self.state in EDITABLE and not self.locked


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


class EntryRevision(models.Model):
    """What an entry held after one step: a save, or a step of its review. Appended, never changed.

    They say what counted at any earlier moment, and so keep what was exported then reproducible.
    """

    class Step(models.TextChoices):
        SAVED = "saved", _("填报")
        SUBMITTED = "submitted", _("提交")
        WITHDRAWN = "withdrawn", _("撤回")
        CHECKED = "checked", _("部门审核")
        APPROVED = "approved", _("审核通过")
        RETURNED = "returned", _("退回")
        CORRECTED = "corrected", _("更正")
        MOVED = "moved", _("移交")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("填报"))
    version = models.PositiveIntegerField(_("版本"))
    step = models.CharField(_("操作"), max_length=10, choices=Step.choices, default=Step.SAVED)
    state = models.CharField(_("状态"), max_length=20, choices=EntryState.choices, default=EntryState.DRAFT)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6, null=True)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    provisional = models.BooleanField(_("快报数"), default=False)
    note = models.TextField(_("说明"), blank=True, max_length=2000)
    reason = models.TextField(_("原因"), blank=True, max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("时间"))

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
