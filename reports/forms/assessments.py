"""The words of a self-assessment."""

from django import forms

from reports.models import SelfAssessment
from wastefree.guarded import GuardedForm

WORDS = ("overview", "practices", "problems", "suggestions")


class SelfAssessmentForm(GuardedForm):
    class Meta:
        model = SelfAssessment
        fields = WORDS
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in WORDS}  # as Django's own Meta
