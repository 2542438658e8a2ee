"""The request as views behind `@requires` and `@signed_in` get it: somebody is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wastefree.accounts.models import User


class SignedInRequest(HttpRequest):
    """For the signatures of views; never made by hand."""

    user: User
    htmx: HtmxDetails
