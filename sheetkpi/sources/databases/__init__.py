"""Tables and queries of databases as sheets of text (`RawSheet`)."""
