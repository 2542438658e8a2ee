"""Forms about orders: finding them in the list, drafting one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Case, F, Value, When
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.models import Plan
from tasks.models import Order, OrderState
from tasks.models.order import OPEN, SUBJECTS, OrderQuerySet
from wastefree.accounts.models import Organization
from wastefree.files.forms import FilesField
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.listing import ListForm

OPEN_FIRST = Case(When(state__in=OPEN, then=Value(0)), When(state=OrderState.DRAFT, then=Value(1)), default=Value(2))
VISIT = ("visited_on", "place", "visitors", "findings")


class OrderList(ListForm):
    """What the list of orders is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "urgent": (_("未办结的在前，期限由近到远"), (OPEN_FIRST, F("due_on").asc(nulls_last=True), "pk")),
        "issued": (_("最新印发的在前"), (F("issued_at").desc(nulls_first=True), "-pk")),
        "organization": (_("承办单位"), ("organization__order", "organization_id", F("due_on").asc(nulls_last=True))),
        "number": (_("编号"), ("number",)),
    }
    UNDONE, EXTENSION, NOTHING = "open", "extension", "nothing"
    LATE, CLIMBED, WEEK, MONTH = "late", "climbed", "week", "month"
    STATES = (
        ("", _("全部")),
        (UNDONE, _("没有办结的")),
        *OrderState.choices,
        (EXTENSION, _("申请延期待批准")),
    )
    DUE = (
        ("", _("全部")),
        (LATE, _("已逾期")),
        (CLIMBED, _("逾期，已提请分管领导")),
        (WEEK, _("7 天内到期")),
        (MONTH, _("30 天内到期")),
    )
    ABOUT = (
        ("", _("全部")),
        ("task", _("重点任务")),
        ("entry", _("填报")),
        ("project", _("重点项目")),
        ("cell", _("无废细胞")),
        (NOTHING, _("其他事项")),
    )

    kind = forms.ChoiceField(
        label=pgettext_lazy("order", "类别"), required=False, choices=[("", _("全部")), *Order.Kind.choices]
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("承办单位"), required=False, empty_label=_("全部")
    )
    due = forms.ChoiceField(label=_("期限"), required=False, choices=DUE)
    about = forms.ChoiceField(label=_("针对"), required=False, choices=ABOUT)
    field_order = ("q", "kind", "state", "due", "organization", "about", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan, whole: bool) -> None:
        """`whole`: the person sees more than one organization's orders."""
        super().__init__(data)
        self.fields["organization"].queryset = plan.organizations.all()  # type: ignore[attr-defined]
        if not whole:
            del self.fields["organization"]

    def narrow(self, orders: OrderQuerySet, *, today: date) -> OrderQuerySet:
        """Those of `orders` that are asked for, in the order asked for."""
        for name in ("kind", "organization"):
            if chosen := self.chosen(name):
                orders = orders.filter(**{name: chosen})
        if words := self.chosen("q"):
            orders = orders.matching(words)
        if about := self.chosen("about"):
            empty = dict.fromkeys(SUBJECTS) if about == self.NOTHING else {}
            orders = orders.filter(**empty) if empty else orders.exclude(**{about: None})
        return self._due(self._in_state(orders), today).order_by(*self.order)

    def _in_state(self, orders: OrderQuerySet) -> OrderQuerySet:
        match self.chosen("state"):
            case None:
                return orders
            case self.UNDONE:
                return orders.open()
            case self.EXTENSION:
                return orders.asking_for_time()
            case state:
                return orders.filter(state=state)

    def _due(self, orders: OrderQuerySet, today: date) -> OrderQuerySet:
        match self.chosen("due"):
            case self.LATE:
                return orders.late(today)
            case self.CLIMBED:
                return orders.late(today).climbed()
            case self.WEEK:
                return orders.with_organization().filter(due_on__range=(today, today + timedelta(days=7)))
            case self.MONTH:
                return orders.with_organization().filter(due_on__range=(today, today + timedelta(days=30)))
            case _all:
                return orders


class OrderForm(GuardedForm):
    """A draft. Of a visit it asks what was seen; what it found to be changed may be nothing."""

    uploads = FilesField(label=_("附件"), help_text=_("相关文件或现场照片，可以一次选几个。"))

    class Meta:
        model = Order
        fields = (
            "number",
            "title",
            "organization",
            "cooperating",
            *VISIT,
            "requirement",
            "due_on",
            "acknowledge_by",
        )
        widgets = {
            "requirement": forms.Textarea(attrs={"rows": 6}),
            "findings": forms.Textarea(attrs={"rows": 5}),
            "cooperating": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "number": _("按类别和年份自动编号，可以改成本单位的编号。"),
            "requirement": _("写明要办什么、办到什么程度、交什么佐证材料。"),
            "acknowledge_by": _("不填时按方案设定的工作日计算。"),
            "visitors": _("谁去的，几个人用顿号隔开。"),
        }

    def __init__(self, data: Any = None, files: Any = None, *, instance: Order, **kwargs: Any) -> None:
        super().__init__(data, files=files, instance=instance, **kwargs)
        bodies = instance.plan.organizations.active()
        helping = instance.cooperating.values_list("pk", flat=True) if instance.pk else ()
        self.fields["organization"].queryset = offered(bodies, instance.organization_id)  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = offered(bodies, *helping)  # type: ignore[attr-defined]
        self.visits = instance.kind == Order.Kind.GUIDANCE
        if self.visits:
            self._of_visit()
        else:
            self.fields["requirement"].required = self.fields["due_on"].required = True
            for name in VISIT:
                del self.fields[name]

    def _of_visit(self) -> None:
        for name in ("visited_on", "place", "findings"):
            self.fields[name].required = True
        self.fields["requirement"].label = _("整改要求")
        self.fields["requirement"].help_text = _("要改什么、怎么改；没有需要整改的可以不填，只作记录。")
        self.fields["due_on"].label = _("整改期限")
        self.fields["uploads"].widget.attrs["accept"] += ",image/*"

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if taken(self.instance, plan=self.instance.plan_id, number=number):
            raise forms.ValidationError(
                _("编号 %(number)s 已经用过，请换一个。"), code="taken", params={"number": number}
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        due_on, by = cleaned.get("due_on"), cleaned.get("acknowledge_by")
        if cleaned.get("requirement") and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", forms.ValidationError(_("有要求就要有期限。"), code="due_on"))
        if due_on and by and by > due_on:
            self.add_error("acknowledge_by", forms.ValidationError(_("签收期限不能晚于办结期限。"), code="order"))
        if due_on and due_on < localdate() and self.data.get("then") == "issue":
            self.add_error("due_on", forms.ValidationError(_("办结期限不能早于印发的日期。"), code="past"))
        if cleaned.get("organization") in (cleaned.get("cooperating") or ()):
            error = forms.ValidationError(_("承办单位不用再列为配合单位。"), code="twice")
            self.add_error("cooperating", error)
        return cleaned
