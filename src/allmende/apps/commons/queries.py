"""The read door: drafts, proposals, comments, events, effort."""
