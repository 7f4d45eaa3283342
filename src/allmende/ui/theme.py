"""A city's colours as a style sheet, and its silhouette as a picture. Both are files: the CSP allows no inline style."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEX = re.compile(r"#[0-9a-fA-F]{6}")

DEFAULT = {
    "primary": "#1d3a5f",
    "primary_text": "#ffffff",
    "accent": "#f2c500",
    "accent_text": "#000000",
}


def _colour(theme: Mapping[str, str], name: str) -> str:
    """A colour of the theme, or the default when it is missing or no plain hex colour (nothing else reaches the file)."""
    value = theme.get(name, "")
    return value if _HEX.fullmatch(value) else DEFAULT[name]


def stylesheet(theme: Mapping[str, str]) -> str:
    """The style sheet that turns KERN into this city: primary for links and buttons, accent for the band above the page."""
    primary, primary_text = _colour(theme, "primary"), _colour(theme, "primary_text")
    accent, accent_text = _colour(theme, "accent"), _colour(theme, "accent_text")
    return (
        f":root{{--al-brand:{primary};--al-on-brand:{primary_text};--al-accent:{accent};--al-on-accent:{accent_text};--al-link:{primary}}}"
        f"[data-kern-theme=light]{{--kern-color-action-default:{primary};--kern-color-action-on-default:{primary_text};"
        f"--kern-color-action-focus-default:#131525;--kern-color-feedback-default:{primary}}}\n"
    )


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two hex colours by WCAG 2.2 (1 to 21)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
