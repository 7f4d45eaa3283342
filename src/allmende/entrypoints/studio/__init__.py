"""The studio: where packages are designed, reviewed, released and taken over. German: Werkstatt."""
