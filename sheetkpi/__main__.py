"""`python -m sheetkpi`: the command line where the folder of scripts is not on the path, as often on Windows."""

from sheetkpi.cli import main

main()
