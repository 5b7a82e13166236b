"""Where the headers of a table are, and what each may mean."""
