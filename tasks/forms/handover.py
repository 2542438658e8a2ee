"""Forms about handing duties over: who receives, and what of it."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import IN_REVIEW, Plan, Reported
from tasks.duties import Duty, Group, Key, Remark
from tasks.handover import Order
from wastefree.accounts.models import Organization

PREFIX = "duty"
STAYS = ""


class SourceForm(forms.Form):
    """Whose duties are to be handed over: those who take part in the plan."""

    source = forms.ModelChoiceField(Organization.objects.none(), label=_("移交单位"), empty_label=_("请选择"))

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data, label_suffix="")
        self.fields["source"].queryset = plan.organizations.all()  # type: ignore[attr-defined]


class ReceiversForm(forms.Form):
    """Who receives: one body for all, or several of which each duty has one."""

    to = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("接收单位"),
        empty_label=_("请选择"),
        help_text=_("全部职责默认交给它；下一步可以逐项改。"),
    )
    also = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("还有哪些单位接收"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, plan: Plan, source: Organization) -> None:
        super().__init__(data if "to" in data else None, label_suffix="")
        own = list(plan.organizations.values_list("pk", flat=True))
        bodies = Organization.objects.active().exclude(pk=source.pk)
        inside, outside = bodies.filter(pk__in=own), bodies.exclude(pk__in=own)
        to, also = self.fields["to"], self.fields["also"]
        to.queryset, also.queryset = bodies, inside  # type: ignore[attr-defined]
        to.choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            (_("参加方案的单位"), [(body.pk, body.name) for body in inside]),
            (_("还没有参加方案的单位（移交后自动加入）"), [(body.pk, body.name) for body in outside]),
        ]

    def receivers(self) -> list[Organization]:
        """The chosen ones, the usual one first; none as long as nothing sensible is chosen."""
        if not self.is_bound or not self.is_valid():
            return []
        first = self.cleaned_data["to"]
        return [first, *(body for body in self.cleaned_data["also"] if body != first)]


@dataclass(frozen=True)
class Row:
    """One duty on the page. `note` says why it cannot go to the usual receiver, `changed` that it is not as seen before."""

    duty: Duty
    field: str
    chosen: str
    note: str
    changed: bool

    @property
    def state(self) -> str:
        """How far what is reported is; other duties have no such state."""
        return str(self.duty.row.get_state_display()) if isinstance(self.duty.row, Reported) else ""


class HandoverForm(forms.Form):
    """When and why; and for each duty, in a field of its own that carries the version seen, who receives it."""

    on = forms.DateField(label=_("移交日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document_number = forms.CharField(
        label=_("依据文号"), required=False, max_length=100, help_text=_("例如：青编发〔2025〕3号，没有可不填。")
    )
    reason = forms.CharField(
        label=_("移交原因"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：机构改革，市环卫局并入市城管局。会写入每一项的修改记录。"),
    )
    confirm_again = forms.BooleanField(
        label=_("已提交、还没审核通过的数据退回为待填报，由接收单位重新确认"),
        required=False,
        help_text=_("不勾选时，已提交的数据连同状态一起移交，由接收单位的审核员继续审核。"),
    )
    leaves = forms.BooleanField(
        label=_("移出方案参加单位"),
        required=False,
        help_text=_("全部移交后，原单位不再参加方案，以后的填报期不再分配给它；历史数据仍在原单位名下。"),
    )
    dissolved = forms.BooleanField(
        label=_("原单位已撤销、并入或更名"),
        required=False,
        help_text=_("全部移交后停用原单位，各处注明“已并入”接收单位。它的账号不会自动停用。"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, source: Organization, own: Organization | None) -> None:
        initial = {"on": timezone.localdate(), "key": secrets.token_urlsafe(16)}
        super().__init__(data, initial=initial, label_suffix="")
        self.changed: frozenset[Key] | None = None
        if source == own:  # the office cannot leave its own plan: nobody could open it again
            del self.fields["leaves"], self.fields["dissolved"]

    def wanted(self, receivers: Iterable[Organization]) -> dict[Key, Organization | None]:
        """For each duty that the page showed the body chosen; what makes no sense stays where it is."""
        bodies = {str(body.pk): body for body in receivers}
        fields = {name: _key_of(name) for name in self.data if name.startswith(f"{PREFIX}-")}
        return {key: bodies.get(str(self.data[name])) for name, key in fields.items() if key is not None}

    def order(self, successor: Organization) -> Order:
        said = self.cleaned_data
        return Order(
            on=said["on"],
            reason=said["reason"],
            document_number=said["document_number"],
            leaves=said.get("leaves", False),
            successor=successor if said.get("dissolved") else None,
            confirm_again=said["confirm_again"],
        )

    def rows(self, groups: Iterable[Group], receivers: list[Organization]) -> list[tuple[str, str, list[Row]]]:
        """The duties to choose for, under the name and the label of their kind; what was chosen before stays chosen."""
        before = self._chosen_before()
        return [
            (
                group.kind.name.value,
                str(group.kind.name.label),
                [self._row(duty, receivers, before) for duty in group.duties],
            )
            for group in groups
        ]

    def _row(self, duty: Duty, receivers: list[Organization], before: Mapping[tuple[str, int], str]) -> Row:
        kind, pk, version = duty.key
        reasons = [(body, duty.why_not(body)) for body in receivers]
        usual = next((str(body.pk) for body, reason in reasons if reason is None), STAYS)
        return Row(
            duty=duty,
            field=f"{PREFIX}-{kind}-{pk}-{version}",
            chosen=before.get((kind, pk), usual),
            note=str(Remark(reasons[0][1]).label) if reasons and reasons[0][1] else "",
            changed=self.changed is not None and duty.key in self.changed,
        )

    def _chosen_before(self) -> dict[tuple[str, int], str]:
        if not self.is_bound:
            return {}
        found = {name: _key_of(name) for name in self.data}
        return {key[:2]: str(self.data[name]) for name, key in found.items() if key is not None}


def _key_of(name: str) -> Key | None:
    """The kind, row and version that a field's name says; None for any other field."""
    parts = name.split("-")
    if len(parts) != 4 or parts[0] != PREFIX or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    return parts[1], int(parts[2]), int(parts[3])


def waiting_for_review(groups: Collection[Group]) -> bool:
    """Whether there is anything for which it matters if it must be confirmed again."""
    return any(
        isinstance(duty.row, Reported) and duty.row.state in IN_REVIEW for group in groups for duty in group.duties
    )


class TakeBackForm(forms.Form):
    """Why the handover is taken back."""

    reason = forms.CharField(label=_("撤回原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), strip=True)
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data, initial={"version": version, "key": secrets.token_urlsafe(16)}, label_suffix="")
