"""The city's portal: what citizens see. Looks through `queries`, acts through `usecases`, drawn by `ui`."""
