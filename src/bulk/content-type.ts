// The Content-Type of an answer, without parsing its other fields.

import type { ResponseHead } from '../http/response-parser.ts'

/** The field's value as sent. */
export function contentType({ text }: Pick<ResponseHead, 'text'>): string | undefined {
  return /^content-type[ \t]*:[ \t]*([^\r\n]*?)[ \t]*$/im.exec(text)?.[1]
}
