// A transcript of reads that some program printed, urljpeg.py or ours: `bytes total` a line, then the header. It may have
// been shortened by hand. Read back, and looked at for what the numbers alone can show.

import { SluiceError } from '../errors.ts'

/** What was printed, in order. */
export interface TranscriptLines {
  reads: { bytes: number; total: number }[]
  /** Indices of reads before which lines were left out. */
  gaps: number[]
  /** Header length, as the book counts: up to the blank line. */
  header?: number
  /** What the header says of the body's length. */
  contentLength?: number
}

/**
 * Reads a transcript; prompts and other text around it are passed over. Of several answers (redirects) the last counts.
 *
 * @throws SluiceError bad-trace when there is no line of two numbers, or totals fall
 */
export function readTranscript(text: string, name: string): TranscriptLines {
  let lines: TranscriptLines = { reads: [], gaps: [] }
  let skipped = false
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const read = /^\s*(\d{1,15})\s+(\d{1,15})\s*$/.exec(line)
    const header = /^\s*Header length:?\s+(\d{1,15})\s*$/i.exec(line)
    const length = /^Content-Length:\s*(\d{1,15})\s*$/i.exec(line)
    if (read) {
      const [bytes, total] = [Number(read[1]), Number(read[2])]
      // A new answer begins, and counts from 0.
      if (bytes === total) lines = { reads: [], gaps: [] }
      const before = lines.reads.at(-1)?.total ?? 0
      if (total < before + bytes)
        throw new SluiceError('bad-trace', {
          path: name,
          line: i + 1,
          problem: `${bytes} more than ${before} is ${before + bytes}, not ${total}`,
        })
      if (skipped || total > before + bytes) lines.gaps.push(lines.reads.length)
      lines.reads.push({ bytes, total })
      skipped = false
    } else if (header) lines.header = Number(header[1])
    else if (length && lines.header !== undefined) lines.contentLength = Number(length[1])
    else if (/^\s*(?:\.{3}|…)/.test(line) && lines.reads.length > 0) skipped = true
  }
  if (lines.reads.length === 0)
    throw new SluiceError('bad-trace', {
      path: name,
      line: 1,
      problem: 'here is no transcript: no line of two numbers, the bytes of a read and the total',
    })
  return lines
}

/** What a full segment carries on the usual paths, bytes: 1500 of Ethernet, less IP and TCP headers and their options. */
export const usualSegments: readonly [bytes: number, why: string][] = [
  [1460, 'an Ethernet frame, 1500 bytes, less 20 of IP and 20 of TCP'],
  [1448, 'an Ethernet frame, 1500 bytes, less 20 of IP, 20 of TCP and 12 of its timestamps'],
  [1440, 'an Ethernet frame, 1500 bytes, less 40 of IPv6 and 20 of TCP'],
  [1428, 'an Ethernet frame, 1500 bytes, less 40 of IPv6, 20 of TCP and 12 of its timestamps'],
  [536, 'what TCP takes when nobody says more (RFC 9293 section 3.7.1)'],
]

/** What the numbers show. */
export interface TranscriptFacts {
  total: number
  /** Header with its blank line, and the rest; where the header's length was printed. */
  header?: number
  body?: number
  /** What was asked for at most, where some reads returned all of it. */
  asked?: number
  full: number
  /** Reads that took all that there was, the last one aside: how much had come by then. */
  dry: number[]
  /** The segment's size, and how many of the dry moments are a whole number of segments. */
  segment?: { bytes: number; why: string; fits: number }
  /** The first dry moment came after so many segments. */
  first?: number
  /** As many bytes came between one dry moment and the next, nearly each time. */
  step?: number
  /** Bytes that were left out, and how many full reads they are, where that is a whole number. */
  leftOut: number
  leftOutReads?: number
}

export function transcriptFacts({ reads, gaps, header }: TranscriptLines): TranscriptFacts {
  const total = reads.at(-1)!.total
  const asked = askedFor(reads.map(({ bytes }) => bytes))
  const dry = reads.slice(0, -1).flatMap(({ bytes, total: came }) => (bytes === asked ? [] : [came]))
  const segment = segmentOf(dry)
  const leftOut = gaps.reduce((sum, i) => sum + reads[i]!.total - reads[i]!.bytes - (reads[i - 1]?.total ?? 0), 0)
  const first = segment && gaps[0] !== 0 && dry[0]! % segment.bytes === 0 ? dry[0]! / segment.bytes : undefined
  return {
    total,
    ...(header === undefined ? {} : { header: header + 4, body: total - header - 4 }),
    ...(asked === undefined ? {} : { asked }),
    full: reads.filter(({ bytes }) => bytes === asked).length,
    dry,
    ...(segment ? { segment } : {}),
    ...(first === undefined ? {} : { first }),
    ...stepOf(dry),
    leftOut,
    ...(asked !== undefined && leftOut > 0 && leftOut % asked === 0 ? { leftOutReads: leftOut / asked } : {}),
  }
}

/** The largest read, if it recurs and is no whole number of segments: then it is what was asked for. */
function askedFor(sizes: number[]): number | undefined {
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
  const often = sizes.filter((size) => size === largest).length
  const arrived = usualSegments.some(([bytes]) => largest % bytes === 0)
  return often >= 2 && !arrived ? largest : undefined
}

// When a read takes all there is, what came till then is a whole number of segments, or as many more than the time before.
function segmentOf(dry: readonly number[]): TranscriptFacts['segment'] {
  const [best] = usualSegments
    .map(([bytes, why]) => ({
      bytes,
      why,
      fits: dry.filter((came, i) => came % bytes === 0 || (i > 0 && (came - dry[i - 1]!) % bytes === 0)).length,
    }))
    .toSorted((a, b) => b.fits - a.fits)
  return best && best.fits > 0 && best.fits >= dry.length / 2 ? best : undefined
}

function stepOf(dry: readonly number[]): Pick<TranscriptFacts, 'step'> {
  const steps = dry.slice(1).map((came, i) => came - dry[i]!)
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]
  const often = steps.filter((step) => step === usual).length
  return usual !== undefined && often >= 3 && often >= 0.6 * steps.length ? { step: usual } : {}
}
