"""The mail port for the demo: messages go to a file and are read on a page. Never in production."""

from allmende.adapters.mailfile.mailbox import FileMail
from allmende.adapters.mailfile.pages import MailPagesConfig, application

__all__ = ["FileMail", "MailPagesConfig", "application"]
