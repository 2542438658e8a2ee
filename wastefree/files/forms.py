"""The forms with which files are handed in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wastefree.files.kinds import EXTENSIONS
from wastefree.files.uploads import RefusedUpload, judge, safe_name

ACCEPT = ",".join(EXTENSIONS)
# As many as one answer can be proved by; the rest goes into another.
MOST = 20


class UploadForm(forms.Form):
    """One file; what it is, `uploads.receive` judges."""

    file = forms.FileField(
        label=gettext_lazy("文件"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}), max_length=500
    )


class FilesInput(forms.FileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none. Cleans to a list; each that cannot be taken is told by its name, with the reason."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": FilesInput(attrs={"accept": ACCEPT}), **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads: Sequence[UploadedFile[bytes]] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > MOST:
            raise ValidationError(_("一次最多上传 %(most)s 个文件。"), code="too_many", params={"most": MOST})
        if problems := [problem for upload in uploads for problem in _problems(upload)]:
            raise ValidationError(problems)
        return list(uploads)


def _problems(upload: "UploadedFile[bytes]") -> list[ValidationError]:
    name = safe_name(upload.name or "")
    try:
        judge(upload, name)
    except RefusedUpload as refused:
        facts = {"name": name, "reason": str(refused.message)}
        return [ValidationError(_("%(name)s：%(reason)s"), code=refused.code, params=facts)]
    return []
