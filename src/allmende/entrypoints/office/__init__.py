"""Where case workers sit: inbox, a case on one screen, decisions."""
