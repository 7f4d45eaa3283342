"""Renders notices with Typst: PDF/A-3a and PDF/UA-1 in one file, no system library, no network."""

from allmende.adapters.typst.renderer import RenderingFailed, TypstRenderer

__all__ = ["RenderingFailed", "TypstRenderer"]
