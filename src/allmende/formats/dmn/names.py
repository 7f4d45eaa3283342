"""Namespaces of DMN and its parts."""

from __future__ import annotations

MODEL_12 = "http://www.omg.org/spec/DMN/20180521/MODEL/"
MODEL_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MODEL_14 = "https://www.omg.org/spec/DMN/20211108/MODEL/"
MODEL_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"

MODEL_NAMESPACES = frozenset({MODEL_12, MODEL_13, MODEL_14, MODEL_15})

DMNDI_12 = "http://www.omg.org/spec/DMN/20180521/DMNDI/"
DMNDI_13 = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DMNDI_15 = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
DMNDI_NAMESPACES = frozenset(
    {
        DMNDI_12,
        DMNDI_13,
        "https://www.omg.org/spec/DMN/20211108/DMNDI/",
        DMNDI_15,
    },
)
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

# Namespaces that mean "a DMN model" in an import.
IMPORT_KINDS = MODEL_NAMESPACES
