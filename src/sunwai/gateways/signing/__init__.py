"""Keys that sign: a PKCS#12 file, or a token or HSM by PKCS#11. The private key of a token never leaves it."""
