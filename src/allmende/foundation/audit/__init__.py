"""The audit log: who did what to which thing, in one unbroken chain per city that nobody can edit unseen."""
