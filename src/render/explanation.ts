// What a transcript of reads shows, in sentences.

import type { TranscriptFacts, TranscriptLines } from '../trace/transcript.ts'
import { plural, share } from './units.ts'

/** Lines that end with a line end. */
export function explanation(lines: TranscriptLines, facts: TranscriptFacts): string {
  return [
    ...sizes(lines, facts),
    ...leftOut(lines, facts),
    ...fullReads(lines, facts),
    ...segments(lines, facts),
    ...dryMoments(facts),
    '',
  ].join('\n')
}

function sizes({ header: length, contentLength }: TranscriptLines, { total, header, body }: TranscriptFacts): string[] {
  if (header === undefined || body === undefined || length === undefined)
    return [`${plural(total, 'byte')} in all. How much of it is the header is not said.`]
  const sum = `${plural(total, 'byte')} in all: ${length} of header, 4 of the blank line, ${body} of body`
  if (body < 0) return [`${plural(total, 'byte')} in all, which is less than a header of ${length}: a part is missing.`]
  if (contentLength === undefined) return [`${sum}.`]
  if (contentLength === body) return [`${sum}, as Content-Length says.`]
  const off = Math.abs(contentLength - body)
  return [`${sum}. Content-Length says ${contentLength}: ${off} ${contentLength > body ? 'are missing' : 'too many'}.`]
}

function leftOut({ gaps }: TranscriptLines, facts: TranscriptFacts): string[] {
  if (gaps.length === 0) return []
  const { leftOut: bytes, leftOutReads, asked } = facts
  if (leftOutReads !== undefined)
    return [`The lines left out are ${bytes} bytes: exactly ${leftOutReads} full reads of ${asked}.`]
  return asked === undefined
    ? [`The lines left out are ${bytes} bytes.`]
    : [`The lines left out are ${bytes} bytes: no whole number of full reads, so some of them were partial.`]
}

function fullReads({ reads }: TranscriptLines, { asked, full, dry }: TranscriptFacts): string[] {
  if (asked === undefined)
    return reads.length === 1
      ? ['One read took it all.']
      : [
          'No size recurs as the most that was asked for: each read took what had come, and the program waited for more.',
        ]
  const shown = `${full} of the ${reads.length} reads shown (${share(full, reads.length)}) returned ${asked} bytes, all that was asked for`
  return dry.length === 0
    ? [`${shown}: more was always waiting. The program was slower than the bytes came, and the receive buffer filled.`]
    : [`${shown}: more was waiting in the receive buffer.`]
}

function segments({ reads }: TranscriptLines, { segment, dry, first }: TranscriptFacts): string[] {
  if (!segment && reads.length === 1) return []
  if (!segment)
    return dry.length === 0
      ? ['The size of a segment does not show: no read took all there was.']
      : ['Nothing fits: what had come at the partial reads is no whole number of any usual segment size.']
  const { bytes, why, fits } = segment
  const said = [
    `Segments of ${bytes} bytes (${why}): ${fits} of the ${plural(dry.length, 'time')} that a read took all there was, that was a whole number of segments.`,
  ]
  if (first === 10)
    said.push(
      `The first ${10 * bytes} bytes, 10 × ${bytes}, are the initial window (RFC 6928): then the server had to wait a round trip for the first acknowledgement.`,
    )
  return said
}

function dryMoments({ dry, asked, segment, step }: TranscriptFacts): string[] {
  if (asked === undefined || dry.length === 0) return []
  const places = dry.slice(0, 5).map((came) => {
    const whole = segment && came % segment.bytes === 0 ? ` (${came / segment.bytes} × ${segment.bytes})` : ''
    return `${came}${whole}`
  })
  const more = dry.length > 5 ? ` and ${dry.length - 5} more times` : ''
  const held =
    step !== undefined && step > asked
      ? ` Each time ${step} bytes had come since the time before: as much as the receive buffer let through before the server had to wait.`
      : ''
  return [`The buffer ran dry after ${places.join(', ')} bytes${more}: the program had caught up.${held}`]
}
