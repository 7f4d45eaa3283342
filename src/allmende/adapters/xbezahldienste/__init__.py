"""The payment port on XBezahldienste 1.0.0, the interface of ePayBL, pmPayment, GiroCheckout and others.

The standard's own words stay (`grosAmount`, `PAYED`). It knows no callback and no refund: the status is asked
for, and a provider's callback, where there is one, is only a hint to ask now.
"""

from allmende.adapters.xbezahldienste.access import Authorize, bearer, client_credentials
from allmende.adapters.xbezahldienste.client import XBezahldienste

__all__ = ["Authorize", "XBezahldienste", "bearer", "client_credentials"]
