"""Who runs what, what waits for whom, effort and savings, the agreement, news."""
