"""Let the suite's own servers say at once what they have to say.

They write an answer in two pieces, head and body. By default the second waits until the other side has
acknowledged the first, which on a connection in use takes it 40 milliseconds.
"""

from socketserver import StreamRequestHandler

StreamRequestHandler.disable_nagle_algorithm = True
