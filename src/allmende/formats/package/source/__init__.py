"""The thin source form of a package, and how it becomes the exchange form that engine, studio and cities read.

read_source   files → parts with places
expand        parts → service.yaml, form.yaml, notices, texts, examples as nodes, process and decisions as values
"""

from allmende.formats.package.source.expand import Expanded, expand
from allmende.formats.package.source.source import Source, read_source

__all__ = ["Expanded", "Source", "expand", "read_source"]
