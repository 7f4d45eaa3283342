"""Who somebody is: citizens by the pseudonym their provider gives for this city, staff by name and password.

A session row exists only for people who signed in; everybody else costs no row and no cookie.
"""
