"""Judging the list of bodies."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from wastefree.accounts.forms.organizations import SEPARATORS
from wastefree.accounts.models import Organization
from wastefree.enrolment.proposals import Difference, ProposedOrganization, Unfit, differences
from wastefree.enrolment.sheets import Text, Texts

Kind = Organization.Kind

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("无废办", "办公室", "领导小组办公室", "office"), Kind.OFFICE),
    **dict.fromkeys(("市级部门", "部门", "市直部门", "市直单位", "市直", "市级", "department"), Kind.DEPARTMENT),
    **dict.fromkeys(
        ("区县", "县区", "旗县区", "县市区", "县(市、区)", "县（市、区）", "区", "县", "旗", "地区", "region"),
        Kind.REGION,
    ),
}
# A body whose name is that of a place and nothing else.
PLACE = re.compile(r"[\u4e00-\u9fff]{1,14}(区|县|旗|开发区|高新区|新区)")
PLAIN = ("name", "short_name", "leader_in_charge", "liaison", "phone")


class Bodies:
    """The bodies that the portal has and those that the list brings, found by every name they go by."""

    def __init__(self, existing: list[Organization]) -> None:
        self.by_code = {body.code: body for body in existing}
        self._by_name: dict[str, list[Organization]] = {}
        for body in existing:
            for name in body.names() if body.is_active else ():
                self._by_name.setdefault(name, []).append(body)
        self.brought: dict[str, str] = {}
        self.brought_codes: set[str | None] = set()

    def named(self, at: Text) -> Organization | None:
        """The body of that name. Raises `Unfit` if two bear it."""
        found = self._by_name.get(at.text, [])
        if len(found) > 1:
            raise Unfit(
                at, _("有几个单位用这个名称：%(names)s。请写全称。") % {"names": "、".join(b.name for b in found)}
            )
        return found[0] if found else None

    def knows(self, name: str) -> bool:
        return name in self._by_name or name in self.brought

    def bring(self, fields: Mapping[str, Any]) -> None:
        self.brought_codes.add(fields.get("code"))
        for name in (fields["name"], fields.get("short_name"), *fields.get("aliases", ())):
            if name:
                self.brought[name] = fields["name"]


def propose_organization(row: Texts, bodies: Bodies) -> ProposedOrganization:
    """What taking in the row would do. Raises `Unfit`."""
    name = row["name"]
    if not name.text:
        raise Unfit(name, _("缺少单位名称。"))
    if name.text in bodies.brought:
        raise Unfit(name, _("表里已有这个单位，这一行重复。"))
    given = _given(row)
    existing = bodies.by_code.get(given.get("code", "")) or bodies.named(name)
    if existing is None:
        given.setdefault("kind", Kind.REGION if PLACE.fullmatch(name.text) else Kind.DEPARTMENT)
        if given.get("code") in bodies.brought_codes - {None}:
            raise Unfit(row["code"], _("表里已有单位用这个编码。"))
        _refuse_shared_names(row, given, bodies)
        bodies.bring(given)
        return ProposedOrganization(None, given, _as_new(given))
    bodies.brought[name.text] = existing.name
    return _proposed_change(existing, given, row)


def _proposed_change(existing: Organization, given: dict[str, Any], row: Texts) -> ProposedOrganization:
    """Blank cells leave things as they are; other names are added to those known."""
    if given.get("code", existing.code) != existing.code:
        raise Unfit(row["code"], _("平台里这个单位的编码是 %(code)s，编码不能改。") % {"code": existing.code})
    given.pop("code", None)
    if given["name"] in existing.names():
        del given["name"]
    if "aliases" in given:
        given["aliases"] = list(dict.fromkeys([*existing.aliases, *given["aliases"]]))
    changed = {name: value for name, value in given.items() if getattr(existing, name) != value}
    pairs = [(_label(name), _shown(name, getattr(existing, name)), _shown(name, changed[name])) for name in changed]
    return ProposedOrganization(existing, changed, differences(pairs))


def _given(row: Texts) -> dict[str, Any]:
    """The cells that are filled in, as the fields want them."""
    given: dict[str, Any] = {name: _fitting(row[name], name) for name in PLAIN if name in row and row[name].text}
    if "kind" in row and row["kind"].text:
        given["kind"] = _kind(row["kind"])
    if "code" in row and row["code"].text:
        given["code"] = _code(row["code"])
    if "aliases" in row and row["aliases"].text:
        given["aliases"] = [name for name in SEPARATORS.split(row["aliases"].text) if name]
    return given


def _fitting(at: Text, name: str) -> str:
    limit = Organization._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
    if len(at.text) > limit:
        raise Unfit(at, _("太长：最多 %(limit)s 个字。") % {"limit": limit})
    return at.text


def _kind(at: Text) -> Kind:
    kind = KINDS.get(at.text.lower())
    if kind is None:
        raise Unfit(at, _("认不出这个类别，请写：无废办、市级部门或区县。"))
    return kind


def _code(at: Text) -> str:
    code = at.text.lower()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise Unfit(at, _("编码只能用小写字母、数字和连字符。")) from error
    return _fitting(Text(code, at.sheet, at.cell), "code")


def _refuse_shared_names(row: Texts, given: Mapping[str, Any], bodies: Bodies) -> None:
    for field in ("short_name", "aliases"):
        names = given.get(field, ())
        for name in [names] if isinstance(names, str) else names:
            if bodies.knows(name):
                raise Unfit(row[field], _("“%(name)s”已是另一个单位的名称。") % {"name": name})


def _as_new(given: Mapping[str, Any]) -> tuple[Difference, ...]:
    return differences((_label(name), "", _shown(name, value)) for name, value in given.items() if name != "name")


def _label(name: str) -> str:
    return str(Organization._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(name: str, value: Any) -> str:
    if name == "kind":
        return str(Kind(value).label)
    return "、".join(value) if isinstance(value, list) else str(value)
