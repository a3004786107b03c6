"""The samples of the page, as its script reads them."""
