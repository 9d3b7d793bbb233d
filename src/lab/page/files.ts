// What comes from files and goes into files, and transcripts. All of it in the browser. It is loaded when it is first
// needed, as /files.js: the page itself stays small.

import { explanation } from '../../render/explanation.ts'
import type { TraceEvent, Watcher } from '../../trace/event.ts'
import { HarWriter } from '../../trace/export/har.ts'
import { PcapngWriter } from '../../trace/export/pcapng.ts'
import { PerfettoJsonWriter } from '../../trace/export/perfetto-json.ts'
import { PerfettoWriter } from '../../trace/export/perfetto.ts'
import { TraceReader } from '../../trace/ndjson.ts'
import { readTranscript, transcriptFacts } from '../../trace/transcript.ts'
import { text } from './texts.ts'

export { screenAs } from './screen.ts'

type Write = (piece: string | Uint8Array) => void

const writers: Record<string, (write: Write) => { see: Watcher; end?: () => void }> = {
  har: (write) => new HarWriter(write),
  pftrace: (write) => new PerfettoWriter(write),
  'perfetto.json': (write) => new PerfettoJsonWriter(write),
  pcapng: (write) => new PcapngWriter(write),
  ndjson: (write) => ({ see: (event) => write(`${JSON.stringify(event)}\n`) }),
}

/**
 * The trace in a format of the table.
 *
 * @param wire the bytes that came, for packets
 */
export function traceAs(format: string, events: readonly TraceEvent[], wire: Uint8Array): Blob {
  const pieces: (string | Uint8Array<ArrayBuffer>)[] = []
  const writer = writers[format]!((piece) => pieces.push(typeof piece === 'string' ? piece : new Uint8Array(piece)))
  for (const event of events) {
    const read = event.type === 'read' || event.type === 'reads'
    writer.see(event, read ? wire.subarray(event.total - event.bytes, event.total) : undefined)
  }
  writer.end?.()
  return new Blob(pieces)
}

export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** What a transcript of reads shows, or what is wrong with it. */
export function explained(pasted: string): string {
  if (pasted.trim() === '') return ''
  try {
    const lines = readTranscript(pasted, text.transcript.name)
    return explanation(lines, transcriptFacts(lines))
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * The events of a trace in a file, packed or not.
 *
 * @throws Error with the line that is wrong
 */
export async function eventsOf(file: File): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  const reader = new TraceReader(file.name, (event) => events.push(event))
  const stream = file.name.endsWith('.gz') ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  for (const parts = stream.pipeThrough(new TextDecoderStream()).getReader(); ;) {
    const { value, done } = await parts.read()
    if (done) break
    reader.feed(value)
  }
  reader.end()
  return events
}
