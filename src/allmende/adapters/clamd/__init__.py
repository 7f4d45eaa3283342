"""The scanner port on ClamAV's daemon."""

from allmende.adapters.clamd.scanner import ClamdScanner, address_of

__all__ = ["ClamdScanner", "address_of"]
