"""Who knocks: people at the portal and the office, machines at the hooks, the clock, the command line."""
