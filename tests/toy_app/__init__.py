"""A whole app outside of the core: visits that belong to a case. See `tests/architecture/test_new_app.py`."""
