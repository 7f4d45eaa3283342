"""The evaluator: trees become Python closures, run under a budget."""
