// Crawlee as its introduction has it: every page of the host, its title and its links to a file of JSON lines.

import { createWriteStream } from 'node:fs'
import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio'

const [first, file] = process.argv.slice(2)
log.setLevel(log.LEVELS.ERROR)
const pages = createWriteStream(file)
const crawler = new CheerioCrawler(
  {
    async requestHandler({ request, $, enqueueLinks }) {
      const links = $('a[href]')
        .toArray()
        .map((element) => $(element).attr('href'))
      pages.write(`${JSON.stringify({ url: request.url, title: $('title').text(), links })}\n`)
      await enqueueLinks()
    },
  },
  new Configuration({ persistStorage: false }),
)
await crawler.run([first])
await new Promise((resolve) => pages.end(resolve))
process.exit()
