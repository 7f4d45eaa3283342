"""What we ask of the outside world, as small Protocols that carry plain frozen values.

    engine     moves tokens through a process
    payment    takes money (shaped like XBezahldienste 1.0.0)
    identity   says who somebody is, and how surely
    registers  residents, civil status, parking permits, open claims; all others as holdings
    mail       sends a message
    scanner    looks for malware in an upload
    renderer   turns a composed notice into a PDF
    seal       seals a PDF and says later who sealed it
    webhook    tells another program that something changed

Time is no port: `now` and `today` are arguments. A transient failure (nobody answers, a timeout,
a 5xx) is `Unavailable`; the caller tries again later with the same key. A refusal that will stay a
refusal is a `Problem` value.
"""

from allmende.domain.ports.failure import Unavailable

__all__ = ["Unavailable"]
