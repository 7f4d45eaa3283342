"""File fields: what is there already, what may be added, and how."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.forms import Field
from allmende.ui.form.frame import frame, several
from allmende.ui.form.page import StepPage, Uploaded, html_id, input_name, texts_of
from allmende.ui.html import esc
from allmende.ui.kern import button
from allmende.ui.speak import spoken_size

EXTENSIONS = {
    "pdf": ".pdf", "jpg": ".jpg,.jpeg", "png": ".png", "tiff": ".tif,.tiff", "heic": ".heic",
    "txt": ".txt", "docx": ".docx", "xlsx": ".xlsx", "odt": ".odt",
}  # fmt: skip


def file_field(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """The list of stored files with a button to remove each, and an input for more.

    Stored files travel as hidden inputs with their ids, so a step can be sent again without sending files again.
    """
    there = [page.uploads[id_] for id_ in texts_of(value) if id_ in page.uploads]
    most = item.max_count or 1
    said = dict(messages)
    if path in page.upload_problems:
        said[path] = page.upload_problems[path]
    framed = frame(item, path, page, said, example=_rules(item, most, page.language))
    listed = _list(there, path, page.language)
    adder = _adder(item, path, framed.described + framed.invalid + framed.needed, most) if len(there) < most else ""
    done = (
        _("%(n)s Datei hochgeladen") % {"n": len(there)}
        if len(there) == 1
        else _("%(n)s Dateien hochgeladen") % {"n": len(there)}
    )
    spoken = said.get(path) or (done if there else "")
    empty = f'<input type="hidden" name="{esc(input_name(path))}" value="">'
    return several(
        framed,
        f"{empty}{listed}{adder}",
        attributes=f' data-upload="{esc(path)}" data-said="{esc(spoken)}"',
    )


def _rules(item: Field, most: int, language: str) -> str:
    kinds = ", ".join(kind.upper() for kind in item.accept)
    size = spoken_size(item.max_size, language) if item.max_size else ""
    rules = [_("Erlaubt: %(kinds)s.") % {"kinds": kinds}] if kinds else []
    if size:
        rules.append(_("Höchstens %(size)s je Datei.") % {"size": size})
    if most > 1:
        rules.append(_("Bis zu %(n)s Dateien.") % {"n": most})
    return " ".join(rules)


def _list(there: list[Uploaded], path: str, language: str) -> str:
    if not there:
        return ""
    return f'<ul class="al-files">{"".join(_line(upload, path, language) for upload in there)}</ul>'


def _line(upload: Uploaded, path: str, language: str) -> str:
    remove = button(
        _("Entfernen"), weight="tertiary", small=True, name="_action", value=f"unlink:{path}:{upload.id}",
        icon_name="delete", hidden=upload.name, formnovalidate=True,
    )  # fmt: skip
    return (
        f'<li><input type="hidden" name="{esc(input_name(path))}" value="{esc(upload.id)}"><span><span class="al-files__name">{esc(upload.name)}</span> '
        f'<span class="al-muted al-small">{esc(spoken_size(upload.size, language))}</span></span>{remove}</li>'
    )


def _adder(item: Field, path: str, tied: str, most: int) -> str:
    accept = ",".join(EXTENSIONS[kind] for kind in item.accept if kind in EXTENSIONS)
    id_ = f"{html_id(path)}-datei"
    several_ = " multiple" if most > 1 else ""
    label = esc(_("Datei auswählen") if most == 1 else _("Dateien auswählen"))
    send = button(
        _("Hochladen"),
        weight="secondary",
        name="_action",
        value=f"upload:{path}",
        hidden=label,
        formnovalidate=True,
    )
    return (
        f'<div class="kern-form-input"><label class="kern-label" for="{id_}">{label}</label>'
        f'<div class="al-upload"><input class="kern-form-input__input" type="file" id="{id_}" name="{esc(input_name(path))}._files" data-path="{esc(path)}"'
        f' accept="{accept}"{several_}{tied}>{send}</div></div>'
    )
