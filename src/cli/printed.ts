// A document's text to the output, cut at a number of characters and counted to the end: what cat and text have in common.

import { FirstCharacters } from '../page/whole-characters.ts'
import type { PageOptions } from '../page/read-page.ts'
import { TextMember } from '../render/listing.ts'
import type { Reading } from './document.ts'
import type { textForm } from './document-flags.ts'
import type { Values } from './flag.ts'

/**
 * @param page what gives the text
 * @param withHead the answer's head goes before it, and is not counted
 */
export function printed(
  { json, limit, max }: Values<typeof textForm.flags>,
  page: (tell: (text: string) => void) => PageOptions,
  withHead = false,
) {
  const most = limit ?? max ?? Infinity
  return (write: (text: string) => void): Reading => {
    const member = json ? new TextMember('text', write) : undefined
    const first = new FirstCharacters(most, (text) => (member ? member.add(text) : write(text)))
    return {
      page(head) {
        if (withHead && head !== undefined && !member) write(`${head.replaceAll('\r\n', '\n')}\n\n`)
        return page((text) => first.feed(text))
      },
      found: () => first.count,
      close: (facts) => member?.end({ characters: first.count, shown: Math.min(first.count, most), ...facts }),
      notes: () => (most === Infinity ? [] : [`${Math.min(first.count, most)} of ${first.count} characters`]),
    }
  }
}
