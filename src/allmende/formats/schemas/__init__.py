"""What every YAML file of a package and a city may look like, for the reader, the writer and the published JSON Schemas."""
