"""Reading in a child process that may be killed, so that no mail takes a worker down."""
