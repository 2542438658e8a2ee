"""Lists: what the address says about searching, sorting and paging, understood once for all of them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=Model)
DEFAULT_SIZE = 50
# More than any list here has; a request for "all" is still bounded.
ALL = 5000
SIZES = (("20", "20"), ("50", "50"), ("100", "100"), ("all", _("全部")))


class ListForm(forms.Form):
    """What a list is asked for. A value that makes no sense counts as not given: addresses are typed and old.

    Subclasses name in `SORTS` the orders that can be asked for, the first being the usual one.
    """

    data: Any
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {}

    # Fields that the search form only carries along.
    KEPT: tuple[str, ...] = ("size",)

    q = forms.CharField(label=_("搜索"), required=False, max_length=100)
    sort = forms.ChoiceField(label=_("排序"), required=False)
    size = forms.ChoiceField(label=_("每页"), required=False, choices=SIZES)

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        usable = data.copy() if hasattr(data, "copy") else dict(data)
        usable.setdefault("size", str(DEFAULT_SIZE))
        super().__init__(usable, label_suffix="", **kwargs)
        self.fields["q"].widget.attrs.update(type="search")
        choices = [(name, label) for name, (label, __) in self.SORTS.items()]
        self.fields["sort"].choices = choices  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """The understood value, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows less than all there is."""
        return any(self.chosen(name) for name in self.fields if name not in ("sort", "size"))

    @property
    def order(self) -> tuple[Any, ...]:
        usual = next(iter(self.SORTS))
        return self.SORTS[self.chosen("sort") or usual][1]

    @property
    def in_usual_order(self) -> bool:
        return (self.chosen("sort") or next(iter(self.SORTS))) == next(iter(self.SORTS))

    @property
    def above(self) -> list[forms.BoundField]:
        """The fields that stand above the list, to be seen and changed."""
        return [field for field in self if field.name not in self.KEPT]

    @property
    def hidden(self) -> list[forms.BoundField]:
        """Those chosen elsewhere on the page, which a new search keeps."""
        return [field for field in self if field.name in self.KEPT]

    def kept_without(self, *left_out: str) -> list[tuple[str, str]]:
        """What the address says besides, name by name, for a second form on the page that must not lose it."""
        return [
            (field.name, str(value))
            for field in self
            if field.name not in left_out
            for value in _each(field.data)
            if value not in (None, "")
        ]

    @property
    def sizes(self) -> tuple[tuple[str, Any], ...]:
        return SIZES

    @property
    def size_word(self) -> str:
        return self.chosen("size") or str(DEFAULT_SIZE)

    @property
    def page_size(self) -> int:
        return ALL if self.size_word == "all" else int(self.size_word)


class ColumnsForm(ListForm):
    """A list whose columns people choose. `COLUMNS` has all in their order, `USUAL` those that stand there at first."""

    COLUMNS: Mapping[str, Any] = {}
    USUAL: frozenset[str] = frozenset()
    KEPT: tuple[str, ...] = ("size", "columns")

    columns = forms.MultipleChoiceField(label=_("显示的列"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["columns"].choices = list(self.COLUMNS.items())  # type: ignore[attr-defined]

    @property
    def shown_columns(self) -> list[str]:
        chosen = set(self.chosen("columns") or ()) or self.USUAL
        return [name for name in self.COLUMNS if name in chosen]

    @property
    def headings(self) -> list[tuple[str, Any]]:
        return [(name, self.COLUMNS[name]) for name in self.shown_columns]

    @property
    def offered_columns(self) -> list[tuple[str, Any, bool]]:
        """Name, label, and whether it stands there now."""
        return [(name, label, name in self.shown_columns) for name, label in self.COLUMNS.items()]

    @property
    def kept_beside_columns(self) -> list[tuple[str, str]]:
        return self.kept_without("columns")

    @property
    def is_narrowed(self) -> bool:
        """Columns narrow nothing."""
        return any(self.chosen(name) for name in self.fields if name not in ("sort", "size", "columns"))


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def page_of(request: HttpRequest, rows: "QuerySet[Row]", form: ListForm) -> "Page[Row]":
    """The page that the address asks for; the last one where it asks for one beyond."""
    return Paginator(rows, form.page_size).get_page(request.GET.get("page"))
