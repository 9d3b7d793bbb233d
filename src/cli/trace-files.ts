// --trace FILE: the trace as a file, while it happens; what is written by the ending of its name.

import { closeSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { SluiceError } from '../errors.ts'
import { writeError } from '../sink/write-error.ts'
import type { Watcher } from '../trace/event.ts'
import { TraceWriter } from '../trace/ndjson.ts'

/** What makes a file of a trace. */
export interface TraceRecorder {
  see: Watcher
  /** Hands out what it still holds. */
  end(): void
}

export interface TraceFiles {
  /** None when there is no file to write. */
  watch: Watcher[]
  /** Everything is in the files, or why not: write-failed. */
  end(): SluiceError | undefined
}

type Write = (piece: string | Uint8Array) => void

/** A crash loses no more than this, ms. */
const every = 200
/** Pieces are gathered up to so much, bytes (or characters), or so long. */
const enough = 1024 * 1024

/**
 * @param recorded the events are a recording's, which has no bytes
 * @throws SluiceError usage, write-failed
 */
export async function openTraceFiles(paths: readonly string[], recorded = false): Promise<TraceFiles> {
  const makers = paths.map((path) => [path, formatOf(path)] as const)
  for (const [path, { bytes }] of makers)
    if (recorded && bytes)
      throw new SluiceError('usage', {
        problem: `${path} would hold the bytes that came, and a recorded trace does not have them`,
        suggestion: `retrieve with --trace ${path}`,
      })
  const files = await Promise.all(makers.map(async ([path, format]) => openTraceFile(path, await format.load())))
  const timer = files.length > 0 ? setInterval(() => files.forEach((file) => file.flush()), every) : undefined
  timer?.unref()
  return {
    watch: files.map((file) => file.see),
    end() {
      clearInterval(timer)
      return files.map((file) => file.end()).find((failure) => failure !== undefined)
    },
  }
}

interface Format {
  ending: string
  /** It holds the bytes that were read, which a recorded trace does not. */
  bytes?: true
  load: () => Promise<(write: Write) => TraceRecorder>
}

const formats: Format[] = [
  { ending: '.ndjson', load: async () => (write) => new TraceWriter(write) },
  { ending: '.ndjson.gz', load: async () => (write) => new TraceWriter(write) },
  {
    ending: '.har',
    async load() {
      const { HarWriter } = await import('../trace/export/har.ts')
      return (write) => new HarWriter(write)
    },
  },
  {
    ending: '.pftrace',
    async load() {
      const { PerfettoWriter } = await import('../trace/export/perfetto.ts')
      return (write) => new PerfettoWriter(write)
    },
  },
  {
    ending: '.perfetto.json',
    async load() {
      const { PerfettoJsonWriter } = await import('../trace/export/perfetto-json.ts')
      return (write) => new PerfettoJsonWriter(write)
    },
  },
  {
    ending: '.pcapng',
    bytes: true,
    async load() {
      const { PcapngWriter } = await import('../trace/export/pcapng.ts')
      return (write) => new PcapngWriter(write)
    },
  },
]

function formatOf(path: string): Format {
  const format = formats.find(({ ending }) => path.toLowerCase().endsWith(ending))
  if (format) return format
  const known = formats.map(({ ending }) => ending)
  throw new SluiceError('usage', {
    problem: `--trace ${JSON.stringify(path)}: its name does not say what to write`,
    suggestion: `end it with ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
  })
}

function openTraceFile(
  path: string,
  make: (write: Write) => TraceRecorder,
): { see: Watcher; flush: () => void; end: () => SluiceError | undefined } {
  let fd: number
  try {
    fd = openSync(path, 'w')
  } catch (error) {
    throw writeError(path, error, 0)
  }
  const zipped = path.toLowerCase().endsWith('.gz')
  let pieces: (string | Uint8Array)[] = []
  let held = 0
  let written = 0
  let failure: SluiceError | undefined
  const flush = () => {
    if (pieces.length === 0) return
    const bytes = Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
    pieces = []
    held = 0
    try {
      // Each is a member of its own (RFC 1952 section 2.2): what a crash leaves can be read.
      if (!failure) written += writeWhole(fd, zipped ? gzipSync(bytes) : bytes)
    } catch (error) {
      // The retrieval goes on; it is said at the end.
      failure = writeError(path, error, written)
    }
  }
  const recorder = make((piece) => {
    pieces.push(piece)
    held += piece.length
    if (held >= enough) flush()
  })
  return {
    see: recorder.see,
    flush,
    end() {
      recorder.end()
      flush()
      closeSync(fd)
      return failure
    },
  }
}

function writeWhole(fd: number, bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) at += writeSync(fd, bytes, at)
  return bytes.length
}
