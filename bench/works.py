"""What people do in a quarter, through the whole of the portal but the network."""

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench.acts import Work, client_of, get, posted
from bench.city import City
from bench.floors import Floors
from bench.promise_works import promise_works
from indicators.models import Entry, EntryState
from wastefree.access import Role

APPROVED = 500


def works(city: City) -> Iterator[Work]:
    plan, round_ = city.place.plan, city.open_round
    office, leader = client_of(city.people[Role.OFFICE]), client_of(city.people[Role.LEADER])
    region = client_of(city.region_reporter)
    floors = Floors(city)
    grid = reverse("indicators:grid", args=[plan.code, round_.pk])
    yield Work("entry grid, 75 figures", lambda: get(region, grid), floors.read_grid)
    yield Work("autosave of one figure", lambda: _autosave(region, city), floors.save_one)
    yield Work(f"approve {APPROVED} entries", lambda: _approve(office, city), lambda: floors.move(APPROVED))
    yield Work("open a round", lambda: _open(office, city), floors.make_entries)
    yield Work("dashboard", lambda: get(leader, reverse("reports:dashboard", args=[plan.code])), floors.read_year)
    indicator = plan.indicators.filter(quantities__by_region=True).order_by("pk")[0]
    page = reverse("indicators:indicator", args=[plan.code, indicator.pk])
    yield Work("indicator page", lambda: get(leader, page), lambda: floors.read_indicator(indicator))
    listing = reverse("indicators:indicators", args=[plan.code])
    yield Work("indicator list", lambda: get(leader, listing), floors.read_year)
    review = reverse("indicators:review", args=[plan.code, round_.pk])
    yield Work("review list", lambda: get(office, review), floors.read_round)
    yield from promise_works(city)


def _autosave(client: Client, city: City) -> None:
    entry = city.open_round.entries.filter(organization=city.region_reporter.organization_id).order_by("pk")[0]
    sent = {f"e{entry.pk}-version": entry.version, f"e{entry.pk}-figure": "43.21", f"e{entry.pk}-note": "核对过"}
    path = reverse("indicators:entry_save", args=[city.place.plan.code, entry.pk])
    posted(client.post(path, sent, headers={"HX-Request": "true"}).status_code, 200)
    if Entry.objects.get(pk=entry.pk).version == entry.version:
        raise RuntimeError("nothing was saved")


def _approve(client: Client, city: City) -> None:
    chosen = city.open_round.entries.filter(state=EntryState.CHECKED).order_by("pk").values_list("pk", "version")
    some = list(chosen[:APPROVED])
    sent = {"entry": [pk for pk, _ in some], "then": "pass", **{f"version-{pk}": version for pk, version in some}}
    path = reverse("indicators:review", args=[city.place.plan.code, city.open_round.pk])
    posted(client.post(path, sent).status_code, 302)
    if city.open_round.entries.filter(state=EntryState.APPROVED).count() != len(some):
        raise RuntimeError("not all were approved")


def _open(client: Client, city: City) -> None:
    path = reverse("indicators:round_open", args=[city.place.plan.code, city.next_round.pk])
    posted(client.post(path, {"version": city.next_round.version}).status_code, 302)
    if not city.next_round.entries.exists():
        raise RuntimeError("the round was not opened")
