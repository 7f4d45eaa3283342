"""Files nobody should have to open."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

HEAD = (
    b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names 6 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
HTML = b"<!doctype html><script>alert(1)</script>"


def unpacking_to(megabytes: int) -> bytes:
    """Zeros, deflated a thousand to one."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose table of objects unpacks to that much."""
    raw = unpacking_to(megabytes)
    table = (
        b"4 0 obj<</Type/XRef/Size %d/W[1 4 3]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
        % (megabytes * (1 << 17), len(raw))
        + raw
        + b"\nendstream endobj\n"
    )
    return HEAD + table + b"startxref\n%d\n%%%%EOF\n" % len(HEAD)


def pdf(page_script: str = "", note_script: str = "", root_script: str = "", link: str = "") -> bytes:
    """A blank page, with what is asked for hidden somewhere in it."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        page = made.pages[0].obj
        if page_script:
            page.AA = pikepdf.Dictionary(O=script(page_script))
        if note_script:
            page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=script(note_script))])
        if root_script:
            made.Root.AA = pikepdf.Dictionary(WC=script(root_script))
        if link:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=link)
            page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])
        made.save(kept)
    return kept.getvalue()


def script(text: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=text)


def png_of(width: int, height: int) -> bytes:
    """A picture that says it is that large."""
    body = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack("!I", 13) + body + struct.pack("!I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + picture("PNG")[33:]


def picture(kind: str, side: int = 8) -> bytes:
    """A small honest picture, with noise so that it has some bytes."""
    kept = io.BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(kept, kind)
    return kept.getvalue()


def archive(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return kept.getvalue()


def document(types: str = "", relations: str = "", **members: bytes) -> bytes:
    """A document of Word with those content types and relationships, and further members."""
    described = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
        ),
    }
    kept = io.BytesIO(archive(word__document_DOT_xml=b"<x/>", **members))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as made:
        for name, content in described.items():
            made.writestr(name, content)
    return kept.getvalue()


def _related(kind: str, target: str, mode: str = "External") -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="a" Type="{office}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def _opendocument(**members: bytes) -> bytes:
    return archive(mimetype=b"application/vnd.oasis.opendocument.text", content_DOT_xml=b"<x/>", **members)


MACROS = '<Override PartName="/word/harmless.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ACTIVE_DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "macros under another name": lambda: document(MACROS, word__harmless_DOT_bin=b"x"),
    "macros by their relationship": lambda: document(relations=_related("vbaProject", "harmless.bin", "Internal")),
    "template of the web": lambda: document(relations=_related("attachedTemplate", "https://evil.example/a.dotm")),
    "template of another computer": lambda: document(relations=_related("attachedTemplate", "file://evil/share/a.dotm")),
    "picture of the web": lambda: document(relations=_related("image", "https://evil.example/seen.png")),
    "object of another program": lambda: document(relations=_related("oleObject", "embeddings/a.bin", "Internal")),
    "program embedded": lambda: document(word__embeddings__a_DOT_docx=EXE),
    "macros in what is embedded": lambda: document(word__embeddings__a_DOT_xlsx=document(MACROS)),
    "OpenDocument with Basic": lambda: _opendocument(Basic__Standard__Module1_DOT_xml=b"<x/>"),
    "OpenDocument with a script": lambda: _opendocument(Scripts__python__a_DOT_py=b"x"),
}  # fmt: skip
HARMLESS_DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "link": lambda: document(relations=_related("hyperlink", "https://example.org/")),
    "the author's own template": lambda: document(relations=_related("attachedTemplate", "file:///C:\\Vorlagen\\Brief.dotx")),
    "table behind a chart": lambda: document(word__embeddings__a_DOT_xlsx=archive(xl__workbook_DOT_xml=b"<x/>")),
    "OpenDocument": _opendocument,
}  # fmt: skip


def docx_bomb(megabytes: int) -> bytes:
    return archive(word__document_DOT_xml=b"<x/>", word__media__a_DOT_bin=bytes(megabytes << 20))


def pdf_of_kids(count: int) -> bytes:
    """One page, named that many times in the tree of pages."""
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[" % count + b"3 0 R " * count + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    body, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def changed_pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A blank page after that change."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(kept)
    return kept.getvalue()


def _opening(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = action

    return change


def _outline(made: pikepdf.Pdf) -> None:
    item = made.make_indirect(Dictionary(Title="x", A=script("app.alert(1)")))
    made.Root.Outlines = made.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))


def _annotation(**more: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(Rect=[0, 0, 9, 9], **more))])

    return change


def _form_field(name: str, **scripts: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        shown = {"Subtype": Name.Widget, "Rect": [0, 0, 9, 9], "FT": Name.Tx, "T": name}
        item = made.make_indirect(Dictionary(**shown, AA=Dictionary(**scripts)))
        made.pages[0].obj.Annots = Array([item])
        made.Root.AcroForm = Dictionary(Fields=Array([item]))

    return change


def _parent_field(made: pikepdf.Pdf) -> None:
    parent = made.make_indirect(Dictionary(T="a", AA=Dictionary(K=script("app.launchURL('https://example.org')"))))
    kid = made.make_indirect(Dictionary(Subtype=Name.Widget, Rect=[0, 0, 9, 9], Parent=parent))
    parent.Kids = Array([kid])
    made.pages[0].obj.Annots = Array([kid])
    made.Root.AcroForm = Dictionary(Fields=Array([parent]))


def _names(made: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=Array(["x", made.make_indirect(script("app.alert(1)"))]))
    made.Root.Names = Dictionary(JavaScript=made.make_indirect(tree))


def _xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp:xdp/>"))


def attached(content: bytes, *names: str) -> bytes:
    """A blank page with that content attached under each of the names."""

    def change(made: pikepdf.Pdf) -> None:
        for name in names:
            made.attachments[name] = content

    return changed_pdf(change)


def _external(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Contents = made.make_stream(b"", {"/F": "https://evil.example/a"})


def _reference(made: pikepdf.Pdf) -> None:
    elsewhere = Dictionary(F=Dictionary(Type=Name.Filespec, UF="\\\\evil\\a.pdf"), Page=0)
    drawn = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Ref=elsewhere)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=drawn))


def _base(made: pikepdf.Pdf) -> None:
    made.Root.URI = Dictionary(Base="file://evil/share/")


def _attached_elsewhere(made: pikepdf.Pdf) -> None:
    """A sound attachment whose other name is a program's."""
    made.attachments["a.txt"] = b"text"
    for one in made.objects:
        if isinstance(one, Dictionary) and "/EF" in one:
            one.F = "a.hta"


def pdf_of_dictionaries(count: int) -> bytes:
    """A few kilobytes: one packed object with so many lists of ten thousand empty dictionaries."""
    row = b"[" + b"<<>>" * 10_000 + b"]"
    raw = zlib.compress(b"6 0 [" + row * (count // 10_000) + b"]", 9)
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(raw) + raw + b"\nendstream ",
    }
    body, rows = b"%PDF-1.5\n", bytes(7)
    for number, part in parts.items():
        rows += struct.pack("!BIH", 1, len(body), 0)
        body += b"%d 0 obj" % number + part + b"endobj\n"
    rows += struct.pack("!BIH", 1, len(body), 0) + struct.pack("!BIH", 2, 4, 0)
    table = b"5 0 obj<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(rows) + rows
    return body + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _action(kind: str, **more: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


LINKS = (
    "file://evil/share", " \\\\evil\\share", "\t//evil/x", "#\\\\evil\\x", "x\\..\\cmd.exe", "calc.exe", "www.a\\..\\cmd.exe",
    "javascript:alert(1)",
)  # fmt: skip
PROGRAMS = (
    "hta",
    "bat",
    "vbs",
    "js",
    "ps1",
    "sh",
    "desktop",
    "html",
    "wsf",
    "SettingContent-ms",
    "exe",
    "lnk",
    "txt.cmd",
)
INVOICE = b'<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">%s</r:CrossIndustryInvoice>'
INVOICES: Mapping[str, bytes] = {
    "a foreign stylesheet": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="https://evil.example/a.xsl"?>' + INVOICE % b"",
    "a program named for it": b'<?mso-application progid="Word.Document"?>' + INVOICE % b"",
    "a DTD": b'<!DOCTYPE a SYSTEM "https://evil.example/a.dtd">' + INVOICE % b"",
    "a page inside": INVOICE % b'<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "another root": b"<a/>",
}  # fmt: skip
ACTIVE_PDFS: Mapping[str, Callable[[], bytes]] = {
    "script on opening": lambda: changed_pdf(_opening(script("app.alert(1)"))),
    "script behind another action": lambda: changed_pdf(_opening(_action("GoTo", Next=script("app.alert(1)")))),
    "script in a list behind two": lambda: changed_pdf(
        _opening(_action("GoTo", Next=Array([_action("Named", N=Name.NextPage, Next=Array([script("app.alert(1)")]))])))
    ),
    "script in the outline": lambda: changed_pdf(_outline),
    "script of a parent field": lambda: changed_pdf(_parent_field),
    "script by name": lambda: changed_pdf(_names),
    "script of a rendition": lambda: changed_pdf(_annotation(Subtype=Name.Link, A=_action("Rendition", JS="app.alert(1)"))),
    "script after a formatting one": lambda: changed_pdf(_opening(script('AFNumber_Format(2,0,0,0,"",true); app.alert(1)'))),
    "script through brackets": lambda: changed_pdf(_opening(script('getField("a")["constructor"]("app.alert(1)")()'))),
    "form in XML": lambda: changed_pdf(_xfa),
    "program started": lambda: changed_pdf(_opening(_action("Launch", F="calc.exe"))),
    "form sent": lambda: changed_pdf(_annotation(Subtype=Name.Link, A=_action("SubmitForm", F="https://example.org"))),
    "data taken in": lambda: changed_pdf(_opening(_action("ImportData", F="a.fdf"))),
    "file of another computer": lambda: changed_pdf(_opening(_action("GoToR", F="\\\\evil\\share\\a.pdf"))),
    "file inside": lambda: changed_pdf(_opening(_action("GoToE", T=Dictionary(R=Name.C)))),
    "address opened unasked": lambda: changed_pdf(_opening(_action("URI", URI="https://example.org/seen"))),
    "article of another computer's file": lambda: changed_pdf(_opening(_action("Thread", F="\\\\evil\\a.pdf"))),
    "content kept elsewhere": lambda: changed_pdf(_external),
    "page of another computer's file": lambda: changed_pdf(_reference),
    "start of all links": lambda: changed_pdf(_base),
    **{f"link to {address!r}": partial(pdf, link=address) for address in LINKS},
    "film": lambda: changed_pdf(_annotation(Subtype=Name.RichMedia)),
    "program attached": lambda: attached(EXE, "rechnung.exe"),
    "program attached as XML": lambda: attached(EXE, "factur-x.xml"),
    "program attached behind a picture's first bytes": lambda: attached(b"\xff\xd8\xff" + EXE, "x.exe"),
    "program attached under its second name": lambda: changed_pdf(_attached_elsewhere),
    **{f"{ending} attached": partial(attached, b"start calc", f"Rechnung.{ending}") for ending in PROGRAMS},
    "picture attached as a program": lambda: attached(picture("JPEG"), "x.exe"),
    "text attached without a name for it": lambda: attached(b"text", "README"),
    "text attached in another folder": lambda: attached(b"text", "..\\Autostart\\a.txt"),
    "page attached": lambda: attached(HTML, "a.html"),
    "drawing attached": lambda: attached(b"<?xml version='1.0'?>" + SVG, "a.xml"),
    **{f"invoice attached with {what}": partial(attached, one, "factur-x.xml") for what, one in INVOICES.items()},
    "document with script attached": lambda: attached(pdf(root_script="app.alert(1)"), "a.pdf"),
}  # fmt: skip
"""What runs, sends, plays or fetches, in every place a PDF has for it."""

HARMLESS_PDFS: Mapping[str, Callable[[], bytes]] = {
    "date of a form": lambda: changed_pdf(_form_field(
        "tag", K=script('AFDate_KeystrokeEx("dd.mm.yyyy");'), F=script('AFDate_FormatEx("dd.mm.yyyy");'))),
    "sum of a form": lambda: changed_pdf(_form_field(
        "summe", C=script('AFSimple_Calculate("SUM", new Array ("a", "b"));'),
        V=script("/** BVCALC a+b EVCALC **/ event.value=AFMakeNumber(getField(\"a\").value)+2;"))),
    "link": lambda: pdf(link="https://example.org/"),
    "mail address": lambda: pdf(link="mailto:a@example.org"),
    "jump": lambda: changed_pdf(_opening(_action("GoTo", D=Array([0, Name.Fit])))),
    "address of the web without its scheme": lambda: pdf(link="www.marburg.de/buergerservice"),
    "electronic invoice": lambda: attached(b"<?xml version='1.0'?>" + INVOICE % b"", "factur-x.xml"),
    "picture attached": lambda: attached(picture("JPEG"), "Foto Nr. 1.JPG"),
    "text attached": lambda: attached("Größe;1\n".encode(), "werte.csv"),
    "document attached": lambda: attached(pdf(link="https://example.org/"), "a.pdf"),
    "lines before it": lambda: b"\r\n@PJL JOB\r\n" + pdf(),
}  # fmt: skip
"""What official forms, invoices and scanners make."""
