"""What one journey costs, measured beside a bare Django page in the same minutes on the same machine."""
