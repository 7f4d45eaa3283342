"""The record as the two files that travel inside a letter."""

from __future__ import annotations

from allmende.domain.ports.renderer import AttachedFile
from allmende.formats.application.json_form import to_json
from allmende.formats.application.model import ApplicationRecord
from allmende.formats.application.xml_form import to_xml


def attached_files(record: ApplicationRecord) -> tuple[AttachedFile, ...]:
    """`antrag.json` and `antrag.xml`, declared as the data of the letter (PDF/A-3 `AFRelationship`)."""
    described = f"Angaben aus dem Antrag {record.reference}"
    return (
        AttachedFile("antrag.json", "application/json", to_json(record), f"{described} (JSON)", "Data"),
        AttachedFile("antrag.xml", "application/xml", to_xml(record), f"{described} (XML)", "Data"),
    )
