"""What a city takes along: which tables, where each thing lies in the folder, the pages that show it to people.

index.html, index.json      begin here; every file with its checksum
cities/<key>/               the city's folder, as `allmende load` reads it
releases/<service>/         what it offers and offered: exchange files, and the same as folders
cases/<reference>/          each application and case: case.json, antrag.json, antrag.xml, a page
begun/<id>/                 applications not yet sent
files/                      letters and uploads, by checksum
drafts/<id>/                packages its people work on
data/*.jsonl                everything else, one row a line
"""
