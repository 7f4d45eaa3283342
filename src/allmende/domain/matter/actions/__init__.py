"""What a service task can ask for: one function per action of the closed list, `Step` in, `Outcome` out."""
