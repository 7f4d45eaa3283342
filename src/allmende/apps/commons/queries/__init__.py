"""The read door. Unknown ids: `find_*` gives None, everything else raises `NoSuchDraft`.

drafts    drafts, their changes, the package in every state
reviews   comments, verdicts, where a proposal stands, what the cities agreed on
news      what happened, what is unread, what waits for somebody
"""

from allmende.apps.commons.queries.drafts import (
    Author,
    ChangeView,
    DraftLine,
    DraftView,
    Head,
    NoSuchDraft,
    changes_of,
    edition_of,
    find_draft,
    get_draft,
    get_edits,
    get_head,
    last_touch,
    list_drafts,
    newest_of,
    package_of,
    problems_of,
    remember,
    touched_after,
    tree_of,
)
from allmende.apps.commons.queries.news import (
    EventView,
    Mailing,
    Waiting,
    find_reading,
    list_events,
    list_to_mail,
    unread,
    waiting_for,
)
from allmende.apps.commons.queries.reviews import (
    CommentView,
    agreement,
    hands_of,
    list_comments,
    review_state,
    review_states,
)

__all__ = [
    "Author",
    "ChangeView",
    "CommentView",
    "DraftLine",
    "DraftView",
    "EventView",
    "Head",
    "Mailing",
    "NoSuchDraft",
    "Waiting",
    "agreement",
    "changes_of",
    "edition_of",
    "find_draft",
    "find_reading",
    "get_draft",
    "get_edits",
    "get_head",
    "hands_of",
    "last_touch",
    "list_comments",
    "list_drafts",
    "list_events",
    "list_to_mail",
    "newest_of",
    "package_of",
    "problems_of",
    "remember",
    "review_state",
    "review_states",
    "touched_after",
    "tree_of",
    "unread",
    "waiting_for",
]
