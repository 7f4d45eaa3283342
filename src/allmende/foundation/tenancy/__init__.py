"""Cities as tenants. Every row of an app belongs to one city; a query without a city in scope fails.

Two belts: django-scopes in the query layer, row-level security in PostgreSQL.
"""
