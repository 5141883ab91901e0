"""Printed documents: data and a template become a PDF whose Hindi can be read, searched and copied."""
