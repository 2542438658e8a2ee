"""A plan copied for the next period."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.copying import copy
from tasks.forms.copying import CopyForm
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log


@requires(Role.OFFICE)
def plan_copy(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A new plan that starts with what the one in the address is made of."""
    source = plan_of_page(request, plan_code)
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        made = Plan.objects.visible_to(request.user).filter(code=request.POST.get("code", "").lower()).first()
        return redirect("indicators:plan", made.code) if made else redirect("indicators:plans")
    form = CopyForm(request.POST or None, source=source)
    by = request.user
    if form.carry_out(lambda: copy(source, form.choice(), by=by, key=form.request_key, **form.changes())):
        messages.success(request, _("新方案已建立。下面写明带来了什么、哪些要核对。"))
        return redirect("indicators:plan", form.result.code)
    return render(request, "indicators/plan_form.html", {"form": form, "source": source}, status=form.answer_status)
