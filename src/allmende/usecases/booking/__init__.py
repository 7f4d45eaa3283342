"""Appointments and the queue: one module for each thing that people do."""
