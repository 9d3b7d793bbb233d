// A document from its source to a page's readers, piece by piece as it arrives, and what they find to the output.

import { isSluiceError, SluiceError, withFacts } from '../errors.ts'
import { redactTyped } from '../http/redact.ts'
import { readPage } from '../page/read-page.ts'
import type { Page, PageFacts, PageOptions } from '../page/read-page.ts'
import { toSink } from '../sink/target.ts'
import type { Reply } from '../sink/target.ts'
import type { Context } from './command.ts'
import type { DocumentFlags } from './document-flags.ts'
import type { FlagsIn, Values } from './flag.ts'
import { Print } from './print.ts'
import { retrieveOnce } from './retrieve-once.ts'
import { fileBytes } from './source.ts'
import type { Source } from './source.ts'

export type DocumentValues = Values<FlagsIn<DocumentFlags>>

/** What a command makes of a document. */
export interface Reading {
  /** What it looks for in the page. `head` is the answer's, if there was one. */
  page: PageOptions | ((head: string | undefined) => PageOptions)
  /** The document is over: what is only known now. */
  end?: (facts: PageFacts) => void | Promise<void>
  /** How much was found, for --fail-empty. */
  found: () => number
  /** Ends the output, with the facts for a JSON document. Called after a failure too. */
  close: (facts: Record<string, unknown>) => void
  /** What a person should know of it. */
  notes?: (facts: PageFacts) => string[]
}

/**
 * Reads one document and prints what `begin` makes of it.
 *
 * @param begin is given what takes the output; called again when a retrieval starts over
 * @returns the exit status
 * @throws SluiceError whatever the retrieval or the reading fails with, when the output is closed
 */
export async function readDocument(
  source: Source,
  values: DocumentValues,
  context: Context,
  begin: (write: (text: string) => void) => Reading,
): Promise<number> {
  if (values.base !== undefined && !URL.canParse(values.base))
    throw new SluiceError('usage', { problem: `--base ${JSON.stringify(values.base)} is not a URL` })
  const print = new Print(values.output ?? '-', context.stdout)
  const given = source.type === 'url' && !values['show-secrets'] ? redactTyped(source.given) : source.given
  const known: Known = { source: given, url: values.base ?? null, content_type: null }
  let reading = begin(print.write)
  let reads = 0
  // What an earlier try found is forgotten, unless it is out.
  const anew = () => {
    if (print.begun)
      throw new SluiceError('cannot-resume', { path: given, reason: 'what was read of it is told already', hint: '' })
    if (reads++ === 0) return reading
    print.forget()
    return (reading = begin(print.write))
  }
  try {
    const facts = await read(source, values, context, known, anew, print)
    await reading.end?.(facts)
    const notes = [...(reading.notes?.(facts) ?? []), ...notesOn(facts)]
    const exit = values['fail-empty'] && reading.found() === 0 ? 1 : 0
    reading.close({ ...known, ...factsJson(facts), notes, exit, error: null })
    await print.finish()
    if (!values.quiet && !values.silent) for (const note of notes) context.stderr.say(`${note}\n`)
    return exit
  } catch (error) {
    if (!isSluiceError(error) || error.code === 'output-closed') throw error
    const isPath = error.code === 'host-not-resolved' && !given.includes('://')
    const failure = isPath ? withFacts(error, { file: given }) : error
    const { code, message, hint, exit } = failure
    reading.close({ ...known, exit, error: { code, message, hint: hint ?? null } })
    await (values.output === undefined ? print.finish() : print.abandon())
    throw failure
  }
}

interface Known {
  source: string
  url: string | null
  content_type: string | null
}

async function read(
  source: Source,
  values: DocumentValues,
  context: Context,
  known: Known,
  anew: () => Reading,
  print: Print,
): Promise<PageFacts> {
  let page: Page | undefined
  const begin = (reply?: Reply): Page => {
    const reading = anew()
    known.content_type = (source.type === 'file' ? source.contentType : reply?.head.header.get('Content-Type')) ?? null
    known.url ??= reply ? withoutCredentials(reply.url) : null
    const options = typeof reading.page === 'function' ? reading.page(reply?.head.text) : reading.page
    const { encoding } = values
    page = readPage({ ...options, url: known.url ?? undefined, contentType: known.content_type ?? undefined, encoding })
    return page
  }
  if (source.type === 'url') {
    const target = toSink((reply) => {
      const opened = begin(reply)
      return {
        write: (bytes) => {
          opened.feed(bytes)
          return print.flush()
        },
        finish: () => Promise.resolve(),
        abandon: () => Promise.resolve(),
      }
    })
    // A part of coded content cannot be decoded: a range is asked for as it is.
    await retrieveOnce(source.given, { to: target, decode: values.range === undefined }, values, context)
    return (page ?? begin()).end()
  }
  const opened = begin()
  const allowed = values['max-filesize'] ?? Infinity
  let size = 0
  for await (const bytes of source.type === 'file' ? fileBytes(source.given) : context.stdin()) {
    context.signal.throwIfAborted()
    size += bytes.length
    if (size > allowed) throw new SluiceError('too-large', { allowed, size, of: 'received' })
    opened.feed(bytes)
    await print.flush()
  }
  return opened.end()
}

// They are no part of the links that start from there.
function withoutCredentials(url: URL): string {
  const plain = new URL(url)
  plain.username = plain.password = ''
  return plain.href
}

function factsJson({ kind, encoding, title, binary, bytes }: PageFacts): Record<string, unknown> {
  return { kind, encoding, title: title ?? null, binary, bytes }
}

function notesOn({ encoding, binary }: PageFacts): string[] {
  return [
    ...(binary ? ['it does not look like text, whatever it is called'] : []),
    ...(encoding.guess ? [`encoding not declared: read as ${encoding.name} (--encoding LABEL)`] : []),
  ]
}
