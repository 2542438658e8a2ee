"""The notices of the person who is signed in; and, for the system administrator, the messages on their way."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import Role, requires, signed_in
from wastefree.accounts.requests import SignedInRequest
from wastefree.listing import page_of
from wastefree.notifications.forms import DeliveryList
from wastefree.notifications.models import Delivery, Notification
from wastefree.notifications.notify import retry_failed

PER_PAGE = 20


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(request.user)
    page = Paginator(own.unread_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page, "unread": own.unread().count()})


@signed_in
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a notice as read and leads to what it is about; the address is one of the portal's own."""
    own = Notification.objects.visible_to(request.user)
    notice = get_object_or_404(own, pk=pk)
    own.filter(pk=pk).mark_read(timezone.now())
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notifications:list")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Notification.objects.visible_to(request.user).mark_read(timezone.now())
    return redirect("notifications:list")


@requires(Role.SYSTEM_ADMIN)
@require_safe
def deliveries(request: SignedInRequest) -> HttpResponse:
    """What is on its way, what has left, what could not: a mail server that is set wrong must not go unnoticed."""
    visible = Delivery.objects.visible_to(request.user)
    form = DeliveryList(request.GET)
    page = page_of(request, form.narrow(visible.with_notice()), form)
    context = {"form": form, "page": page, "failed": visible.failed().count()}
    return render(request, "notifications/deliveries.html", context)


@requires(Role.SYSTEM_ADMIN)
@require_POST
def retry(request: SignedInRequest) -> HttpResponse:
    """Sends on their way again those that failed, once the mail server is set right."""
    count = retry_failed(by=request.user, now=timezone.now())
    messages.success(request, _("%(count)s 封邮件已排队，几分钟内重新发送。") % {"count": count})
    return redirect("notifications:deliveries")
