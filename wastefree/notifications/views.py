"""The notices of the person who is signed in."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import signed_in
from wastefree.notifications.models import Notification

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
