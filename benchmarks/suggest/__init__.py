"""How well `kb suggest` finds the pairs that readers confuse, beside plain ways to find them."""
