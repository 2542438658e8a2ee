"""The library of indicator systems (指标库): its editions, one of them, two beside each other; and keeping our own."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators import definitions, editions
from indicators.editionbooks import blank_workbook, edition_workbook
from indicators.forms.edition_lists import ComparisonForm, EditionSearch, Groups
from indicators.forms.editions import EditionForm
from indicators.library import Edition
from indicators.library.comparing import compare
from indicators.models import Indicator, OwnEdition, Quantity
from wastefree.access import WHOLE_PLAN, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.downloads import as_attachment
from wastefree.files.responses import XLSX, download
from wastefree.versions import StaleError

Rest = ParamSpec("Rest")
OnOpen = Callable[Concatenate[SignedInRequest, OwnEdition, Rest], HttpResponse]


def on_open_edition(view: OnOpen[Rest]) -> Callable[..., HttpResponse]:
    """Gives the view our own edition of the address, and turns away from one that is closed."""

    @wraps(view)
    def guarded(request: SignedInRequest, edition_code: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        own = get_object_or_404(OwnEdition, code=edition_code)
        try:
            if own.closed:
                raise definitions.ClosedEdition
            return view(request, own, *args, **kwargs)
        except definitions.ClosedEdition:
            messages.error(request, _("本版已定稿，不能再改。需要修改时，请复制成新版本。"))
            return redirect("indicators:edition", own.code)

    return guarded


def edition_of_page(edition_code: str) -> Edition:
    """The edition named in the address. Raises Http404 for one that there is not."""
    try:
        return editions.edition(edition_code)
    except KeyError as error:
        raise Http404 from error


@requires(*WHOLE_PLAN)
@require_safe
def edition_list(request: SignedInRequest) -> HttpResponse:
    found = editions.editions()
    users = editions.users_of(found)
    successors = {each.supersedes: each for each in found if each.supersedes and each.closed}
    rows = [(each, users[each.code], successors.get(each.code)) for each in found]
    context = {"rows": rows, "keeps": request.user.has_role(Role.OFFICE)}
    return render(request, "indicators/editions.html", context)


@requires(*WHOLE_PLAN)
@require_safe
def edition(request: SignedInRequest, edition_code: str) -> HttpResponse:
    found = edition_of_page(edition_code)
    own = OwnEdition.objects.filter(code=edition_code).first()
    form = EditionSearch(request.GET)
    open_ = own if own and not own.closed else None
    context: dict[str, Any] = {
        "edition": found,
        "own": own,
        "form": form,
        "groups": _groups(form.narrow(found), open_),
        "quantities": _quantities(found, open_),
        "users": editions.users_of([found])[found.code],
        "supersedes": editions.names().get(found.supersedes, found.supersedes),
        "history": told(Record.objects.about(own), OwnEdition) if own else [],
        "keeps": request.user.has_role(Role.OFFICE),
    }
    context["count"] = sum(len(lines) for _levels, lines in context["groups"])
    return render(request, "indicators/edition.html", context)


def _groups(groups: Groups, own: OwnEdition | None) -> list[tuple[tuple[str, str], list[dict[str, Any]]]]:
    """The lines to show under their two levels; `pk` is that of the row where it can be changed."""
    rows = dict(own.indicators.values_list("name", "pk")) if own else {}
    return [
        (
            levels,
            [
                {
                    "indicator": each,
                    "pk": rows.get(each.name),
                    "kind": Indicator.Kind(each.kind).label,
                    "better": Indicator.Better(each.better).label,
                    "mandatory": Indicator.Mandatory(each.mandatory).label,
                }
                for each in indicators
            ],
        )
        for levels, indicators in groups.items()
    ]


def _quantities(found: Edition, own: OwnEdition | None) -> list[dict[str, Any]]:
    """The quantities with the numbers of the indicators that need them."""
    rows = dict(own.quantities.values_list("code", "pk")) if own else {}
    return [
        {
            "quantity": each,
            "pk": rows.get(each.code),
            "accumulation": Quantity.Accumulates(each.accumulation.value).label,
            "frequency": Quantity.Frequency(each.frequency).label,
            "users": [indicator for indicator in found.indicators if each in indicator.quantities],
        }
        for each in found.quantities
    ]


@requires(*WHOLE_PLAN)
@require_safe
def comparison(request: SignedInRequest) -> HttpResponse:
    """Two editions: what is new, gone, called or defined otherwise."""
    form = ComparisonForm(request.GET)
    before, after = form.pair()
    found = compare(before, after, silence_differs=False) if before and after else None
    context: dict[str, Any] = {"form": form, "before": before, "after": after, "comparison": found}
    if found:
        for kind in ("renamed", "redefined", "moved"):
            context[kind] = [(pair, editions.changes(pair)) for pair in getattr(found, kind)]
    return render(request, "indicators/edition_comparison.html", context)


@requires(*WHOLE_PLAN)
@require_safe
def export(request: SignedInRequest, edition_code: str) -> HttpResponse | FileResponse:
    """The edition as the workbook that can be handed in again."""
    found = edition_of_page(edition_code)
    name = _("指标库_%(label)s.xlsx") % {"label": found.label}
    own = OwnEdition.objects.filter(code=edition_code).first()
    if own is None:  # it comes with the portal, so that nothing of the portal's own leaves it
        return as_attachment(name, edition_workbook(found), XLSX)
    return download(request.user, name, edition_workbook(found), XLSX, about=own, verb="edition.exported")


@requires(Role.OFFICE)
@require_safe
def blank(request: SignedInRequest) -> HttpResponse | FileResponse:
    """The empty workbook to fill in."""
    return as_attachment(_("指标库模板.xlsx"), blank_workbook(), XLSX)


# --- keeping ---------------------------------------------------------------------------------------------------------


@requires(Role.OFFICE)
def edition_create(request: SignedInRequest) -> HttpResponse:
    """A new edition: empty, or as a copy of the one named in `from`."""
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:editions")
    code = request.GET.get("from")
    source = edition_of_page(code) if code else None
    form = EditionForm(request.POST or None, instance=_draft(source))
    if form.carry_out(
        lambda: definitions.create_edition(by=request.user, source=source, key=form.request_key, **form.changes())
    ):
        messages.success(request, _("版本已建立。可以上传工作簿，也可以逐项新增。"))
        return redirect("indicators:edition", form.result.code)
    context = {"form": form, "source": source}
    return render(request, "indicators/edition_form.html", context, status=form.answer_status)


def _draft(source: Edition | None) -> OwnEdition:
    """What the form starts with: for the next national edition nothing, for a copy what still holds of it."""
    if source is None:
        return OwnEdition()
    return OwnEdition(kind=OwnEdition.Kind.OWN, note=_("复制自%(label)s。") % {"label": source.label})


@requires(Role.OFFICE)
@on_open_edition
def edition_edit(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    form = EditionForm(request.POST or None, instance=own)
    if form.gives_way:
        return redirect("indicators:edition", own.code)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_edition(own, by=by, based_on=form.based_on, key=form.request_key, **form.changes())
    ):
        messages.success(request, _("版本已保存。"))
        return redirect("indicators:edition", own.code)
    return render(request, "indicators/edition_form.html", {"form": form, "own": own}, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
@on_open_edition
def edition_close(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    """From now on the edition stays as it is. The page says which version of it the person has seen."""
    if not own.indicators.exists():
        messages.error(request, _("本版还没有指标，不能定稿。"))
        return redirect("indicators:edition", own.code)
    based_on = request.POST.get("version", "")
    try:
        definitions.close_edition(own, by=request.user, based_on=int(based_on) if based_on.isdecimal() else 0)
    except StaleError:
        messages.error(request, _("您打开之后，本版已被别人改过，没有定稿。请看过现在的内容再定稿。"))
    else:
        messages.success(request, _("本版已定稿，内容不再改变。"))
    return redirect("indicators:edition", own.code)


@requires(Role.OFFICE)
@require_POST
@on_open_edition
def edition_remove(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    definitions.remove_edition(own, by=request.user)
    messages.success(request, _("“%(label)s”已删除。已经选取到方案里的指标不受影响。") % {"label": own.label})
    return redirect("indicators:editions")
