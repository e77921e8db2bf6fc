def pages(site):
    return iter(())
