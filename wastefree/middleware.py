"""What every answer goes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponse]

# Where somebody with a first password may go before it is changed.
FREE_OF_FIRST_PASSWORD = frozenset({"accounts:change_password", "accounts:sign_out", "set_language"})


class PrivatePages:
    """Pages of people who are signed in are kept by no cache, neither the browser's nor a proxy's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response


class FirstPassword:
    """Whoever was given a password changes it before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in FREE_OF_FIRST_PASSWORD:
            return None
        return redirect("accounts:change_password")
