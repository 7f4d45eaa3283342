"""Binds files into one PDF, with pikepdf and Pillow."""

from allmende.adapters.binding.binder import PdfBinder

__all__ = ["PdfBinder"]
