"""xlwings' object model over the parts: the classes an xlwings engine must offer."""
