"""Forms about plans: what a plan says of itself, and who takes part."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm, offered, taken

# Addresses under /plans/ that no plan may be called by.
RESERVED = frozenset({"new"})


class PlanForm(GuardedForm):
    """A plan. Its code is chosen once, since it stands in addresses."""

    class Meta:
        model = Plan
        fields = (
            "name",
            "code",
            "city",
            "document_number",
            "baseline_year",
            "first_year",
            "last_year",
            "due_days",
            "closing_days",
            "organization_review",
            "office_review",
            "on_track_margin",
            "behind_margin",
            "is_active",
        )
        help_texts = {
            "name": _("写文件的全称。"),
            "city": _("出现在报表和自评估的标题里。"),
            "document_number": _("还没有印发可以留空，例如：青政发〔2023〕5号。"),
            "baseline_year": _("基准值是哪一年的，进度从这一年年底算起。"),
            "on_track_margin": _("0.050 即 5%：比应有进度差不到全程的 5%，仍算“正常”。"),
            "behind_margin": _("0.200 即 20%：差 5% 到 20% 算“滞后”，差得更多算“严重滞后”。"),
            "is_active": _("不在用的方案不再出现在切换菜单里，数据仍然保留，可以随时恢复。"),
        }

    def __init__(self, data: Any = None, *, instance: Plan) -> None:
        super().__init__(data, instance=instance)
        if instance.pk:
            del self.fields["code"]
        else:
            del self.fields["is_active"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code in RESERVED or taken(self.instance, code=code):
            raise forms.ValidationError(_("编码 %(code)s 已被占用，请换一个。"), code="taken", params={"code": code})
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._in_order("first_year", "last_year", _("目标年不能早于起始年。"))
        self._in_order("baseline_year", "last_year", _("基准年应早于目标年。"), field="baseline_year")
        self._in_order("due_days", "closing_days", _("关闭期限不能早于填报期限。"))
        self._in_order("on_track_margin", "behind_margin", _("滞后的容差不能小于正常的容差。"))
        if not (cleaned.get("organization_review") or cleaned.get("office_review")):
            words = _("部门审核和无废办审核至少要保留一个，否则提交的数据没有人把关。")
            self.add_error("organization_review", forms.ValidationError(words, code="no_review"))
        return cleaned

    def _in_order(self, first: str, second: str, words: Any, *, field: str = "") -> None:
        one, two = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if one is not None and two is not None and one > two:
            self.add_error(field or second, forms.ValidationError(words, code="order"))


class PlanOrganizationsForm(GuardedForm):
    """Who takes part in a plan. The office's own body stays: without it nobody could open the plan again."""

    class Meta:
        model = Plan
        fields = ("organizations",)
        widgets = {"organizations": forms.CheckboxSelectMultiple}

    def __init__(self, data: Any = None, *, instance: Plan, own: Organization | None) -> None:
        super().__init__(data, instance=instance)
        self.own = own
        self._there = set(instance.organizations.values_list("pk", flat=True))
        rows = offered(Organization.objects.active(), *self._there)
        self.fields["organizations"].queryset = rows  # type: ignore[attr-defined]
        self.fields["organizations"].required = False

    def by_kind(self) -> Iterable[tuple[str, list[tuple[Organization, bool]]]]:
        """The bodies to tick, each with whether it is ticked, under the names of their kinds."""
        ticked = set(map(str, self.data.getlist("organizations"))) if self.is_bound else set(map(str, self._there))
        groups: dict[str, list[tuple[Organization, bool]]] = {kind: [] for kind in Organization.Kind.values}
        for body in self.fields["organizations"].queryset:  # type: ignore[attr-defined]
            groups[body.kind].append((body, str(body.pk) in ticked or body == self.own))
        return [(str(Organization.Kind(kind).label), bodies) for kind, bodies in groups.items() if bodies]

    def clean_organizations(self) -> list[Organization]:
        chosen = list(self.cleaned_data["organizations"])
        return chosen if self.own is None or self.own in chosen else [self.own, *chosen]
