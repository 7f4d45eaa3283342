"""Random and mutated expressions: nothing may crash, hang, or exceed its budget."""
