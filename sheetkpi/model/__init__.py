"""KPIs as pure functions on frames: nothing in here knows Excel, files or sheets."""
