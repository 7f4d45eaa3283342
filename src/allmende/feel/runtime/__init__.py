"""What functions and evaluator stand on: the run with its budget and warnings, and arithmetic."""
