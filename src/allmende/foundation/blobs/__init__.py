"""Files people sent us and files we made: content-addressed on disk under `var/blobs/<city>/`, one row each."""
