"""Waste-free cells (无废细胞): their types, how many are to be created each year, and the cells themselves."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from indicators.models.plan import YEARS
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned


class CellTypeQuerySet(models.QuerySet["CellType"]):
    def changeable_by(self, user: User | AnonymousUser) -> "CellTypeQuerySet":
        """The office keeps the kinds of cells of its plan."""
        somebody = person(user)
        if somebody is None or not somebody.has_role(Role.OFFICE):
            return self.none()
        return self.filter(plan__in=Plan.objects.visible_to(somebody))

    def of_plan(self, plan: Plan) -> "CellTypeQuerySet":
        return self.filter(plan=plan)


class CellType(Versioned):
    """A kind of cell: school, factory, mall, village … with the other names under which it is known."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="cell_types", verbose_name=_("实施方案"))
    name = models.CharField(_("名称"), max_length=100)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    objects = CellTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("细胞类型")
        verbose_name_plural = _("细胞类型")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_cell_type_per_name")]

    def __str__(self) -> str:
        return self.name

    def names(self) -> set[str]:
        return {self.name, *self.aliases}


class CellQuotaQuerySet(models.QuerySet["CellQuota"]):
    def visible_to(self, user: User | AnonymousUser) -> "CellQuotaQuerySet":
        """The office and leaders see the whole plan of cells, an organization the types in which it leads."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        leading = CellQuota.leads.through._default_manager.filter(organization=somebody.organization)
        return within.filter(pk__in=leading.values("cellquota_id"))

    def changeable_by(self, user: User | AnonymousUser) -> "CellQuotaQuerySet":
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def of_plan(self, plan: Plan) -> "CellQuotaQuerySet":
        return self.filter(plan=plan)

    def in_year(self, year: int | None) -> "CellQuotaQuerySet":
        """Of one year, or of all years where none is given."""
        return self if year is None else self.filter(year=year)


class CellQuota(Versioned):
    """How many cells of a type are to be created in a year. What the higher level assigned and what the plan itself
    says may differ, and both are kept."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="cell_quotas", verbose_name=_("实施方案"))
    type = models.ForeignKey(CellType, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("细胞类型"))
    year = models.PositiveSmallIntegerField(_("年份"), validators=YEARS)
    text = models.CharField(_("创建数量（原文）"), max_length=100, blank=True)
    planned = models.PositiveIntegerField(_("计划数"), null=True, blank=True)
    assigned = models.PositiveIntegerField(_("上级下达数"), null=True, blank=True)
    leads = models.ManyToManyField(Organization, blank=True, related_name="cell_quotas", verbose_name=_("牵头单位"))
    responsible_text = models.CharField(_("牵头单位（原文）"), max_length=500, blank=True)

    objects = CellQuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("细胞创建计划")
        verbose_name_plural = _("细胞创建计划")
        ordering = ("year", "type__order")
        constraints = [models.UniqueConstraint(fields=["plan", "type", "year"], name="one_quota_per_type_and_year")]

    def __str__(self) -> str:
        return f"{self.type} {self.year} {self.text or self.planned}"


class CellQuerySet(models.QuerySet["Cell"]):
    def visible_to(self, user: User | AnonymousUser) -> "CellQuerySet":
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        return within.filter(Q(organization=somebody.organization_id) | Q(region=somebody.organization_id))

    def changeable_by(self, user: User | AnonymousUser) -> "CellQuerySet":
        """The office enters cells, names them, and takes a naming back."""
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def of_plan(self, plan: Plan) -> "CellQuerySet":
        return self.filter(plan=plan)

    def named(self) -> "CellQuerySet":
        return self.filter(state=Cell.State.NAMED)

    def creating(self) -> "CellQuerySet":
        return self.filter(state=Cell.State.CREATING)

    def in_view_of(self, year: int | None) -> "CellQuerySet":
        """What counts in a year: the cells named in it, and those still being created; all where none is given."""
        return self if year is None else self.filter(Q(state=Cell.State.CREATING) | Q(named_on__year=year))

    def matching(self, words: str) -> "CellQuerySet":
        return self.filter(name__icontains=words)

    def with_place(self) -> "CellQuerySet":
        return self.select_related("type", "organization", "region")


class Cell(Versioned):
    """One unit that has become, or is to become, a waste-free cell."""

    class State(models.TextChoices):
        CREATING = "creating", _("创建中")
        NAMED = "named", _("已命名")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="cells", verbose_name=_("实施方案"))
    type = models.ForeignKey(CellType, on_delete=models.PROTECT, related_name="cells", verbose_name=_("细胞类型"))
    name = models.CharField(_("单位名称"), max_length=200)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cells",
        verbose_name=_("牵头单位"),
    )
    region = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="located_cells",
        verbose_name=_("所在区县"),
    )
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.CREATING)
    named_on = models.DateField(_("命名日期"), null=True, blank=True)

    objects = CellQuerySet.as_manager()

    class Meta:
        verbose_name = _("无废细胞")
        verbose_name_plural = _("无废细胞")
        ordering = ("type__order", "pk")
        constraints = [
            # Two, because SQLite takes two empty regions for different ones.
            models.UniqueConstraint(fields=["plan", "type", "name", "region"], name="one_cell_per_name_in_region"),
            models.UniqueConstraint(
                fields=["plan", "type", "name"], condition=Q(region=None), name="one_cell_per_name_without_region"
            ),
            models.CheckConstraint(condition=~Q(state="named") | Q(named_on__isnull=False), name="named_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
