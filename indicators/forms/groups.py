"""The form in which a group of indicators is renamed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import IndicatorGroup
from wastefree.guarded import GuardedForm, taken


class GroupForm(GuardedForm):
    class Meta:
        model = IndicatorGroup
        fields = ("name",)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        group = self.instance
        if taken(group, plan=group.plan_id, parent=group.parent_id, name=name):
            raise forms.ValidationError(_("同一级已有“%(name)s”，请换一个名称。"), code="taken", params={"name": name})
        return name
