"""An OpenID Connect provider to try things out: *Test-Ausweis*, with the sample people.

Choose who you are and how surely; abort; sign in without a lasting pseudonym. Never in production.
"""

from allmende.adapters.sandbox_identity.machine import SandboxIdentityConfig, application

__all__ = ["SandboxIdentityConfig", "application"]
