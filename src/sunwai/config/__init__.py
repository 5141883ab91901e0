"""How the parts are put together: settings, addresses, processes, the embedded database."""
