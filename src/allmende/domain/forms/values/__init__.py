"""What people type, read with German habits, and said again in German or English."""

from allmende.domain.forms.values.reading import needed_parts, read, read_as
from allmende.domain.forms.values.refused import Refused
from allmende.domain.forms.values.speaking import spoken, typed

__all__ = ["Refused", "needed_parts", "read", "read_as", "spoken", "typed"]
