from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from wastefree.checks import every_route_has_a_policy


class WastefreeConfig(AppConfig):
    name = "wastefree"
    verbose_name = _("无废城市建设管理平台")

    def ready(self) -> None:
        register(every_route_has_a_policy, Tags.security)
