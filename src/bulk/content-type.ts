// Fields of an answer's head, without parsing the others.

import type { ResponseHead } from '../http/response-parser.ts'

type Head = Pick<ResponseHead, 'text'>

/** The value of the first field of that name, as sent. @param name of letters and hyphens */
export function fieldOf({ text }: Head, name: string): string | undefined {
  // Not up to the last blank by the pattern: that takes the square of what blanks there are.
  return patternOf(name).exec(text)?.[1]!.trim()
}

/** The Content-Type's value as sent. */
export const contentType = (head: Head) => fieldOf(head, 'content-type')

const patterns = new Map<string, RegExp>()

function patternOf(name: string): RegExp {
  let pattern = patterns.get(name)
  if (!pattern) patterns.set(name, (pattern = new RegExp(`^${name}[ \\t]*:([^\\r\\n]*)`, 'im')))
  return pattern
}
