"""A package as parts that can be edited, compared and merged, and back to its canonical files.

open_tree     package → parts by address; close_tree is its way back, byte for byte
open_edition  package + its parts, for `domain.package.difference.compare`
apply         package + edits → package
replace_files  package + uploaded files → edits
"""

from allmende.formats.drafts.editing import apply, close_tree, open_edition, open_tree, replace_files

__all__ = ["apply", "close_tree", "open_edition", "open_tree", "replace_files"]
