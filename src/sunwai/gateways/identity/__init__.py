"""Who somebody is: e-KYC through an Authentication User Agency. Its contract: docs/api/identity.md."""
