# The book's program that prints the links of a page (Python for Everybody, 12.8), its URL and BeautifulSoup's parser from the
# command line.
import sys
import urllib.request
from bs4 import BeautifulSoup

html = urllib.request.urlopen(sys.argv[1]).read()
for tag in BeautifulSoup(html, sys.argv[2])('a'):
    print(tag.get('href', None))
