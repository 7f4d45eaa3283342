"""The postbox of a user account for tries: letters in a small SQLite file. Never in production."""

from allmende.adapters.sandbox_postbox.postbox import SandboxPostbox

__all__ = ["SandboxPostbox"]
