"""States of the world by ISO 3166-1 alpha-2 code, from `countries.csv`.

German names: state list of the Federal Statistical Office, edition 2024-08-01
(urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staat_2024-08-01). English names: Unicode CLDR.
At the end: areas that issue travel documents without being in that list, and people without a state.
"""

from __future__ import annotations

from pathlib import Path

from allmende.domain.values.names import read_names

COUNTRIES = read_names(Path(__file__).with_suffix(".csv"))
"""Code to name, in German alphabetical order, special cases last."""
