// Which encoding are these bytes in? The evidence, in the order in which it is believed.
//
// HTML, section 13.2.3.2, "Determining the character encoding", with two differences, both because we read once and
// never start over. Deviation: a <meta> after byte 1,024 is still obeyed while everything before it is ASCII (12 % of
// the real pages that declare an encoding do it that late). Deviation: a document that declares nothing is UTF-8 when its
// first non-ASCII bytes are valid UTF-8, and only else windows-1252.

import { getBOMEncoding, labelToName, TextDecoder } from '@exodus/bytes/encoding.js'
import sniff from 'html-encoding-sniffer'
import { MIMEType } from 'whatwg-mimetype'
import { SluiceError } from '../errors.ts'

/** Where the knowledge came from: the caller, the byte order mark, Content-Type, the markup, the bytes, nothing. */
export type EncodingSource = 'asked' | 'bom' | 'http' | 'meta' | 'utf-8' | 'default'

/** An encoding by its WHATWG name (`UTF-8`, `Shift_JIS`), and why it is believed. */
export interface Encoding {
  name: string
  source: EncodingSource
  /** Nothing declared it, and it mattered: `utf-8` (the bytes are valid) or `default` (windows-1252). */
  guess: boolean
}

/** What is known about a document before its first byte. */
export interface Hints {
  /** The value of the Content-Type field. */
  contentType?: string | undefined
  /** An encoding label that overrules all evidence; `auto` is the same as none. */
  encoding?: string | undefined
}

/** Bytes at the start that are looked at together, as browsers do. */
export const PRESCAN = 1024
/** Bytes, from the first that is not ASCII, by which an undeclared encoding is judged: whole pages, nearly always. */
export const JUDGED = 65_536

// Of one site nearly all pages have the same.
let last: { contentType: string; type: MIMEType | null } | undefined

/** A Content-Type's value, parsed; null when it cannot be. */
export function mediaType(contentType = ''): MIMEType | null {
  if (last?.contentType !== contentType) last = { contentType, type: MIMEType.parse(contentType) }
  return last.type
}

/** The encoding the caller demands; `usage` when there is none of that name. */
export function askedEncoding(hints: Hints): Encoding | undefined {
  if (hints.encoding === undefined || hints.encoding === 'auto') return undefined
  const name = labelToName(hints.encoding)
  if (name === null) throw new SluiceError('usage', { problem: `there is no encoding called ${hints.encoding}` })
  return { name, source: 'asked', guess: false }
}

/** The charset of Content-Type, if it is a known one. */
export function httpEncoding(hints: Hints): Encoding | undefined {
  return declared(mediaType(hints.contentType)?.parameters.get('charset'), 'http')
}

/** The byte order mark, and how many bytes it takes. */
export function markEncoding(start: Uint8Array): { encoding: Encoding; length: number } | undefined {
  const name = getBOMEncoding(start)
  if (name === null) return undefined
  return {
    encoding: { name: labelToName(name) ?? name, source: 'bom', guess: false },
    length: name === 'utf-8' ? 3 : 2,
  }
}

/** The first <meta> (or XML declaration) in these bytes that names an encoding. */
export function prescan(bytes: Uint8Array): Encoding | undefined {
  return declared(sniff(bytes, { maxPrescanBytes: bytes.length, defaultEncoding: '' }), 'meta')
}

/** What a <meta> tag's attributes declare. HTML, section 13.2.6.4.4, start tag "meta". */
export function metaEncoding(attributes: ReadonlyMap<string, string>): Encoding | undefined {
  const label =
    attributes.get('charset') ??
    (attributes.get('http-equiv')?.toLowerCase() === 'content-type'
      ? /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"']+))/i.exec(
          attributes.get('content') ?? '',
        )
      : undefined)
  const found = declared(typeof label === 'string' ? label : (label?.[1] ?? label?.[2] ?? label?.[3]), 'meta')
  // Markup that could be read as ASCII is not in UTF-16, whatever it says; and nobody means x-user-defined.
  if (found?.name.startsWith('UTF-16')) found.name = 'UTF-8'
  if (found?.name === 'x-user-defined') found.name = 'windows-1252'
  return found
}

/** Nothing declared it: valid UTF-8, else windows-1252. `whole` says that no bytes follow these. */
export function guessEncoding(bytes: Uint8Array, whole: boolean): Encoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
    return { name: 'UTF-8', source: 'utf-8', guess: true }
  } catch {
    return fallbackEncoding
  }
}

/** What a document is read as that is all ASCII and declares nothing. */
export const fallbackEncoding: Encoding = { name: 'windows-1252', source: 'default', guess: true }

/** Bytes to characters, piece by piece; errors become U+FFFD. The byte order mark is the caller's to remove. */
export interface Decoder {
  decode(bytes: Uint8Array, options: { stream: boolean }): string
}

// Of documents that are over; to make one takes longer than to decode a page.
const spares = new Map<string, Decoder>()

/** A decoder for an encoding by its WHATWG name. */
export function decoderFor(name: string): Decoder {
  const spare = spares.get(name)
  spares.delete(name)
  if (spare) return spare
  if (name !== 'replacement') return new TextDecoder(name, { ignoreBOM: true })
  // Encoding, section 14.1: the whole document is one error.
  let said = false
  return {
    decode(bytes) {
      if (said || bytes.length === 0) return ''
      said = true
      return '\uFFFD'
    },
  }
}

/** Takes a decoder back that has come to the end of its document, for the next one. */
export function spareDecoder(name: string, decoder: Decoder): void {
  if (name !== 'replacement') spares.set(name, decoder)
}

function declared(label: string | undefined, source: EncodingSource): Encoding | undefined {
  const name = label ? labelToName(label) : null
  return name === null ? undefined : { name, source, guess: false }
}
