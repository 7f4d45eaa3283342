"""What lies behind adopting a release: how things stand, what is asked, what the city would be afterwards, its examples."""
