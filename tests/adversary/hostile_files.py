"""Files nobody should have to open."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf

from tests.adversary.scene import png

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
    return b"\x89PNG\r\n\x1a\n" + chunk + png()[33:]


def archive(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return kept.getvalue()


def docx_bomb(megabytes: int) -> bytes:
    return archive(word__document_DOT_xml=b"<x/>", word__media__a_DOT_bin=bytes(megabytes << 20))
