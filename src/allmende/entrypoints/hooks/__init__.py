"""Where other machines knock: they prove themselves by signature, and what they say is only a hint."""
