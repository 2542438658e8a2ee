"""Widgets that write themselves out: a long grid shows hundreds, and each by a template would take most of its time."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class WrittenInput(forms.TextInput):
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        own = {"type": widget["type"], "name": widget["name"], "value": widget["value"]}
        return format_html("<input{}>", flatatt(own | widget["attrs"]))


class WrittenTextarea(forms.Textarea):
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """With a line break before the text: browsers drop the first one there is."""
        widget = self.get_context(name, value, attrs)["widget"]
        said = flatatt({"name": widget["name"]} | widget["attrs"])
        return format_html("<textarea{}>\n{}</textarea>", said, widget["value"] or "")
