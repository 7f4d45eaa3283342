"""An application as a file: canonical JSON and XML with published schemas (`schemas/application.*`).

Attached to every letter about it, and the form in which it leaves this system.
"""

from allmende.formats.application.attached import attached_files
from allmende.formats.application.describe import describe
from allmende.formats.application.json_form import from_json, to_json
from allmende.formats.application.model import (
    ApplicationAnswer,
    ApplicationCity,
    ApplicationFee,
    ApplicationFeeLine,
    ApplicationRecord,
    ApplicationService,
    ApplicationStep,
)
from allmende.formats.application.xml_form import from_xml, to_xml

__all__ = [
    "ApplicationAnswer",
    "ApplicationCity",
    "ApplicationFee",
    "ApplicationFeeLine",
    "ApplicationRecord",
    "ApplicationService",
    "ApplicationStep",
    "attached_files",
    "describe",
    "from_json",
    "from_xml",
    "to_json",
    "to_xml",
]
