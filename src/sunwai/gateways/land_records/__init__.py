"""The state's land-record service. Its contract: docs/api/land-records.md."""
