"""What people and clocks do, one file per matter. Every change of state is here; each is safe to run twice."""
