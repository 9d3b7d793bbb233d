// get --links: the links of a page, read while it is kept.

import { createReadStream } from 'node:fs'
import { readPage } from '../page/read-page.ts'
import type { Page } from '../page/read-page.ts'
import { copied } from '../page/words.ts'
import type { Reply, Target } from '../sink/target.ts'

/**
 * A target that passes everything on to `target`, and tells the page's links when its content is in place: never those of a
 * page that is not whole. Content in a coding that nobody takes off has none.
 */
export function tellingLinks(target: Target, tell: (url: string) => void): Target {
  let part = ''
  let links: string[] = []
  const read = ({ url, head }: Reply): Page => {
    links = []
    const contentType = head.header.get('Content-Type')
    return readPage({ url: url.href, contentType, onLink: ({ url: to }) => to !== undefined && links.push(copied(to)) })
  }
  return {
    async held(url) {
      const held = await target.held(url)
      part = held?.path ?? ''
      return held
    },
    async open(reply) {
      const sink = await target.open(reply)
      const page = read(reply)
      // What an earlier try left comes before.
      if (reply.from > 0)
        for await (const bytes of createReadStream(part, { end: reply.from - 1 })) page.feed(bytes as Buffer)
      return {
        write(bytes) {
          page.feed(bytes)
          return sink.write(bytes)
        },
        async finish() {
          await sink.finish()
          page.end()
          for (const link of links) tell(link)
        },
        abandon: () => sink.abandon(),
      }
    },
    complete: () => target.complete(),
    forget: () => target.forget(),
    abandon: () => target.abandon(),
    get kept() {
      return target.kept
    },
  }
}
