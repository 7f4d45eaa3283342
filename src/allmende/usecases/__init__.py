"""What people do: one file for each matter. Every change of state is here."""
