from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from services_db import Catalogue
from services_db.places.ids import location_id, quick_uuid, service_at_location_id, split_service_at_location
from services_db.schema import hsds_uuid


def test_place_keeps_its_id_from_import_to_import() -> None:
    assert location_id("示例/1") == location_id("示例/1") != location_id("示例/2")


@given(st.text(st.characters(codec="utf-8")))
def test_quick_ids_are_the_ids_of_the_catalogue(key: str) -> None:
    assert quick_uuid("address", key) == hsds_uuid("address", key)


def test_service_at_a_place_is_found_again_by_its_id(catalogue: Catalogue) -> None:
    services = [service.uuid for service in catalogue.services()]
    place, service = location_id("示例/1"), services[7]
    ident = service_at_location_id(place, service)
    assert uuid.UUID(ident).version == 8 and uuid.UUID(ident).variant == uuid.RFC_4122
    assert (place, service) in list(split_service_at_location(ident, services))
    others = [found for found, other in split_service_at_location(ident, services) if other != service]
    assert place not in others
