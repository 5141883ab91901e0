"""The client `georeport` from PyPI, unchanged, over HTTP: both formats."""

from __future__ import annotations

import pytest
from georeport import GeoReport
from requests import HTTPError

from sunwai.api.models import Jurisdiction
from sunwai.core import clock
from sunwai.offices.models import Category
from tests.api.open311.conftest import QUESTIONS
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(live_server):
    """A world in which two requests were filed, and the address at which it answers."""
    with clock.frozen(MONDAY):
        world = World()
        Category.objects.filter(code="energy.no-supply").update(questions=QUESTIONS)
        Jurisdiction.objects.create(code="balaghat.mp.gov.in", place=world.district)
        world.cases = [world.register(), world.register(code="revenue.mutation")]
        world.address = f"{live_server.url}/open311/v2"
        yield world


@pytest.mark.parametrize("output_format", ["json", "xml"])
def test_the_client_reads_services_and_requests(city, output_format):
    client = GeoReport(city.address, jurisdiction="balaghat.mp.gov.in", output_format=output_format)

    services = client.get_service_list()
    definition = client.get_service_definition("energy.no-supply")
    listed = client.get_service_requests(service_code="energy.no-supply", status="open")
    one = client.get_service_request(city.cases[0].reference)

    assert [service["service_code"] for service in services] == [
        "energy.no-supply",
        "energy.transformer",
        "revenue.mutation",
    ]
    attributes = definition["attributes"]
    attributes = attributes["attribute"] if output_format == "xml" else attributes
    assert [attribute["code"] for attribute in attributes] == ["since", "all"]
    listed = [listed] if isinstance(listed, dict) else listed  # what the client makes of one element
    assert [row["service_request_id"] for row in listed] == [city.cases[0].reference]
    assert one["status"] == "open"
    assert one["description"] == "बिजली नहीं आ रही: रामपायली, तहसील वारासिवनी, बालाघाट"


def test_the_client_is_told_what_is_wrong(city):
    client = GeoReport(city.address, jurisdiction="nowhere.gov.in")

    with pytest.raises(HTTPError) as error:
        client.get_service_list()
    assert error.value.response.status_code == 404
