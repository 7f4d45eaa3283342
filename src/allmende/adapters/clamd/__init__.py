"""The scanner port on ClamAV's daemon."""

from allmende.adapters.clamd.scanner import ClamdScanner

__all__ = ["ClamdScanner"]
