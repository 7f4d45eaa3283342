"""Our BPMN profile: what a process is, what is allowed in it, what waits for whom."""
