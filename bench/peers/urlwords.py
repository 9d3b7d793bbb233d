# The book's program that counts words, as the book prints it (Python for Everybody, 12.5), its URL from the command line.
import sys
import urllib.request

counts = dict()
for line in urllib.request.urlopen(sys.argv[1]):
    for word in line.decode().split():
        counts[word] = counts.get(word, 0) + 1
print(counts)
