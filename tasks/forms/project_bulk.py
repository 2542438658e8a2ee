"""Changing several projects together."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.models import Project
from wastefree.accounts.models import Organization

FIELDS: Final = ("organization", "region", "waste")
UNCHANGED: Final = _("（不改）")


class ProjectBulkForm(forms.Form):
    """What all projects ticked in the list are to have. Each tick carries the version that was seen."""

    data: Any
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("责任单位改为"), required=False, empty_label=UNCHANGED
    )
    region = forms.ModelChoiceField(
        Organization.objects.none(), label=_("所在区县改为"), required=False, empty_label=UNCHANGED
    )
    waste = forms.ChoiceField(label=_("类别改为"), required=False, choices=[("", UNCHANGED), *Project.Waste.choices])
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data, label_suffix="", initial={"key": secrets.token_hex(16)})
        self.fields["organization"].queryset = plan.organizations.active()  # type: ignore[attr-defined]
        self.fields["region"].queryset = plan.organizations.active().regions()  # type: ignore[attr-defined]
        self.ticked: dict[int, int] = {}

    def clean(self) -> dict[str, Any]:
        for tick in self.data.getlist("project"):
            pk, _colon, version = tick.partition(":")
            if pk.isdecimal() and version.isdecimal():
                self.ticked[int(pk)] = int(version)
        if not self.ticked:
            raise forms.ValidationError(_("请先勾选要修改的项目。"), code="none")
        if not self.errors and not self.changes:
            raise forms.ValidationError(_("请选择要改成什么：责任单位、所在区县或类别，至少一样。"), code="nothing")
        return self.cleaned_data

    @property
    def changes(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)}
