"""Judging the list of people."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from wastefree.access import Role
from wastefree.accounts.forms.organizations import SEPARATORS
from wastefree.accounts.forms.users import USERNAME
from wastefree.accounts.models import User, fold_username
from wastefree.accounts.separation import given_by
from wastefree.enrolment.organizations import Bodies
from wastefree.enrolment.proposals import Difference, ProposedPerson, Unfit, differences
from wastefree.enrolment.sheets import Text, Texts

ROLES: Mapping[str, Role] = {
    **dict.fromkeys(("填报员", "填报人", "填报", "reporter"), Role.REPORTER),
    **dict.fromkeys(("部门审核员", "审核员", "审核人", "审核", "部门审核", "reviewer"), Role.REVIEWER),
    **dict.fromkeys(("领导", "分管领导", "leader"), Role.LEADER),
    **dict.fromkeys(("无废办", "office"), Role.OFFICE),
    **dict.fromkeys(("系统管理员", "管理员"), Role.SYSTEM_ADMIN),
    **dict.fromkeys(("安全管理员",), Role.SECURITY_ADMIN),
    **dict.fromkeys(("审计员", "审计管理员"), Role.AUDITOR),
}
SHOWN = ("display_name", "email", "phone")


class Accounts:
    """The accounts that the portal has, those that `by` may change, and those already met in the list."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.by_name = {user.username: user for user in User.objects.with_roles()}
        self.changeable = set(User.objects.changeable_by(by).values_list("pk", flat=True))
        self.met: set[str] = set()


def propose_person(row: Texts, bodies: Bodies, accounts: Accounts) -> ProposedPerson:
    """What taking in the row would do. Raises `Unfit`."""
    if not row["display_name"].text:
        raise Unfit(row["display_name"], _("缺少姓名。"))
    username = _username(row, accounts)
    existing = accounts.by_name.get(username)
    if existing is not None and existing.pk not in accounts.changeable:
        raise Unfit(_name_cell(row), _("已有这个用户名的账号，但不由您管理；请换一个用户名。"))
    fields = _fields(row)
    body = _body(row, bodies, needed=existing is None)
    roles = _roles(row, accounts.by, needed=existing is None)
    if existing is None:
        return ProposedPerson(None, username, fields, body, roles, _as_new(fields, body, roles))
    return _proposed_change(existing, fields, body, roles)


def _proposed_change(
    existing: User, fields: dict[str, str], body: str, roles: frozenset[Role] | None
) -> ProposedPerson:
    """Blank cells leave things as they are."""
    changed = {name: value for name, value in fields.items() if getattr(existing, name) != value}
    pairs = [(_label(name), getattr(existing, name), value) for name, value in changed.items()]
    own = existing.organization
    if body and (own is None or body not in own.names()):
        pairs.append((_("单位"), own.name if own else "", body))
    else:
        body = ""
    if roles is not None:
        kept = frozenset(existing.roles)
        pairs.append((_("角色"), role_words(kept), role_words(roles)))
        roles = roles if roles != kept else None
    return ProposedPerson(existing, existing.username, changed, body, roles, differences(pairs))


def _name_cell(row: Texts) -> Text:
    return row["username"] if "username" in row and row["username"].text else row["display_name"]


def _username(row: Texts, accounts: Accounts) -> str:
    """As written, or the person's own name where nothing is written."""
    at = _name_cell(row)
    username = fold_username(at.text)
    if not USERNAME.fullmatch(username):
        raise Unfit(at, _("用户名用 2 至 50 个字母、数字、汉字或 . @ - _，中间没有空格。"))
    if username in accounts.met:
        raise Unfit(at, _("表里已有这个用户名，请给每个人不同的用户名。"))
    accounts.met.add(username)
    return username


def _fields(row: Texts) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name in SHOWN:
        at = row.get(name)
        if at is None or not at.text:
            continue
        limit = User._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(at.text) > limit:
            raise Unfit(at, _("太长：最多 %(limit)s 个字。") % {"limit": limit})
        fields[name] = at.text
    if "email" in fields:
        try:
            validate_email(fields["email"])
        except ValidationError as error:
            raise Unfit(row["email"], _("不是有效的电子邮箱。")) from error
    return fields


def _body(row: Texts, bodies: Bodies, *, needed: bool) -> str:
    at = row.get("organization")
    if at is None or not at.text:
        if needed:
            raise Unfit(at or row["display_name"], _("缺少单位。"))
        return ""
    existing = bodies.named(at)
    if existing is not None:
        return existing.name
    if at.text in bodies.brought:
        return bodies.brought[at.text]
    raise Unfit(at, _("平台和表里都没有这个单位，请检查写法，或先加入单位。"))


def _roles(row: Texts, by: User, *, needed: bool) -> frozenset[Role] | None:
    """What the cell says, as far as `by` gives roles at all; None where roles are left alone."""
    offered = given_by(by)
    if not offered:
        return None
    at = row.get("roles")
    if at is None or not at.text:
        if needed:
            raise Unfit(at or row["display_name"], _("缺少角色，请写：填报员、部门审核员或领导。"))
        return None
    roles = {word: ROLES.get(word.lower()) for word in SEPARATORS.split(at.text) if word}
    for word, role in roles.items():
        if role is None:
            raise Unfit(at, _("认不出角色“%(word)s”，请写：填报员、部门审核员或领导。") % {"word": word})
        if role not in offered:
            raise Unfit(at, _("角色“%(word)s”由安全管理员授予，不能在这里导入。") % {"word": word})
    return frozenset(role for role in roles.values() if role is not None)


def _as_new(fields: Mapping[str, Any], body: str, roles: frozenset[Role] | None) -> tuple[Difference, ...]:
    pairs = [(_("单位"), "", body), (_("角色"), "", role_words(roles or frozenset()))]
    return differences([*pairs, *((_label(name), "", fields[name]) for name in fields if name != "display_name")])


def role_words(roles: frozenset[Role]) -> str:
    return "、".join(str(role.label) for role in Role if role in roles)


def _label(name: str) -> str:
    return str(User._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
