"""The page for derivatives: what it asks, in `calls`; `server` answers over HTTP on this machine alone, by
the processes of `pool`, and the files in `static` are what a browser shows.

It stands beside the command line, whose form of answers it shares, and imports from everything below that.
"""
