// The file name in a Content-Disposition field (RFC 6266). What is safe of it is for others to say (sink/name.ts).
//
//   disposition-type *( OWS ";" OWS parameter ), where filename* (RFC 8187) goes before filename

import { utf8 } from './abnf.ts'

/**
 * The file name that a Content-Disposition gives, as the server means it, or undefined. `value` is the field's text with
 * one character a byte, as headers arrive here.
 *
 * Deviations, all for servers that exist: a value without a disposition type, or with a `filename` alone; token values with
 * any character but `;`; values in single quotes, as curl reads them; bytes past ASCII in a plain filename, which are UTF-8
 * if they can be and else latin1. Of repeated parameters the first counts. A backslash only escapes a quote or a backslash:
 * before anything else it is the separator of a path from Windows.
 */
export function filenameOf(value: string): string | undefined {
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, apostrophed, token] of value.matchAll(parameter)) {
    const text = quoted?.replaceAll(/\\(["\\])/g, '$1') ?? apostrophed ?? token?.trimEnd() ?? ''
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), text)
  }
  const extended = decodeExtended(parameters.get('filename*') ?? '')
  const plain = parameters.get('filename')
  const filename = extended ?? (plain === undefined ? undefined : (utf8(plain) ?? plain))
  return filename === '' ? undefined : filename
}

// A parameter at the start or behind a `;`, and its value: quoted, in single quotes, or up to the next `;`. A quote that
// is never closed ends with the field.
const parameter = /(?:^|;)[ \t]*([^\s;="]+)[ \t]*=[ \t]*(?:"((?:\\["\\]|[^"])*)(?:"|$)|'([^']*)(?:'|$)|([^;]*))/g

/** ext-value = charset "'" [ language ] "'" value-chars (RFC 8187 section 3.2); undefined where it is none we can read. */
function decodeExtended(text: string): string | undefined {
  const [, charset = '', encoded = ''] = /^([\w-]+)'[^']*'(.*)$/s.exec(text) ?? []
  const bytes = encoded.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (/^utf-?8$/i.test(charset)) return utf8(bytes)
  return /^iso-8859-1$/i.test(charset) ? bytes : undefined
}
