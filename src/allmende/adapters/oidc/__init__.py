"""The identity port on OpenID Connect: authorization code with PKCE, nonce and state.

provider   begin and finish
discovery  what the provider says about itself, and its keys
claims     the ID token's claims → Identity
"""

from allmende.adapters.oidc.provider import OIDCSettings, OpenIDConnect

__all__ = ["OIDCSettings", "OpenIDConnect"]
