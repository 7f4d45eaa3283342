"""What stands at the door of every page: host → city, headers, limits, languages, error pages."""
