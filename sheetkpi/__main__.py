"""`python -m sheetkpi`: the command line, on machines where the folder of scripts is not on the path."""

from sheetkpi.cli import main

main()
