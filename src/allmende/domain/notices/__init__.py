"""Notices: what a package says (template), what a letter says (document), and how one becomes the other."""

from allmende.domain.notices.codec import from_json, to_json
from allmende.domain.notices.document import Document
from allmende.domain.notices.template import NoticeTemplate

__all__ = ["Document", "NoticeTemplate", "from_json", "to_json"]
