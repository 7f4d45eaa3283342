"""State: Django apps, each the owner of its tables. The arrows go downwards only:

catalogue ← applications ← cases ← payments, notices ← postbox
"""
