"""A payment provider to try things out: XBezahldienste 1.0.0 as API, a pay page for people, signed callbacks.

It behaves like a real one, on request also like a troublesome one: late, doubled, missing callbacks, people
who never come back. No money moves. It never starts in production.
"""

from allmende.adapters.sandbox_payment.machine import SandboxPaymentConfig, application

__all__ = ["SandboxPaymentConfig", "application"]
