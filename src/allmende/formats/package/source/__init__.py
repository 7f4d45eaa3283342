"""The thin source form of a package, and how it becomes the exchange form that engine, studio and cities read.

read_source   files → parts with places
open_source   both, kept for the next reading
expand        parts → service.yaml, form.yaml, notices, texts, examples as nodes, process and decisions as values
"""

from allmende.formats.package.source.expand import Expanded, expand, open_source
from allmende.formats.package.source.source import Source, read_source

__all__ = ["Expanded", "Source", "expand", "open_source", "read_source"]
