"""YAML 1.2 read strictly with a place for every value, and written in exactly one way."""

from allmende.formats.yaml.cut import causes, find_cut_values
from allmende.formats.yaml.nodes import YamlNode, YamlPlace
from allmende.formats.yaml.reader import MAX_BYTES, MAX_DEPTH, read
from allmende.formats.yaml.writer import write

__all__ = ["MAX_BYTES", "MAX_DEPTH", "YamlNode", "YamlPlace", "causes", "find_cut_values", "read", "write"]
