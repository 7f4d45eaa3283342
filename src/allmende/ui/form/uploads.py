"""File fields: what is there already, what may be added, and how."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.forms import Field, accepted_kinds, check_count, check_size, most_count, most_size
from allmende.ui.form.frame import frame, several
from allmende.ui.form.page import StepPage, Uploaded, html_id, input_name, texts_of
from allmende.ui.html import esc
from allmende.ui.kern import button
from allmende.ui.speak import spoken_size

PHOTOS = ".jpg,.jpeg,.heic,.heif,.webp,.avif"
EXTENSIONS = {
    "pdf": ".pdf", "jpg": PHOTOS, "png": ".png", "tiff": ".tif,.tiff", "heic": PHOTOS,
    "txt": ".txt", "docx": ".docx", "xlsx": ".xlsx", "odt": ".odt",
}  # fmt: skip


def file_field(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """The list of stored files with a button to remove each, and an input for more.

    Stored files travel as hidden inputs with their ids, so a step can be sent again without sending files again.
    """
    there = [page.uploads[id_] for id_ in texts_of(value) if id_ in page.uploads]
    most = most_count(item)
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
        attributes=f' data-upload="{esc(path)}" data-said="{esc(spoken)}"{_limits(item, most - len(there), page.language)}',
    )


def _rules(item: Field, most: int, language: str) -> str:
    kinds, size = accepted_kinds(item), spoken_size(most_size(item), language)
    rules = [_("Erlaubt: %(kinds)s.") % {"kinds": ", ".join(kind.upper() for kind in kinds)}]
    rules.append(_("Höchstens %(size)s je Datei.") % {"size": size})
    rules.append(_("Bis zu %(n)s Dateien.") % {"n": most} if most > 1 else _("Eine Datei."))
    if {"jpg", "heic"} & set(kinds):
        rules.append(_("Fotos vom Handy gehen auch als HEIC, WebP und AVIF."))
    return " ".join(rules)


def _limits(item: Field, room: int, language: str) -> str:
    """What a script refuses before it sends anything, in the words of the server; `%s` is the file's name."""
    size, count = most_size(item), most_count(item)
    large, many = check_size(item, "%s", size + 1, ""), check_count(item, count + 1, "")
    said = {
        "too-large": large.text.spoken(language) if large else "",
        "too-many": many.text.spoken(language) if many else "",
    }
    words = "".join(f' data-{name}="{esc(text)}"' for name, text in said.items())
    return f' data-most-size="{size}" data-room="{room}"{words}'


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
    accept = ",".join(dict.fromkeys(EXTENSIONS[kind] for kind in accepted_kinds(item)))
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
