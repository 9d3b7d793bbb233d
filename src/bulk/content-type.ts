// The Content-Type of an answer, without parsing its other fields.

import type { ResponseHead } from '../http/response-parser.ts'

/** The field's value as sent. */
export function contentType({ text }: Pick<ResponseHead, 'text'>): string | undefined {
  // Not up to the last blank by the pattern: that takes the square of what blanks there are.
  return /^content-type[ \t]*:([^\r\n]*)/im.exec(text)?.[1]!.trim()
}
