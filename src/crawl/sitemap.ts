// The locations that a sitemap lists (https://www.sitemaps.org/protocol.html), or a list of sitemaps.

import { gunzipSync } from 'node:zlib'
import { SaxesParser } from 'saxes'

/** Of one file; the protocol's own limit. */
const mostLocations = 50_000
/** Bytes; the protocol's own limit. */
export const largestSitemap = 50 * 1024 * 1024

/** Whether a document begins as a sitemap, gzipped or not. */
export function isSitemap(content: Uint8Array): boolean {
  return (
    isGzip(content) || /<(?:urlset|sitemapindex)[\s>]/.test(Buffer.from(content.subarray(0, 2000)).toString('latin1'))
  )
}

/** What it lists; of a broken one, what stands before the fault. */
export function sitemapLocations(content: Uint8Array): string[] {
  const found: string[] = []
  let text: string | undefined
  const parser = new SaxesParser({ fragment: false })
  parser.on('opentag', ({ name }) => {
    if (name === 'loc' && found.length < mostLocations) text = ''
  })
  parser.on('text', (piece) => {
    if (text !== undefined && text.length < 4000) text += piece
  })
  parser.on('cdata', (piece) => {
    if (text !== undefined && text.length < 4000) text += piece
  })
  parser.on('closetag', ({ name }) => {
    if (name !== 'loc' || text === undefined) return
    found.push(text.trim())
    text = undefined
  })
  const fault = { seen: false }
  parser.on('error', () => (fault.seen = true))
  const decoder = new TextDecoder()
  const xml = isGzip(content) ? unzipped(content) : content
  for (let at = 0; at < xml.length && !fault.seen; at += 65_536)
    parser.write(decoder.decode(xml.subarray(at, at + 65_536), { stream: true }))
  return found
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b

function unzipped(content: Uint8Array): Uint8Array {
  try {
    return gunzipSync(content, { maxOutputLength: largestSitemap })
  } catch {
    return new Uint8Array(0)
  }
}
