"""Settings, addresses and the wiring: which adapter sits behind which port, which fact wakes which task."""
