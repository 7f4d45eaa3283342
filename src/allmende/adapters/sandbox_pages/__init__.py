"""What the sandbox machines share: a small WSGI toolkit and a page frame that nobody takes for a real one.

Nothing here is reached in production: `refuse_production` stands at every sandbox's door.
"""

from allmende.adapters.sandbox_pages.index import index
from allmende.adapters.sandbox_pages.page import page
from allmende.adapters.sandbox_pages.wsgi import (
    PageReply,
    Request,
    application,
    mounted,
    not_found,
    redirect,
    refuse_production,
)

__all__ = [
    "PageReply",
    "Request",
    "application",
    "index",
    "mounted",
    "not_found",
    "page",
    "redirect",
    "refuse_production",
]
