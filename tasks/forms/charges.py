"""Forms about who answers for an organization: finding them in the list, naming them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.charges import People
from tasks.models import Charge
from wastefree.access import BUSINESS, Role
from wastefree.accounts.models import Organization, User
from wastefree.guarded import GuardedForm, offered
from wastefree.listing import ListForm

# An account, the name of somebody without one, the post, and what else is said of the person.
ROLES: Mapping[str, tuple[str, ...]] = {
    "leader": ("leader", "leader_name", "leader_post"),
    "head": ("head_name", "head_post"),
    "liaison": ("liaison", "liaison_name", "liaison_post", "liaison_phone"),
}


class ChargeList(ListForm):
    """What the table of leaders and liaisons is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {"order": (_("单位顺序"), ("order", "code"))}
    KEPT = ("size", "sort")
    LEADER, LIAISON, CLOSED = "leader", "liaison", "closed"
    ONLY = (
        ("", _("全部单位")),
        (LEADER, _("没有分管领导的")),
        (LIAISON, _("没有联络员的")),
        (CLOSED, _("账号已停用的")),
    )

    kind = forms.ChoiceField(label=_("单位类型"), required=False, choices=[("", _("全部")), *Organization.Kind.choices])
    only = forms.ChoiceField(label=_("只看"), required=False, choices=ONLY)
    field_order = ("q", "kind", "only", "sort", "size")

    def narrow(self, people: Iterable[People]) -> list[People]:
        """A plan has some dozens of organizations: they are sifted here, where borrowed names are known too."""
        return [each for each in people if self._is_of_kind(each) and self._is_wanted(each) and self._is_named(each)]

    def _is_of_kind(self, people: People) -> bool:
        return self.chosen("kind") in (None, people.organization.kind)

    def _is_wanted(self, people: People) -> bool:
        match self.chosen("only"):
            case self.LEADER:
                return people.leader is None
            case self.LIAISON:
                return people.liaison is None
            case self.CLOSED:
                return people.leader_account_closed or people.liaison_account_closed
        return True

    def _is_named(self, people: People) -> bool:
        words = self.chosen("q")
        if not words:
            return True
        named = [person.name for person in (people.leader, people.head, people.liaison) if person]
        return any(words in text for text in (*named, *people.organization.names()))


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """A person by name and organization: a city has more than one 王伟."""

    def label_from_instance(self, user: Any) -> str:
        if user.organization is None:
            return str(user.display_name)
        facts = {"name": user.display_name, "organization": user.organization.label}
        return gettext("%(name)s（%(organization)s）") % facts


class ChargeForm(GuardedForm):
    """Who answers for one organization; an organization's own people are shown what is theirs to say."""

    leader = AccountField(
        User.objects.none(),
        label=_("分管领导（有账号的）"),
        required=False,
        help_text=_("选了账号，领导登录后能看到“我分管的”，需要领导过问的事项也会通知到本人。"),
    )
    liaison = AccountField(User.objects.none(), label=_("联络员（有账号的）"), required=False)

    class Meta:
        model = Charge
        fields = tuple(name for names in ROLES.values() for name in names)
        labels = {
            "leader_name": _("或填姓名（没有账号的）"),
            "leader_post": _("职务"),
            "head_name": _("姓名"),
            "head_post": _("职务"),
            "liaison_name": _("或填姓名（没有账号的）"),
            "liaison_post": _("职务"),
            "liaison_phone": _("电话"),
        }
        help_texts = {
            "leader_post": _("例如 副市长。"),
            "head_post": _("例如 局长。"),
            "liaison_phone": _("只有无废办和本单位看得到，不出现在责任清单里。"),
        }

    def __init__(
        self, data: Any = None, *, instance: Charge, plan: Plan, people: People, fields: frozenset[str] | None
    ) -> None:
        """`fields` are those that the person may write (None: all); `people` is what is told now."""
        super().__init__(data, instance=instance, initial=_borrowed(people))
        if instance.pk is None:
            self.initial["version"] = 0
        for name in set(self.Meta.fields) - (fields if fields is not None else set(self.Meta.fields)):
            del self.fields[name]
        own = User.objects.holding(*BUSINESS).select_related("organization")
        if "leader" in self.fields:
            taking_part = own.filter(organization__plans=plan).order_by("organization__order", "username")
            self._offer("leader", taking_part, instance.leader_id)
        self._offer("liaison", own.of(instance.organization), instance.liaison_id)

    def _offer(self, name: str, people: Any, chosen: int | None) -> None:
        users = offered(people, chosen).select_related("organization")
        if name == "leader":
            leaders = users.filter(grants__role=Role.LEADER)
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", _("（不选）")),
                (_("领导账号"), _choices(leaders)),
                (_("其他账号"), _choices(users.exclude(grants__role=Role.LEADER))),
            ]
        self.fields[name].queryset = users  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each of the three, as far as they may be written."""
        labels = {"leader": _("分管领导"), "head": _("责任人（一般是单位主要负责人）"), "liaison": _("联络员")}
        return [
            (str(labels[role]), [self[name] for name in names if name in self.fields])
            for role, names in ROLES.items()
            if names[0] in self.fields
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for role in ("leader", "liaison"):
            self._one_person(role, cleaned)
        for role, names in ROLES.items():
            named = any(cleaned.get(name) for name in (role, f"{role}_name"))
            if not named and any(cleaned.get(name) for name in names):
                error = forms.ValidationError(_("请先写明是谁，再写职务和电话。"), code="nobody")
                self.add_error(f"{role}_name", error)
        return cleaned

    def _one_person(self, role: str, cleaned: dict[str, Any]) -> None:
        account, name = cleaned.get(role), cleaned.get(f"{role}_name")
        if not account or not name:
            return
        if name == account.display_name:
            cleaned[f"{role}_name"] = ""
            return
        words = _("已选账号“%(account)s”，又填了姓名“%(name)s”，请只留一个。")
        error = forms.ValidationError(words, code="two", params={"account": account.display_name, "name": name})
        self.add_error(f"{role}_name", error)


def _choices(users: Iterable[Any]) -> list[tuple[int, str]]:
    labels = AccountField(User.objects.none())
    return [(user.pk, labels.label_from_instance(user)) for user in users]


def _borrowed(people: People) -> dict[str, str]:
    """What the list of organizations says, where the plan itself names nobody yet: to be kept or changed."""
    found: dict[str, str] = {}
    if people.leader and people.leader_is_borrowed:
        found["leader_name"] = people.leader.name
    if people.liaison and people.liaison_is_borrowed:
        found |= {"liaison_name": people.liaison.name, "liaison_phone": people.phone}
    return found
