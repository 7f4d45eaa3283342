"""One module per matter. Views look and hand over; every change of state is a use case."""
