"""Raw activity, however it arrives: shape found, cells cleaned, bad rows listed."""
