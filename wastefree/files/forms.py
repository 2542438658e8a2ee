"""The form with which a file is handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wastefree.files.kinds import EXTENSIONS


class UploadForm(forms.Form):
    """One file; what it is, `uploads.receive` judges."""

    file = forms.FileField(
        label=_("文件"), widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS)}), max_length=500
    )
