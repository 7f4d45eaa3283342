"""Forms: what is asked, what was typed, what it means, what is missing. Pure functions over a compiled form."""

from allmende.domain.forms.answers import answers_from_json, answers_to_json
from allmende.domain.forms.checking import check_all, check_step
from allmende.domain.forms.compiled import PROVIDED, CompiledForm, compile_form
from allmende.domain.forms.confirmed import DISPUTED, attribute_of, confirmed_values, disputed_in, known_values
from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.forms.entries import add_row, fill_step, filled, read_step, remove_row
from allmende.domain.forms.files import (
    MEDIA_TYPES,
    accepted_kinds,
    accepted_types,
    check_count,
    check_size,
    check_upload,
    file_ids,
    files_at,
    keep_files,
    most_count,
    most_size,
)
from allmende.domain.forms.messages import PART_LABELS
from allmende.domain.forms.model import (
    NEEDED_TO,
    CheckedEntries,
    Entries,
    Field,
    FieldCheck,
    Form,
    FormContext,
    FormStep,
    Option,
    StoredUpload,
)
from allmende.domain.forms.summary import AnswerChange, SummaryRow, label_at, list_changes, summary
from allmende.domain.forms.types import FIELD_TYPES
from allmende.domain.forms.values import spoken, typed

__all__ = [
    "COUNTRIES",
    "DISPUTED",
    "FIELD_TYPES",
    "MEDIA_TYPES",
    "NEEDED_TO",
    "PART_LABELS",
    "PROVIDED",
    "AnswerChange",
    "CheckedEntries",
    "CompiledForm",
    "Entries",
    "Field",
    "FieldCheck",
    "Form",
    "FormContext",
    "FormStep",
    "Option",
    "StoredUpload",
    "SummaryRow",
    "accepted_kinds",
    "accepted_types",
    "add_row",
    "answers_from_json",
    "answers_to_json",
    "attribute_of",
    "check_all",
    "check_count",
    "check_size",
    "check_step",
    "check_upload",
    "compile_form",
    "confirmed_values",
    "disputed_in",
    "file_ids",
    "files_at",
    "fill_step",
    "filled",
    "keep_files",
    "known_values",
    "label_at",
    "list_changes",
    "most_count",
    "most_size",
    "read_step",
    "remove_row",
    "spoken",
    "summary",
    "typed",
]
