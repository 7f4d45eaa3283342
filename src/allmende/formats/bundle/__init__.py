"""The exchange file: one signed file per release, with everything it depends on.

seal(package, signer, private_key) ─▶ Bundle ── export ─▶ bytes ── open_bundle(bytes, signers) ─▶ Bundle
"""

from allmende.formats.bundle.content import ReleaseBundle, code_lists_of
from allmende.formats.bundle.exchange import export, open_bundle, seal
from allmende.formats.bundle.signing import public_key_of

__all__ = ["ReleaseBundle", "code_lists_of", "export", "open_bundle", "public_key_of", "seal"]
