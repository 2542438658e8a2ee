"""Who is who: organizations, people, and the roles they hold."""

import unicodedata
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wastefree.access import ADMINISTRATORS, BUSINESS, WHOLE_PLAN, Role
from wastefree.versions import Versioned

# Who looks after the list of organizations, and who may write in it.
KEEPERS = frozenset({Role.OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
WRITERS = frozenset({Role.OFFICE, Role.SYSTEM_ADMIN})


def fold_username(text: str) -> str:
    """The one form of a user name: full-width letters, capitals and stray spaces make no other person."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: "User | AnonymousUser") -> "OrganizationQuerySet":
        """Those who keep the list and those who see whole plans see all of it, the others their own body."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        if somebody.roles & (KEEPERS | WHOLE_PLAN):
            return self
        return self.filter(users=somebody)

    def changeable_by(self, user: "User | AnonymousUser") -> "OrganizationQuerySet":
        somebody = person(user)
        return self if somebody is not None and somebody.roles & WRITERS else self.none()

    def matching(self, words: str) -> "OrganizationQuerySet":
        """Those whose names, code or people contain the words typed into the search."""
        if not words:
            return self
        return self.filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(code__icontains=words)
            | Q(leader_in_charge__icontains=words)
            | Q(liaison__icontains=words)
        )

    def with_people(self) -> "OrganizationQuerySet":
        """With the number of accounts in use, and the body that has taken it over, if one has."""
        return self.select_related("succeeded_by").annotate(people=Count("users", filter=Q(users__is_active=True)))

    def in_use(self, is_active: bool) -> "OrganizationQuerySet":
        return self.filter(is_active=is_active)

    def of_kind(self, kind: str) -> "OrganizationQuerySet":
        return self.filter(kind=kind) if kind else self

    def active(self) -> "OrganizationQuerySet":
        return self.filter(is_active=True)

    def regions(self) -> "OrganizationQuerySet":
        return self.filter(kind=Organization.Kind.REGION)


class Organization(Versioned):
    """A responsible body (责任单位): the office, a department of the city, or a region."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("无废办")
        DEPARTMENT = "department", _("市级部门")
        REGION = "region", _("区县")

    code = models.SlugField(
        _("编码"), max_length=50, unique=True, help_text=_("小写字母、数字和连字符，建立后不再改变")
    )
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=30, blank=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True, help_text=_("文件里的其他写法，导入时用来对应"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices, default=Kind.DEPARTMENT)
    leader_in_charge = models.CharField(_("分管领导"), max_length=50, blank=True)
    liaison = models.CharField(_("联络员"), max_length=50, blank=True)
    phone = models.CharField(_("电话"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    is_active = models.BooleanField(_("在用"), default=True)
    succeeded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("并入"),
        help_text=_("机构改革后承继其职责的单位"),
    )
    succeeded_on = models.DateField(_("并入日期"), null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("责任单位")
        verbose_name_plural = _("责任单位")
        ordering = ("order", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(succeeded_by=None) | (Q(succeeded_on__isnull=False) & Q(is_active=False)),
                name="succeeded_on_a_day_and_closed",
            ),
            models.CheckConstraint(condition=~Q(succeeded_by=F("id")), name="nobody_succeeds_themselves"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name used where room is short."""
        return self.short_name or self.name

    @property
    def is_region(self) -> bool:
        return self.kind == self.Kind.REGION

    def names(self) -> set[str]:
        """Every way in which documents write this body."""
        return {self.name, self.short_name, *self.aliases} - {""}


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """The two administrators of accounts see all, the office those who are no administrators."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        if somebody.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
            return self
        if somebody.has_role(Role.OFFICE):
            return self.exclude(grants__role__in=ADMINISTRATORS)
        return self.filter(pk=somebody.pk)

    def changeable_by(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """Whose details, password and closing a person may decide on; never their own.

        The system administrator decides on all but administrators: whoever could give the security administrator
        a new password would hold that role as well. The office decides on the people it gives roles to.
        """
        somebody = person(user)
        if somebody is None:
            return self.none()
        others = self.exclude(pk=somebody.pk).exclude(grants__role__in=ADMINISTRATORS)
        if somebody.has_role(Role.SYSTEM_ADMIN):
            return others
        if somebody.has_role(Role.OFFICE):
            return others.exclude(grants__role=Role.OFFICE)
        return self.none()

    def matching(self, words: str) -> "UserQuerySet":
        if not words:
            return self
        return self.filter(
            Q(display_name__icontains=words)
            | Q(username__icontains=words)
            | Q(email__icontains=words)
            | Q(phone__icontains=words)
            | Q(organization__name__icontains=words)
            | Q(organization__short_name__icontains=words)
        )

    def in_use(self, is_active: bool) -> "UserQuerySet":
        return self.filter(is_active=is_active)

    def with_roles(self) -> "UserQuerySet":
        """With what a line of the list shows."""
        return self.select_related("organization").prefetch_related("grants")

    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def holding(self, *roles: Role) -> "UserQuerySet":
        """Those who have at least one of the roles."""
        return self.active().filter(Exists(Grant.objects.filter(user=OuterRef("pk"), role__in=roles)))

    def of(self, organization: Organization) -> "UserQuerySet":
        return self.filter(organization=organization)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # built at run time
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class Language(models.TextChoices):
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"


class User(AbstractBaseUser, Versioned):
    """A person with an account. A person who leaves is closed (`is_active`), never deleted."""

    username = models.CharField(_("用户名"), max_length=50, unique=True)
    display_name = models.CharField(_("姓名"), max_length=50)
    email = models.EmailField(_("电子邮箱"), blank=True)
    phone = models.CharField(_("电话"), max_length=50, blank=True)
    language = models.CharField(
        _("界面语言"), max_length=10, choices=Language.choices, blank=True, help_text=_("不选时随浏览器")
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("单位"),
    )
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    joined_at = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ("organization__order", "username")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held; read once for each request."""
        return frozenset(Role(grant.role) for grant in self.grants.all())

    def has_role(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    @property
    def works_with_figures(self) -> bool:
        return bool(self.roles & BUSINESS)


class Grant(models.Model):
    """One role that one person holds. Given and taken in `accounts.separation` alone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        ordering = ("role",)
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class SignInAttempts(models.Model):
    """How often somebody has lately tried a user name from an address. The name need not exist: both look the same."""

    username = models.CharField(_("用户名"), max_length=50)
    address = models.GenericIPAddressField(_("网络地址"))
    count = models.PositiveSmallIntegerField(_("次数"), default=0)
    since = models.DateTimeField(_("起始时间"), db_index=True)
    locked_until = models.DateTimeField(_("锁定至"), null=True)

    class Meta:
        verbose_name = _("登录尝试")
        verbose_name_plural = _("登录尝试")
        constraints = [models.UniqueConstraint(fields=["username", "address"], name="one_count_per_name_and_address")]

    def __str__(self) -> str:
        return f"{self.username} {self.address}"

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and self.locked_until > now


def person(user: User | AnonymousUser) -> User | None:
    """The person behind a request, or None for a stranger."""
    return user if isinstance(user, User) and user.is_active else None
