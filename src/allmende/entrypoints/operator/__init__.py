"""The operator's addresses, the same at every host: health for machines, the page of queues and dead jobs."""
