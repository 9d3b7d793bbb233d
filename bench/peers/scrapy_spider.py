# Scrapy as its tutorial has it: every page of the host, its title and its links to a file of JSON lines.

import scrapy
from urllib.parse import urlsplit


class Site(scrapy.Spider):
    name = "site"
    custom_settings = {"ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False}

    def __init__(self, first):
        self.start_urls = [first]
        self.allowed_domains = [urlsplit(first).hostname]

    def parse(self, response):
        links = response.css("a::attr(href)").getall()
        yield {"url": response.url, "title": response.css("title::text").get(), "links": links}
        yield from response.follow_all(links)
