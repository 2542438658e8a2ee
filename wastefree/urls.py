"""All pages and the API of all apps."""

from django.urls import include, path
from django.views.i18n import set_language

from wastefree.access import public
from wastefree.health import healthz
from wastefree.pages import home

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("language/", public(set_language), name="set_language"),
    path("", include("wastefree.accounts.urls")),
    path("", include("wastefree.audit.urls")),
    path("", include("wastefree.files.urls")),
    path("", include("wastefree.notifications.urls")),
    path("", include("wastefree.enrolment.urls")),
    path("", include("indicators.urls")),
    path("", include("tasks.urls")),
    path("", include("cells.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("wastefree.api")),
]
