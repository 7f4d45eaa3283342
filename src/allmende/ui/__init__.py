"""KERN components and the form renderer: domain values in, accessible HTML out.

Everything here is a pure function from values to `SafeString`; nothing reads a database, a request or a clock.
Whatever comes from outside is escaped where it enters the markup.
"""
