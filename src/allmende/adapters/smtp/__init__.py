"""The mail port on SMTP, with TLS."""

from allmende.adapters.smtp.sender import SMTPSender, SMTPSettings

__all__ = ["SMTPSender", "SMTPSettings"]
