"""The process engine port on SpiffWorkflow 3.2.

    engine      the port: start, run, complete, deliver, and the questions about a state
    state       what is kept of an instance, readable without SpiffWorkflow
    drawing     our model → the minimal BPMN that SpiffWorkflow gets to see
    program     parsed specifications, kept per set of files
    feel        FEEL in place of Python, and timers on our own clock
    variables   values ↔ opaque JSON texts

SpiffWorkflow is imported only when an instance has to move (`engine` imports it lazily through `program`), so
that a process which merely asks what is open stays small.
"""

from allmende.adapters.spiff.engine import SpiffEngine

__all__ = ["SpiffEngine"]
