"""The webhook port over HTTPS."""

from allmende.adapters.webhook.sender import HttpsWebhook

__all__ = ["HttpsWebhook"]
