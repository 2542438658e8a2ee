"""Forms about accounts and their roles."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wastefree.access import BUSINESS, Role
from wastefree.accounts.models import Language, Organization, User, UserQuerySet, fold_username
from wastefree.accounts.separation import conflict, given_by
from wastefree.audit import log
from wastefree.guarded import GuardedForm, taken
from wastefree.listing import ListForm

USERNAME = re.compile(r"[\w.@-]{2,50}")
NO_ROLE = "none"
STATES = [("active", gettext_lazy("在用")), ("closed", gettext_lazy("已停用")), ("all", gettext_lazy("全部"))]
DESCRIPTIONS = {
    Role.REPORTER: gettext_lazy("填报本单位的数据和任务进展"),
    Role.REVIEWER: gettext_lazy("审核本单位填报的数据"),
    Role.OFFICE: gettext_lazy("组织填报、审核全部数据、管理单位和填报人员"),
    Role.LEADER: gettext_lazy("查看全部数据，不修改"),
    Role.SYSTEM_ADMIN: gettext_lazy("建立、停用账号，重置密码；不接触业务数据"),
    Role.SECURITY_ADMIN: gettext_lazy("授予和收回角色；不接触业务数据"),
    Role.AUDITOR: gettext_lazy("查看和导出审计记录；不接触业务数据"),
}


class UserList(ListForm):
    """What the list of accounts is asked for; those in use, if nothing is said."""

    SORTS = {
        "organization": (gettext_lazy("单位顺序"), (F("organization__order").asc(nulls_first=True), "username")),
        "name": (gettext_lazy("用户名"), ("username",)),
        "last": (gettext_lazy("最近登录"), (F("last_login").desc(nulls_last=True), "username")),
    }

    organization = forms.ModelChoiceField(
        Organization.objects.all(), label=gettext_lazy("单位"), required=False, empty_label=gettext_lazy("全部")
    )
    role = forms.ChoiceField(
        label=gettext_lazy("角色"),
        required=False,
        choices=[("", gettext_lazy("全部")), *Role.choices, (NO_ROLE, gettext_lazy("还没有角色"))],
    )
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)
    field_order = ("q", "organization", "role", "state", "sort", "size")

    def narrow(self, users: UserQuerySet) -> UserQuerySet:
        users = users.matching(self.chosen("q") or "")
        if organization := self.chosen("organization"):
            users = users.of(organization)
        if role := self.chosen("role"):
            users = users.filter(grants=None) if role == NO_ROLE else users.filter(grants__role=role)
        state = self.chosen("state") or "active"
        if state != "all":
            users = users.in_use(state == "active")
        return users.order_by(*self.order)


def roles_field(offered: Collection[Role], *, required: bool) -> forms.MultipleChoiceField:
    """One box for each role that may be given, with a line that says what it is for."""
    choices = [(role.value, f"{role.label}——{DESCRIPTIONS[role]}") for role in Role if role in offered]
    return forms.MultipleChoiceField(
        label=_("这个人做什么"),
        choices=choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个角色。")},
    )


def check_roles(roles: Collection[Role]) -> None:
    """Raises ValidationError for two roles that one person cannot hold together."""
    if pair := conflict(roles):
        first, second = (str(role.label) for role in pair)
        raise ValidationError(
            _("“%(first)s”和“%(second)s”不能由同一个人担任（三员分立）。"),
            code="separation",
            params={"first": first, "second": second},
        )


class UserForm(GuardedForm):
    """Who somebody is. On a new account of the office's people also what they do."""

    class Meta:
        model = User
        fields = ("username", "display_name", "organization", "email", "phone")
        help_texts = {
            "username": gettext_lazy("登录用，例如姓名拼音。可用字母、数字、汉字、点和横线，建立后不能再改。"),
            "organization": gettext_lazy(
                "填报、审核、无废办和领导都要有单位；系统管理员、安全管理员和审计员可以不选。"
            ),
            "email": gettext_lazy("填了才能收到邮件提醒。"),
        }

    def __init__(self, data: Any = None, *, instance: User, by: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.sent_twice = log.was_handled(by, str(self.data.get("key", "")))
        choosable = Organization.objects.filter(Q(is_active=True) | Q(pk=instance.organization_id))
        self.fields["organization"].queryset = choosable  # type: ignore[attr-defined]
        self.fields["organization"].required = by.has_role(Role.OFFICE)
        if instance.pk:
            del self.fields["username"]
        elif by.has_role(Role.OFFICE):
            self.fields["roles"] = roles_field(given_by(by), required=True)

    def clean_username(self) -> str:
        username = fold_username(self.cleaned_data["username"])
        if not USERNAME.fullmatch(username):
            raise ValidationError(_("用户名用 2 至 50 个字母、数字、汉字或 . @ - _，中间没有空格。"), code="invalid")
        if taken(self.instance, username=username) and not self.sent_twice:
            raise ValidationError(_("用户名“%(name)s”已有人使用。"), code="taken", params={"name": username})
        return username

    def validate_unique(self) -> None:
        """`clean_username` says it better, and knows a form that comes a second time."""

    def chosen_roles(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data.get("roles", ())]


class RolesForm(forms.Form):
    """The roles of one person, as far as `by` may give and take them; the others are kept as they are."""

    def __init__(self, data: Any = None, *, user: User, by: User) -> None:
        self.user = user
        self.offered = given_by(by)
        self.kept = user.roles - self.offered
        held = [role.value for role in user.roles]
        super().__init__(data, initial={"roles": held}, label_suffix="", prefix="roles")
        self.fields["roles"] = roles_field(self.offered, required=False)

    @property
    def gives_all(self) -> bool:
        return self.offered == frozenset(Role)

    def clean_roles(self) -> frozenset[Role]:
        roles = self.kept | {Role(role) for role in self.cleaned_data["roles"]}
        check_roles(roles)
        if roles & BUSINESS and self.user.organization_id is None:
            raise ValidationError(
                _("%(name)s 还没有单位，看不到任何方案。请先由系统管理员补上单位，再授予角色。"),
                code="no_organization",
                params={"name": self.user.display_name},
            )
        return roles


class ProfileForm(GuardedForm):
    """What everyone may change about themselves."""

    class Meta:
        model = User
        fields = ("display_name", "email", "phone", "language")
        help_texts = {"email": gettext_lazy("填了才能收到邮件提醒。")}

    def __init__(self, data: Any = None, *, instance: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.fields["language"].choices = [("", _("随浏览器")), *Language.choices]  # type: ignore[attr-defined]
        self.fields["language"].help_text = ""
