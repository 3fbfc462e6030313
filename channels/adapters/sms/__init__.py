"""Text messages: whoever carries them is one class of the protocol Provider; all else is the same for all."""
