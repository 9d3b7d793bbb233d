// The text of one element.

import { contentOf } from './elements.ts'
import { Markup } from './markup.ts'
import { attributeValue } from './references.ts'
import type { Element } from './tags.ts'
import { LaidOutText } from './text.ts'
import { VisibleText } from './visible.ts'

/** What a reader sees of it; of elements that hold no markup, such as `title` and `script`, their contents. */
export function elementText({ name, markup, contents }: Element): string {
  const content = contentOf.get(name)
  if (content) return content === 'rcdata' ? attributeValue(contents) : contents
  let text = ''
  const reader = new Markup([new VisibleText([new LaidOutText((piece) => (text += piece))])])
  reader.feed(markup)
  reader.end()
  return text.replace(/\n$/, '')
}
