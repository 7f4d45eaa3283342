"""What people type, read with German habits, and said again in German or English."""

from allmende.domain.forms.types.refused import RefusedEntry
from allmende.domain.forms.types.speaking import spoken, typed
from allmende.domain.forms.values.reading import read, read_as

__all__ = ["RefusedEntry", "read", "read_as", "spoken", "typed"]
