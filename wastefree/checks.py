"""System checks of our own: no route without a policy."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the portal with its full path, in the order in which it is matched."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def policy_of(pattern: URLPattern, method: str = "") -> frozenset[str] | None:
    """The roles that may call the route; empty for everybody in the world; None if nobody has decided.

    An API view may decide for each method: then those for `method`, or without one all that may call it somehow.
    """
    callback = pattern.callback
    policy = getattr(callback, "policy", None)
    if policy is None:
        api_view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
        policy = getattr(api_view, "allowed_roles", None)
    if isinstance(policy, dict):
        policy = policy.get(method, frozenset()) if method else frozenset().union(*policy.values())
    return policy


def every_route_has_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The route {path!r} has no policy.",
            hint="Mark its view with @requires(...), @signed_in or @public, or an API view with allowed_roles.",
            id="wastefree.E001",
        )
        for path, pattern in routes()
        if policy_of(pattern) is None
    ]
