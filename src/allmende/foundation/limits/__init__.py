"""Rate limits. `memory` counts in this process, `database` across all of them; neither keeps who it was."""
