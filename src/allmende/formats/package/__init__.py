"""Package folder ↔ `ServicePackage`: reads strictly, reports everything, writes canonically.

list_packages  folder → `services/<id>` of every package below it
read_folder   folder → package, or problems with file and line
check_folder  folder → everything wrong with it, warnings included
read_checked  both at once: the package if nothing forbids its use, and everything there is to say
write_folder  package → folder, byte for byte the same each time
to_bundle     package → one blob for storing; from_bundle is its way back
"""

from allmende.formats.package.check import check_folder, read_checked
from allmende.formats.package.files import list_packages
from allmende.formats.package.reader import from_bundle, read_folder, to_bundle
from allmende.formats.package.writer import write_folder

__all__ = ["check_folder", "from_bundle", "list_packages", "read_checked", "read_folder", "to_bundle", "write_folder"]
