"""Sunwai (सुनवाई, "a hearing"): the system behind a state's citizen helpline."""
