"""The building: what every app stands on. Cities, identity, audit, jobs, blobs, plugs, the web's guards."""
