"""What must hold between the quantities of a plan: listed, suggested, written, switched off and on."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.rules import RuleForm
from indicators.models import Plan, Round, Rule
from indicators.rules import in_names, suggestions
from indicators.ruling import rulings
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.versions import StaleError

TRYING = "try"


@requires(Role.OFFICE)
def rule_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    rules, round_ = list(plan.rules.all()), _newest(plan)
    judged = rulings(round_, rules) if round_ else []
    names = dict(plan.quantities.values_list("code", "name"))
    rows = [
        (
            rule,
            _sides(rule, names),
            [each for each in judged if each.rule.pk == rule.pk and not each.verdict.holds],
            _was(rule, judged),
        )
        for rule in rules
    ]
    offered = suggestions(plan.quantities.filter(is_active=True), rules)
    context = {"plan": plan, "rows": rows, "round": round_, "suggestions": offered}
    return render(request, "indicators/rules.html", context)


def _sides(rule: Rule, names: Mapping[str, str]) -> tuple[str, str]:
    return in_names(rule.left, names), in_names(rule.right, names)


def _was(rule: Rule, judged: list[Any]) -> bool:
    """Whether it could be judged anywhere."""
    return any(each.rule.pk == rule.pk for each in judged)


def _newest(plan: Plan) -> Round | None:
    """The round on whose figures rules are tried: the newest one that was opened."""
    return plan.rounds.exclude(state=Round.State.PLANNED).newest_first().first()


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A new rule; a suggestion comes filled in, and is a rule only once the office saves it."""
    plan = plan_of_page(request, plan_code)
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:rules", plan.code)
    given = {name: request.GET.get(name, "")[:150] for name in ("name", "left", "right")}
    form = RuleForm(request.POST or None, instance=Rule(plan=plan, **given))
    if TRYING not in request.POST and form.is_bound and form.is_valid():
        definitions.create_rule(plan, by=request.user, key=form.request_key, **form.changes())
        return _saved(request, plan, form)
    return _page(request, plan, form, None)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.rules.all(), pk=pk)
    form = RuleForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("indicators:rules", plan.code)
    by = request.user
    if TRYING not in request.POST and form.carry_out(
        lambda: definitions.update_rule(found, by=by, based_on=form.based_on, key=form.request_key, **form.changes())
    ):
        return _saved(request, plan, form)
    return _page(request, plan, form, found)


def _saved(request: SignedInRequest, plan: Plan, form: RuleForm) -> HttpResponse:
    messages.success(request, _("校核关系已保存，不符合的数据会提示填报人说明。"))
    for doubt in form.doubts:
        messages.warning(request, doubt)
    return redirect("indicators:rules", plan.code)


def _page(request: SignedInRequest, plan: Plan, form: RuleForm, found: Rule | None) -> HttpResponse:
    round_ = _newest(plan)
    tried = form.tried(round_)
    context = {
        "plan": plan,
        "form": form,
        "rule": found,
        "round": round_,
        "tried": tried,
        "broken": [each for each in tried or () if not each.verdict.holds],
        "quantities": plan.quantities.filter(is_active=True),
        "history": told(Record.objects.about(found), Rule) if found else [],
    }
    return render(request, "indicators/rule_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
def switch(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Off or on, from the list."""
    plan = plan_of_page(request, plan_code)
    rule = get_object_or_404(plan.rules.all(), pk=pk)
    version, wanted = request.POST.get("version", ""), request.POST.get("to") == "on"
    try:
        based_on = int(version) if version.isdecimal() else 0
        definitions.update_rule(rule, by=request.user, based_on=based_on, is_active=wanted)
    except StaleError:
        messages.error(request, _("刚刚有人改过这条校核关系，请看过现在的内容再操作。"))
    else:
        messages.success(request, _("校核关系已启用。") if wanted else _("校核关系已停用，不再提示。"))
    return redirect("indicators:rules", plan.code)
