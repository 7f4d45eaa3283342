"""Work that may take too long or break its process, in child processes with limits: `Pool` asks, `answering` answers."""
