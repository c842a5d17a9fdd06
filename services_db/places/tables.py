"""The tables of places, named after HSDS 3.1. They belong to the directories that are imported, not to the catalogue:
a build leaves them alone, and they have a MetaData of their own so that they can move to another database.

HSDS: location, address, schedule, accessibility, service_capacity, unit; `location_phone` is HSDS's phone of a
location (the table `phone` holds the catalogue's hotlines, which a build rewrites). service_at_location is no table:
a place serves every service of the catalogue whose `place_kind` is its kind, see ids.py.
Ours: place_source (the directories), the columns marked "ours" below, and two indexes kept by the importer:
`location.cell` for distance and `place_index` (FTS5 over pairs of characters) for words.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

location = Table(
    "location",
    metadata,
    Column("number", Integer, primary_key=True, doc="ours: the row's number, only used inside the database"),
    Column("id", String, nullable=False, unique=True, doc="HSDS uuid5 of the key"),
    Column("key", String, nullable=False, unique=True, doc="ours: what makes it the same place in the next import"),
    Column("name", String, nullable=False),
    Column("description", Text),
    Column("location_type", String, nullable=False, doc="always physical"),
    Column("latitude", Float, doc="WGS-84 degrees"),
    Column("longitude", Float, doc="WGS-84 degrees"),
    Column("kind", String, nullable=False, doc="ours: a key of PLACE_KINDS"),
    Column("county", String, nullable=False, doc="ours: one of the 12"),
    Column("town", String, doc="ours: 乡镇、街道"),
    Column("given_latitude", Float, doc="ours: as the directory has it"),
    Column("given_longitude", Float, doc="ours: as the directory has it"),
    Column("given_datum", String, doc="ours: WGS84, GCJ02 or BD09"),
    Column("cell", Integer, doc="ours: the square of about one kilometre it lies in, see grid.py"),
    Column("hours", Text, doc="ours: opening hours as the directory writes them"),
    Column("holidays", String, doc="ours: open, closed, or NULL when the directory does not say"),
    Column("source", String, nullable=False, doc="ours: the directory, with its publisher"),
    Column("checked_on", Date, doc="ours: when the directory's publisher checked it"),
    Column("imported_on", Date, nullable=False, doc="ours"),
    Column("last_modified", String, nullable=False, doc="ISO 8601; changes only when something in the row does"),
    Column("closed_on", Date, doc="ours: set when it left its directory and was closed on request"),
    Column("fingerprint", String, nullable=False, doc="ours: a hash of the imported row"),
    Column(
        "corrected_on", Date, doc="ours: set when an editor changed the row; the directory wins when it changes it too"
    ),
    Index("location_by_district", "kind", "county", "town", "name", "closed_on"),
    Index("location_by_cell", "kind", "cell", "closed_on", "county", "latitude", "longitude"),
    Index("location_by_source", "source"),
)

address = Table(
    "address",
    metadata,
    Column("id", String, primary_key=True),
    Column("location_number", ForeignKey("location.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("address_1", String, nullable=False),
    Column("city", String, nullable=False),
    Column("region", String, nullable=False, doc="the county"),
    Column("state_province", String, nullable=False),
    Column("postal_code", String, doc="NULL when the directory has none"),
    Column("country", String, nullable=False),
    Column("address_type", String, nullable=False),
)

location_phone = Table(
    "location_phone",
    metadata,
    Column("id", String, primary_key=True),
    Column("location_number", ForeignKey("location.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("number", String, nullable=False, doc="as it is dialled in Wenzhou: 0577-88888888, 12345"),
    Column("extension", String),
    Column("type", String, nullable=False),
)

schedule = Table(
    "schedule",
    metadata,
    Column("id", String, primary_key=True),
    Column("location_number", ForeignKey("location.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("freq", String, nullable=False, doc="always WEEKLY"),
    Column("byday", String, nullable=False, doc="MO,TU,WE,…"),
    Column("opens_at", String, nullable=False, doc="HH:MM in Wenzhou (+08:00)"),
    Column("closes_at", String, nullable=False, doc="HH:MM; 24:00, or not after opens_at: on the next day"),
    Column("valid_from", String, doc="MM-DD: the first day of a season"),
    Column("valid_to", String, doc="MM-DD: its last day"),
)

accessibility = Table(
    "accessibility",
    metadata,
    Column("id", String, primary_key=True),
    Column("location_number", ForeignKey("location.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("description", Text, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True, doc="托位, 床位"),
)

service_capacity = Table(
    "service_capacity",
    metadata,
    Column("id", String, primary_key=True),
    Column("location_number", ForeignKey("location.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("available", Integer, doc="free now; NULL when the directory does not say"),
    Column("maximum", Integer, doc="all there are; NULL when the directory does not say"),
    Column("updated", String, nullable=False, doc="ISO 8601 date"),
)

CHILDREN = (address, location_phone, schedule, accessibility, service_capacity)
