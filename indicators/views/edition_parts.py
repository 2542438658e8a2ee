"""The indicators and quantities of our own editions, one by one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.forms.editions import EditionIndicatorForm, EditionQuantityForm
from indicators.models import EditionIndicator, EditionQuantity, OwnEdition
from indicators.views.editions import on_open_edition
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log

Part = EditionIndicator | EditionQuantity
Form = EditionIndicatorForm | EditionQuantityForm


@requires(Role.OFFICE)
@on_open_edition
def indicator_create(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    draft = EditionIndicator(edition=own)
    return _create(request, own, draft, EditionIndicatorForm(request.POST or None, instance=draft))


@requires(Role.OFFICE)
@on_open_edition
def indicator_edit(request: SignedInRequest, own: OwnEdition, pk: int) -> HttpResponse:
    found = get_object_or_404(own.indicators.select_related("edition"), pk=pk)
    return _edit(request, own, found, EditionIndicatorForm(request.POST or None, instance=found))


@requires(Role.OFFICE)
@require_POST
@on_open_edition
def indicator_remove(request: SignedInRequest, own: OwnEdition, pk: int) -> HttpResponse:
    return _remove(request, own, get_object_or_404(own.indicators.select_related("edition"), pk=pk))


@requires(Role.OFFICE)
@on_open_edition
def quantity_create(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    draft = EditionQuantity(edition=own, code=request.GET.get("code", "")[:50])
    return _create(request, own, draft, EditionQuantityForm(request.POST or None, instance=draft))


@requires(Role.OFFICE)
@on_open_edition
def quantity_edit(request: SignedInRequest, own: OwnEdition, pk: int) -> HttpResponse:
    found = get_object_or_404(own.quantities.select_related("edition"), pk=pk)
    return _edit(request, own, found, EditionQuantityForm(request.POST or None, instance=found))


@requires(Role.OFFICE)
@require_POST
@on_open_edition
def quantity_remove(request: SignedInRequest, own: OwnEdition, pk: int) -> HttpResponse:
    return _remove(request, own, get_object_or_404(own.quantities.select_related("edition"), pk=pk))


def _create(request: SignedInRequest, own: OwnEdition, draft: Any, form: Form) -> HttpResponse:
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:edition", own.code)
    if form.carry_out(lambda: definitions.create_part(draft, by=request.user, key=form.request_key, **form.changes())):
        messages.success(request, _("“%(name)s”已新增。") % {"name": form.result})
        return redirect("indicators:edition", own.code)
    return _page(request, own, form, None)


def _edit(request: SignedInRequest, own: OwnEdition, found: Any, form: Form) -> HttpResponse:
    if form.gives_way:
        return redirect("indicators:edition", own.code)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_part(found, by=by, based_on=form.based_on, key=form.request_key, **form.changes())
    ):
        messages.success(request, _("“%(name)s”已保存。") % {"name": form.result})
        return redirect("indicators:edition", own.code)
    return _page(request, own, form, found)


def _remove(request: SignedInRequest, own: OwnEdition, part: Part) -> HttpResponse:
    try:
        definitions.remove_part(part, by=request.user)
    except definitions.QuantityInUse as use:
        words = _("没有删除：“%(name)s”还用于%(users)s。请先改它们的公式。")
        messages.error(request, words % {"name": part, "users": "、".join(use.users[:5])})
    else:
        messages.success(request, _("“%(name)s”已从本版删除。") % {"name": part})
    return redirect("indicators:edition", own.code)


def _page(request: SignedInRequest, own: OwnEdition, form: Form, found: Part | None) -> HttpResponse:
    kind = "indicator" if isinstance(form, EditionIndicatorForm) else "quantity"
    context = {"own": own, "form": form, "part": found, "quantities": own.quantities.all()}
    return render(request, f"indicators/edition_{kind}_form.html", context, status=form.answer_status)
