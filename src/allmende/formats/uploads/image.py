"""Pictures: every frame decoded, so that half a picture is seen at once; formats of phones become JPEG.

JPEG, PNG and TIFF stay byte for byte, as evidence. HEIC, AVIF and WebP are turned upright and written as JPEG, with
their colour profile and without other data: no place, no device.
"""

from __future__ import annotations

import io

from pi_heif.as_plugin import register_heif_opener
from PIL import AvifImagePlugin, Image, ImageOps, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin

from allmende.formats.uploads.verdict import BROKEN, HUGE, AcceptedFile, RejectedFile

KEPT = {"JPEG": "image/jpeg", "PNG": "image/png", TiffImagePlugin.TiffImageFile.format: "image/tiff"}
CONVERTED = ("HEIF", AvifImagePlugin.AvifImageFile.format, WebPImagePlugin.WebPImageFile.format)
MULTIPLE = "MPO"
"""What Pillow calls a JPEG of a phone with further pictures behind it; the first is the photo."""
BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
MOST_PIXELS = 120_000_000
"""Of all frames together."""
QUALITY = 90

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener()


def is_one(content: bytes) -> bool:
    """True when the first bytes are those of a picture we can open."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(BEGINNINGS) or webp or (content[4:8] == b"ftyp" and content[8:12] in BRANDS)


def open_image(content: bytes) -> AcceptedFile | RejectedFile:
    """Refused: broken or truncated, and too many pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=(*KEPT, *CONVERTED)) as found:
            if found.format in CONVERTED:
                return _converted(found)
            kind = KEPT["JPEG" if found.format == MULTIPLE else str(found.format)]
            return AcceptedFile(kind, content) if _decodes(found) else HUGE
    except Image.DecompressionBombError:
        return HUGE
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError, EOFError):
        return BROKEN


def _decodes(found: Image.Image) -> bool:
    """Decode every frame. False when together they are too large; errors as Pillow raises them."""
    pixels = 0
    for number in range(1 if found.format == MULTIPLE else getattr(found, "n_frames", 1)):
        found.seek(number)
        pixels += found.width * found.height
        if pixels > MOST_PIXELS:
            return False
        found.load()
    return True


def _converted(found: Image.Image) -> AcceptedFile | RejectedFile:
    """The first frame as JPEG."""
    if found.width * found.height > MOST_PIXELS:
        return HUGE
    profile = found.info.get("icc_profile")
    upright = ImageOps.exif_transpose(found)
    out = io.BytesIO()
    _on_white(upright).save(out, "JPEG", quality=QUALITY, icc_profile=profile)
    return AcceptedFile("image/jpeg", out.getvalue())


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not know."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")
