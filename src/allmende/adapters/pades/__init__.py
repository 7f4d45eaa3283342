"""The electronic seal: PAdES with pyHanko, verification by our own reading of the signed bytes.

Importing this package loads neither pyHanko nor pikepdf: a web process verifies without them.
"""
