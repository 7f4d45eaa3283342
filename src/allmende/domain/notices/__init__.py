"""Notices: what a package says (template), what a letter says (document), and how one becomes the other."""

from allmende.domain.notices.codec import from_json, to_json
from allmende.domain.notices.compose import compose
from allmende.domain.notices.document import Document
from allmende.domain.notices.placeholders import fill
from allmende.domain.notices.printed import list_texts
from allmende.domain.notices.requirements import check_template, list_expressions
from allmende.domain.notices.template import NoticeTemplate

__all__ = [
    "Document",
    "NoticeTemplate",
    "check_template",
    "compose",
    "fill",
    "from_json",
    "list_expressions",
    "list_texts",
    "to_json",
]
