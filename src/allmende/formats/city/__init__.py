"""City folder ↔ `City`: reads strictly, reports everything, writes canonically.

read_folder   `cities/<key>/` → City, or problems with file and line
to_json       City → plain data for storing; from_json is its way back
write_folder  City → folder, byte for byte the same each time
change_city   City + what the studio decided → City, through the same files
"""

from allmende.formats.city.changing import CityChange, NewValue, change_city, values_of
from allmende.formats.city.reader import from_json, list_folders, open_folder, read_folder, to_json, write_folder

__all__ = [
    "CityChange",
    "NewValue",
    "change_city",
    "from_json",
    "list_folders",
    "open_folder",
    "read_folder",
    "to_json",
    "values_of",
    "write_folder",
]
