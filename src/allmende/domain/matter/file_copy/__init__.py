"""A copy of a case's file (Akte): for a court, or for somebody with a right to see it (§ 29 VwVfG).

`pieces` says what the file consists of and what was left out, `statements` what was stated beside letters and messages,
`documents` writes the parts that exist only as data.
"""

from allmende.domain.matter.file_copy.documents import (
    IndexEntry,
    application_document,
    history_document,
    index_document,
    messages_document,
    statement_document,
)
from allmende.domain.matter.file_copy.pieces import (
    EVERYTHING,
    FileLetter,
    FileMessage,
    FilePiece,
    OmittedPages,
    Purpose,
    Selection,
    check_selection,
    check_words,
    list_pieces,
    parse_pages,
)
from allmende.domain.matter.file_copy.statements import FileStatement, list_statements

__all__ = [
    "EVERYTHING",
    "FileLetter",
    "FileMessage",
    "FilePiece",
    "FileStatement",
    "IndexEntry",
    "OmittedPages",
    "Purpose",
    "Selection",
    "application_document",
    "check_selection",
    "check_words",
    "history_document",
    "index_document",
    "list_pieces",
    "list_statements",
    "messages_document",
    "parse_pages",
    "statement_document",
]  # fmt: skip
