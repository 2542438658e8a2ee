"""What holds for every model: whose it is can be asked, what is there is not deleted with another, migrations are made."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from indicators.models import Plan
from tests.architecture.places import make_neighbour
from tests.factories import create_user
from wastefree.accounts.models import Organization, User

OURS = {"accounts", "audit", "files", "notifications", "indicators", "cells", "tasks", "reports"}
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
# Reached only through an object that is itself asked whose it is.
THROUGH_ANOTHER = {
    "cells.CellQuota": "through its plan",
    "cells.CellType": "through its plan",
    "indicators.Baseline": "through its indicator",
    "indicators.IndicatorGroup": "through its plan",
    "indicators.Quantity": "through its plan",
    "indicators.Target": "through its indicator",
    "reports.SelfAssessment": "through its plan",
    "tasks.HandedDuty": "through its handover",
    "tasks.TaskSection": "through its plan",
}
# A child that means nothing without its parent may go with it.
PARTS_OF = {
    "audit.HandledRequest.user",
    "files.StagedUpload.owner",
    "indicators.EditionIndicator.edition",
    "indicators.EditionQuantity.edition",
    "indicators.Baseline.indicator",
    "indicators.Target.indicator",
    "notifications.Delivery.notification",
    "notifications.Notification.user",
}


def points_to(model: type[models.Model], *targets: type[models.Model]) -> bool:
    return any(field.related_model in targets for field in model._meta.get_fields() if field.concrete)


OWNED = [model for model in MODELS if points_to(model, Organization, Plan)]


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_what_belongs_to_somebody_can_be_asked_whose_it_is(model: type[models.Model]) -> None:
    if model._meta.label not in THROUGH_ANOTHER:
        assert hasattr(model._default_manager, "visible_to")


@pytest.mark.django_db
def test_nothing_of_others_is_visible_to_somebody_without_a_role() -> None:
    make_neighbour()
    nobody = create_user()
    for model in OWNED:
        visible_to = getattr(model._default_manager, "visible_to", None)
        if visible_to is not None:
            seen = visible_to(nobody)
            assert not (seen.exclude(pk=nobody.pk) if model is User else seen).exists(), model._meta.label


def test_the_exceptions_are_models_that_exist() -> None:
    assert THROUGH_ANOTHER.keys() <= {model._meta.label for model in MODELS}


def test_nothing_that_counts_is_deleted_together_with_something_else() -> None:
    together = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }
    assert together <= PARTS_OF


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
