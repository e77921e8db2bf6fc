"""How fast kb is, measured beside other tools on bases made for the purpose. `python -m benchmarks`."""
