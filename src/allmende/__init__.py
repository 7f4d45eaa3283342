"""Allmende: public services as a commons."""
