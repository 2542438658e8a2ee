"""The language that a person has chosen, told to their browser."""

from django.conf import settings
from django.http import HttpResponseBase

from wastefree.accounts.models import User


def remember_language(response: HttpResponseBase, user: User) -> None:
    """Sets the cookie of the language switch to what the person's account says; nothing if it says nothing."""
    if not user.language:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
