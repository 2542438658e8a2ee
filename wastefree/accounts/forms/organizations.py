"""Forms about organizations."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wastefree.accounts.models import Organization, OrganizationQuerySet, User
from wastefree.audit import log
from wastefree.guarded import GuardedForm, taken
from wastefree.listing import ListForm

SEPARATORS = re.compile(r"[\s,，、;；/]+")
STATES = [("active", gettext_lazy("在用")), ("closed", gettext_lazy("已停用")), ("all", gettext_lazy("全部"))]


class OrganizationList(ListForm):
    """What the list of organizations is asked for; those in use, if nothing is said."""

    SORTS = {"order": (gettext_lazy("排列顺序"), ("order", "code")), "name": (gettext_lazy("名称"), ("name", "code"))}

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[("", gettext_lazy("全部")), *Organization.Kind.choices]
    )
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)
    field_order = ("q", "kind", "state", "sort", "size")

    def narrow(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        organizations = organizations.of_kind(self.chosen("kind") or "").matching(self.chosen("q") or "")
        state = self.chosen("state") or "active"
        if state != "all":
            organizations = organizations.in_use(state == "active")
        return organizations.order_by(*self.order)


class NamesField(forms.CharField):
    """Several names in one line, with any of the usual marks between them: a list of texts."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value))
        return list(dict.fromkeys(name for name in SEPARATORS.split(text) if name))


class OrganizationForm(GuardedForm):
    """All that an organization is, new or not; its code stays what it was."""

    aliases = NamesField(
        label=gettext_lazy("别名"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("文件里对这个单位的其他写法，用顿号隔开。导入附件时靠它认出单位。"),
    )

    class Meta:
        model = Organization
        fields = ("name", "short_name", "kind", "code", "aliases", "leader_in_charge", "liaison", "phone", "order")
        help_texts = {
            "name": gettext_lazy("全称，例如 市住房和城乡建设局。"),
            "short_name": gettext_lazy("表格和手机上用，例如 市住建局。"),
            "code": gettext_lazy("出现在网址里，小写字母、数字和连字符；不填时自动编号，建立后不能再改。"),
            "order": gettext_lazy("数字小的排在前面。"),
        }

    def __init__(self, data: Any = None, *, instance: Organization, by: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.sent_twice = log.was_handled(by, str(self.data.get("key", "")))
        if instance.pk:
            del self.fields["code"]
        else:
            self.fields["code"].required = False

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code and taken(self.instance, code=code) and not self.sent_twice:
            raise ValidationError(_("编码“%(code)s”已被另一个单位使用。"), code="taken", params={"code": code})
        return code

    def validate_unique(self) -> None:
        """`clean_code` says it better, and knows a form that comes a second time."""

    def clean(self) -> dict[str, Any]:
        """No name may mean two bodies: figures and tasks are matched by it."""
        cleaned = super().clean() or self.cleaned_data
        if self.sent_twice:
            return cleaned
        own = {cleaned.get("name"), cleaned.get("short_name"), *cleaned.get("aliases", ())} - {None, ""}
        for other in Organization.objects.active().exclude(pk=self.instance.pk):
            if shared := own & other.names():
                message = _("“%(name)s”已是“%(other)s”的名称、简称或别名，一个名称只能对应一个单位。")
                self.add_error(
                    None,
                    ValidationError(message, code="shared_name", params={"name": min(shared), "other": other.name}),
                )
        return cleaned
