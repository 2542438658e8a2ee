"""Evidence goes out to those who may see it, as a file and nothing else."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Round
from tests.factories import create_entry, create_organization, create_quantity, create_user
from tests.files.samples import PDF, uploaded
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.files.uploads import receive

Browser = Callable[[User], Client]


@pytest.fixture
def evidence(lin: User, housing: Organization) -> Attachment:
    return receive(uploaded("环卫台账（8月）.pdf"), organization=housing, by=lin)


def address(attachment: Attachment) -> str:
    return reverse("files:download", args=[attachment.pk])


def proves(attachment: Attachment, round_: Round, organization: Organization) -> None:
    create_entry(create_quantity(round_.plan, owner=organization), round_).evidence.add(attachment)


def test_the_own_organization_gets_the_file(evidence: Attachment, gao: User, signed_in: Browser) -> None:
    response = signed_in(gao).get(address(evidence))
    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"


def test_a_chinese_name_arrives_whole(evidence: Attachment, lin: User, signed_in: Browser) -> None:
    response = signed_in(lin).get(address(evidence))
    response.getvalue()
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('环卫台账（8月）.pdf')}"


def test_the_file_can_do_nothing_in_a_browser(evidence: Attachment, lin: User, signed_in: Browser) -> None:
    response = signed_in(lin).get(address(evidence))
    response.getvalue()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER])
def test_office_and_leaders_get_what_proves_an_entry_of_their_plan(
    evidence: Attachment, open_round: Round, housing: Organization, office: Organization, role: Role, signed_in: Browser
) -> None:
    browser = signed_in(create_user("", role, organization=office))
    assert browser.get(address(evidence)).status_code == 404, "it proves nothing yet"
    proves(evidence, open_round, housing)
    response = browser.get(address(evidence))
    response.getvalue()
    assert response.status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER])
def test_a_file_of_another_plan_does_not_exist(
    evidence: Attachment, open_round: Round, housing: Organization, role: Role, signed_in: Browser
) -> None:
    proves(evidence, open_round, housing)
    stranger = create_user("", role, organization=create_organization())
    assert signed_in(stranger).get(address(evidence)).status_code == 404


def test_another_organizations_file_does_not_exist(evidence: Attachment, zhao: User, signed_in: Browser) -> None:
    assert signed_in(zhao).get(address(evidence)).status_code == 404


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_have_no_business_with_evidence(evidence: Attachment, role: Role, signed_in: Browser) -> None:
    assert signed_in(create_user("", role)).get(address(evidence)).status_code == 403


def test_a_stranger_is_sent_to_sign_in(evidence: Attachment, client: Client) -> None:
    response = client.get(address(evidence))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:sign_in"))


def test_handing_out_is_recorded(evidence: Attachment, lin: User, signed_in: Browser) -> None:
    signed_in(lin).get(address(evidence)).getvalue()
    record = Record.objects.about(evidence).filter(verb="file.downloaded").get()
    assert (record.actor, record.after) == (lin, {"name": evidence.name})


def test_a_lost_file_is_not_found_rather_than_an_error(evidence: Attachment, lin: User, signed_in: Browser) -> None:
    evidence.content.delete(save=False)
    assert signed_in(lin).get(address(evidence)).status_code == 404
