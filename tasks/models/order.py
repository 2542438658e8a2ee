"""Orders (交办、督办、督导、议定事项): what the office asks of an organization by a day, and what came of it."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from itertools import combinations
from operator import and_

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cells.models import Cell
from indicators.models import Entry, Plan
from tasks.models.charge import Charge
from tasks.models.meeting import Meeting
from tasks.models.order_steps import Escalation, Extension
from tasks.models.project import Project
from tasks.models.task import Task
from tasks.orderstatus import OrderStatus, order_status
from wastefree.access import ORGANIZATION, WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.files.models import Attachment
from wastefree.versions import Versioned

# What an order can be about: at most one of them.
SUBJECTS = ("task", "entry", "project", "cell")


class OrderState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ISSUED = "issued", _("待签收")
    ACKNOWLEDGED = "acknowledged", _("办理中")
    ANSWERED = "answered", _("已反馈")
    CLOSED = "closed", _("已销号")
    WITHDRAWN = "withdrawn", _("已撤回")


# The organization has to do something.
WITH_ORGANIZATION = frozenset({OrderState.ISSUED, OrderState.ACKNOWLEDGED})
# Not come to its end.
OPEN = WITH_ORGANIZATION | {OrderState.ANSWERED}


def _at_most_one(names: Sequence[str]) -> Q:
    """Of any two of the fields one is empty."""
    pairs = (Q((f"{one}__isnull", True)) | Q((f"{other}__isnull", True)) for one, other in combinations(names, 2))
    return reduce(and_, pairs)


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User | AnonymousUser) -> "OrderQuerySet":
        """The office sees all of its plan, leaders what has been issued, an organization its own and where it helps."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.has_role(Role.OFFICE):
            return within
        issued = within.exclude(issued_at=None)
        if somebody.roles & WHOLE_PLAN:
            return issued
        helping = Order.cooperating.through._default_manager.filter(organization=somebody.organization)
        return issued.filter(Q(organization=somebody.organization_id) | Q(pk__in=helping.values("order_id")))

    def changeable_by(self, user: User | AnonymousUser) -> "OrderQuerySet":
        """The office issues orders, verifies what is answered, and closes."""
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def answerable_by(self, user: User | AnonymousUser) -> "OrderQuerySet":
        """Those that the person acknowledges and answers: a reporter's or reviewer's, of the organization asked."""
        somebody = person(user)
        if somebody is None or not somebody.roles & ORGANIZATION:
            return self.none()
        return self.visible_to(user).exclude(issued_at=None).filter(organization=somebody.organization_id)

    def of_plan(self, plan: Plan) -> "OrderQuerySet":
        return self.filter(plan=plan)

    def of(self, organization: Organization) -> "OrderQuerySet":
        """Those that the organization answers."""
        return self.filter(organization=organization)

    def issued(self) -> "OrderQuerySet":
        return self.exclude(issued_at=None)

    def open(self) -> "OrderQuerySet":
        return self.filter(state__in=OPEN)

    def with_organization(self) -> "OrderQuerySet":
        """Those that wait for the organization."""
        return self.filter(state__in=WITH_ORGANIZATION)

    def to_acknowledge(self) -> "OrderQuerySet":
        return self.filter(state=OrderState.ISSUED)

    def asking_for_time(self) -> "OrderQuerySet":
        """Those with a request for more time that the office has not decided."""
        asking = Extension.objects.asked().filter(order=OuterRef("pk"))
        return self.with_organization().filter(Exists(asking))

    def for_office(self) -> "OrderQuerySet":
        """Those that wait for the office: answered, or asking for more time."""
        asking = self.model._default_manager.asking_for_time().values("pk")
        return self.filter(Q(state=OrderState.ANSWERED) | Q(pk__in=asking))

    def late(self, today: date) -> "OrderQuerySet":
        """Not answered by the day set, or not acknowledged by the day set for that."""
        unacknowledged = Q(state=OrderState.ISSUED, acknowledge_by__lt=today)
        return self.with_organization().filter(Q(due_on__lt=today) | unacknowledged)

    def climbed(self) -> "OrderQuerySet":
        """Those of which the leader in charge has been told."""
        told = Escalation.objects.filter(step__in=(Escalation.Step.LEADER, Escalation.Step.OFFICE))
        return self.filter(pk__in=told.values("order"))

    def under(self, leader: User) -> "OrderQuerySet":
        """Those of the organizations that the person is in charge of."""
        charges = Charge.objects.led_by(leader).filter(plan=OuterRef("plan"), organization=OuterRef("organization"))
        return self.filter(Exists(charges))

    def about(self, subject: models.Model) -> "OrderQuerySet":
        """Those about a task, an entry, a project or a cell."""
        return self.filter(**{str(subject._meta.model_name): subject})

    def matching(self, words: str) -> "OrderQuerySet":
        return self.filter(
            Q(number__icontains=words)
            | Q(title__icontains=words)
            | Q(requirement__icontains=words)
            | Q(place__icontains=words)
            | Q(findings__icontains=words)
        )

    def counts(self, today: date) -> dict[str, int]:
        """How many there are, and how many want attention; one query."""
        waiting = Q(state__in=WITH_ORGANIZATION)
        unacknowledged = Q(state=OrderState.ISSUED, acknowledge_by__lt=today)
        asking = Q(Exists(Extension.objects.asked().filter(order=OuterRef("pk"))))
        return self.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=Q(state__in=OPEN)),
            issued=Count("pk", filter=Q(state=OrderState.ISSUED)),
            acknowledged=Count("pk", filter=Q(state=OrderState.ACKNOWLEDGED)),
            answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
            late=Count("pk", filter=waiting & (Q(due_on__lt=today) | unacknowledged)),
            closed=Count("pk", filter=Q(state=OrderState.CLOSED)),
            extension=Count("pk", filter=waiting & asking),
        )

    def by_urgency(self) -> "OrderQuerySet":
        """Those that wait for the organization, the first due first."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def with_place(self) -> "OrderQuerySet":
        """With what a line of a list shows."""
        return self.select_related(
            "plan", "organization", "meeting", "task", "project", "cell__type", "entry__quantity", "entry__round"
        )

    def for_list(self) -> "OrderQuerySet":
        return self.with_place().prefetch_related("cooperating", "extensions")


class Order(Versioned):
    """One order. It has a number, a day and one organization that answers; what it is about is at most one thing."""

    class Kind(models.TextChoices):
        ASSIGNMENT = "assignment", _("交办单")
        SUPERVISION = "supervision", _("督办单")
        GUIDANCE = "guidance", _("现场督导")
        FOLLOW_UP = "follow_up", _("议定事项")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="orders", verbose_name=_("实施方案"))
    kind = models.CharField(pgettext_lazy("order", "类别"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("编号"), max_length=50)
    title = models.CharField(_("事项"), max_length=200)
    requirement = models.TextField(_("办理要求"), blank=True, max_length=5000)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="orders", verbose_name=_("承办单位")
    )
    cooperating = models.ManyToManyField(
        Organization, blank=True, related_name="supported_orders", verbose_name=_("配合单位")
    )
    due_on = models.DateField(_("办结期限"), null=True, blank=True)
    acknowledge_by = models.DateField(_("签收期限"), null=True, blank=True)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("重点任务")
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("填报")
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("重点项目")
    )
    cell = models.ForeignKey(
        Cell, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("无废细胞")
    )
    # A follow-up belongs to the meeting that decided it, and to the line of its agenda (`tasks.agendaitems`), if to one.
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("议定会议")
    )
    agenda_item = models.CharField(max_length=60, blank=True, editable=False)
    visited_on = models.DateField(_("督导日期"), null=True, blank=True)
    place = models.CharField(_("督导地点"), max_length=200, blank=True)
    visitors = models.CharField(_("督导人员"), max_length=200, blank=True)
    findings = models.TextField(_("发现的情况"), blank=True, max_length=5000)
    files = models.ManyToManyField(Attachment, blank=True, related_name="orders", verbose_name=_("附件"))
    state = models.CharField(_("状态"), max_length=20, choices=OrderState.choices, default=OrderState.DRAFT)
    issued_on = models.DateField(_("印发日期"), null=True)
    issued_at = models.DateTimeField(_("印发时间"), null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("印发人"),
    )
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("签收人"),
    )
    answered_at = models.DateTimeField(_("反馈时间"), null=True, editable=False)
    ended_at = models.DateTimeField(_("办结时间"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("办结人"),
    )
    ending = models.TextField(_("销号意见"), blank=True, max_length=2000)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办交办")
        verbose_name_plural = _("督办交办")
        ordering = (F("issued_at").desc(nulls_first=True), "-pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_order_per_number"),
            models.CheckConstraint(condition=_at_most_one(SUBJECTS), name="order_about_one_thing"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(kind="guidance", requirement=""), name="order_has_a_due_day"
            ),
        ]
        indexes = [models.Index(fields=["plan", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def status(self, today: date) -> OrderStatus:
        return order_status(self, today)

    @property
    def subject(self) -> Task | Entry | Project | Cell | None:
        """What it is about."""
        return self.task or self.entry or self.project or self.cell

    @property
    def is_draft(self) -> bool:
        return self.state == OrderState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def asks_something(self) -> bool:
        """A visit that found nothing to change is a record only."""
        return bool(self.requirement)

    @property
    def asked_extension(self) -> "Extension | None":
        """The one that waits for the office."""
        return next((each for each in self.extensions.all() if each.state == Extension.State.ASKED), None)
