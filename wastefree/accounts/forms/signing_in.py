"""Signing in, and the person's own password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wastefree.accounts.models import fold_username


class SignInForm(forms.Form):
    """Name and password. What is wrong with them is said by the view, in one way for all."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=50,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_username(self) -> str:
        return fold_username(self.cleaned_data["username"])


class OwnPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice; the new one must be another."""

    error_messages = {
        "password_incorrect": _("现在的密码不对，请检查大小写后再输入。"),
        "password_mismatch": _("两次输入的新密码不一样。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _(
            "至少 12 个字符，可以用几个词加数字组成；不要用姓名、用户名或常见密码。"
        )
        self.fields["new_password2"].label = _("再输一次新密码")
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能与现在的密码相同。"), code="unchanged")
        return password
