"""How a city moves out, and in elsewhere: rows as plain values, a folder with a checksum of every file, one moment in time.

Each app says in its `departure.py` which of its tables go along; this package knows how a row is written down and read.
"""
