"""The casefile for an assistant: its answers as tools of the Model Context Protocol, for programs that ask in words."""
