"""The mail port on SMTP, with TLS."""

from allmende.adapters.smtp.sender import SMTPSender, SMTPSettings, settings_from_url

__all__ = ["SMTPSender", "SMTPSettings", "settings_from_url"]
