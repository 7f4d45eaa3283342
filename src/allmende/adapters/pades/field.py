"""A signature field that assistive technology can name.

A field added while sealing has no name and no place in the structure tree, which breaks PDF/UA. So it is
put in before: a widget of no size with `/TU`, a `/Form` structure element that points to it, and the way
back through the parent tree.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

FIELD_NAME = "Siegel"
_PRINT_AND_LOCKED = 4 + 128
_SIGNATURES_EXIST_APPEND_ONLY = 3


def add_seal_field(pdf: bytes, label: str) -> bytes:
    """The tagged PDF with one empty signature field named `label` for screen readers.

    Error: `ValueError` when the file is not tagged or already has a form.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        if Name.StructTreeRoot not in root or Name.AcroForm in root:
            raise ValueError("Only a tagged PDF without a form can be prepared for a seal.")
        tree = root.StructTreeRoot
        key = int(tree.get(Name.ParentTreeNextKey, 0)) or _next_key(tree)
        page = file.pages[0].obj
        widget = file.make_indirect(_widget(page, label, key))
        element = file.make_indirect(_element(_document_element(tree), page, widget, label))
        _append(_document_element(tree), Name.K, element)
        pikepdf.NumberTree(tree.ParentTree)[key] = element
        tree[Name.ParentTreeNextKey] = key + 1
        _append(page, Name.Annots, widget)
        page[Name.Tabs] = Name.S
        root[Name.AcroForm] = Dictionary(Fields=Array([widget]), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY)
        out = io.BytesIO()
        # Nothing here changes the version the metadata speak of: they need not be parsed.
        file.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _widget(page: pikepdf.Object, label: str, key: int) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(FIELD_NAME),
        TU=String(label),
        Contents=String(label),
        Rect=Array([0, 0, 0, 0]),
        F=_PRINT_AND_LOCKED,
        P=page,
        StructParent=key,
    )


def _element(parent: pikepdf.Object, page: pikepdf.Object, widget: pikepdf.Object, label: str) -> Dictionary:
    reference = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
    return Dictionary(Type=Name.StructElem, S=Name.Form, P=parent, Pg=page, Alt=String(label), K=Array([reference]))


def _document_element(tree: pikepdf.Object) -> pikepdf.Object:
    """The one child of the structure tree root that holds the whole document."""
    kids = tree.K
    return kids[0] if isinstance(kids, Array) else kids


def _append(owner: pikepdf.Object, key: Name, item: pikepdf.Object) -> None:
    if key not in owner:
        owner[key] = Array([item])
    elif isinstance(owner[key], Array):
        owner[key].append(item)
    else:
        owner[key] = Array([owner[key], item])


def _next_key(tree: pikepdf.Object) -> int:
    return max((int(key) for key in pikepdf.NumberTree(tree.ParentTree)), default=-1) + 1
