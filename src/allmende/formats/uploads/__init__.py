"""Uploaded files: what they really are, opened to the end. The name and the browser's word count for nothing.

Opening a foreign file may take any time and memory, or crash. So `opening` belongs into a process with limits
(`foundation.processes`); whoever asks it imports `verdict` alone.
"""
