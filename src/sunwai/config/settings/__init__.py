"""Settings by mode: `demo` (default of `sunwai up`), `test` and `production`, all on top of `base`."""
