"""A folder beside the commons: where each thing lies in it, what it was last in step with.

services/<id>/…  services/_blocks/…  services/_processes/…
cities/<key>/…                          only where there is such a folder
.allmende/state.json                    what was last fetched: checksums, no content
.allmende/ours/…                        own versions that `pull --theirs` replaced
"""
