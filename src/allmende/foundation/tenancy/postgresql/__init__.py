"""Django's PostgreSQL backend that tells the database which city is in scope."""
