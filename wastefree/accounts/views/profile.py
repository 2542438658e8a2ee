"""What everyone sees and changes about themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wastefree.access import signed_in
from wastefree.accounts.forms.users import DESCRIPTIONS, ProfileForm
from wastefree.accounts.language import remember_language
from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.accounts.transitions import edit_profile


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    user = User.objects.with_roles().get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)

    def save() -> None:
        edit_profile(user, based_on=form.based_on, changes=form.changes(), key=form.request_key)

    if form.gives_way:
        return redirect("accounts:profile")
    if form.carry_out(save):
        messages.success(request, _("个人信息已保存。"))
        response = redirect("accounts:profile")
        user.refresh_from_db()
        remember_language(response, user)
        return response
    roles = [(role, DESCRIPTIONS[role]) for role in sorted(user.roles)]
    return render(request, "accounts/profile.html", {"form": form, "roles": roles}, status=form.answer_status)
