"""What the list of quantities is asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.formulas import parse
from indicators.models import Plan
from indicators.models.indicator import QuantityQuerySet
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm


class QuantityList(ListForm):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), ("order", "code")),
        "name": (_("名称"), ("name",)),
        "code": (_("代码"), ("code",)),
    }
    REGIONS, NOBODY, UNUSED = "regions", "nobody", "unused"

    owner = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    only = forms.ChoiceField(
        label=_("只看"),
        required=False,
        choices=[
            ("", _("全部")),
            (REGIONS, _("分区县填报的")),
            (NOBODY, _("没有填报单位的")),
            (UNUSED, _("没有指标用到的")),
        ],
    )
    field_order = ("q", "owner", "only", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        super().__init__(data)
        self._plan = plan
        self.fields["owner"].queryset = plan.organizations.filter(quantities__plan=plan).distinct()  # type: ignore[attr-defined]

    def narrow(self, quantities: QuantityQuerySet) -> QuantityQuerySet:
        if owner := self.chosen("owner"):
            quantities = quantities.filter(owner=owner)
        if words := self.chosen("q"):
            quantities = quantities.matching(words)
        match self.chosen("only"):
            case self.REGIONS:
                quantities = quantities.filter(by_region=True)
            case self.NOBODY:
                quantities = quantities.filter(by_region=False, owner=None)
            case self.UNUSED:
                formulas = self._plan.indicators.exclude(formula="").values_list("formula", flat=True)
                needed = {name for formula in formulas for name in parse(formula).names}
                quantities = quantities.exclude(code__in=needed)  # those of a former basis alone are not used now
        return quantities.order_by(*self.order)
