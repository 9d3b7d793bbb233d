// sluice cat URL: print the document as text. The book's "simplest web browser".

import { headerLines } from '../../render/transcript.ts'
import { retrieve } from '../../retrieve.ts'
import { toSink } from '../../sink/target.ts'
import { command } from '../command.ts'
import { always } from '../flags.ts'
import { urlOf } from '../operands.ts'
import { retrievalOptions, retrieving } from '../retrieval.ts'
import { TextSink } from '../text-sink.ts'

const printing = {
  title: 'Printing',
  flags: {
    include: { short: 'i', kind: 'switch', about: 'the head before the text' },
    limit: { kind: 'count', value: 'N', about: 'print the first N characters, count all, and say how many' },
  },
} as const

export const cat = command({
  operands: 'URL',
  groups: [printing, ...retrieving, always],
  examples: [
    ['sluice cat http://data.pr4e.org/romeo.txt', "the book's urllib1.py"],
    ['sluice cat --limit 3000 http://data.pr4e.org/romeo-full.txt', "the book's exercise 2"],
  ],
  async run({ values, operands }, context) {
    const url = await urlOf(operands, context)
    const sink = new TextSink({
      fd: context.stdout.fd,
      terminal: context.stdout.terminal,
      limit: values.limit ?? Infinity,
    })
    const target = toSink(({ head }) => {
      if (values.include) sink.preface(`${headerLines(head).replace(/^.*\n/, '')}\n`)
      sink.charset = head.header.get('Content-Type')
      return sink
    })
    await retrieve(url, { ...retrievalOptions(values, false), to: target, signal: context.signal })
    if (values.limit !== undefined) context.stderr.write(`${sink.shown} of ${sink.characters} characters\n`)
    return 0
  },
})
