// sluice demo: the chapter's run, offline. One picture, read at once and then with a quarter of a second between reads.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { every } from '../../net/gate.ts'
import { contentPath } from '../../origin/files.ts'
import { startOrigin } from '../../origin/origin.ts'
import type { Origin } from '../../origin/origin.ts'
import { ElidedTranscript, headerLines } from '../../render/transcript.ts'
import { bufferSize, duration, plural } from '../../render/units.ts'
import { retrieve } from '../../retrieve.ts'
import type { RetrieveOptions, Retrieval } from '../../retrieve.ts'
import { FileTarget } from '../../sink/file.ts'
import type { OriginSample } from '../../trace/event.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import { always } from '../flags.ts'

const showing = {
  title: 'Showing',
  flags: {
    reads: { kind: 'switch', about: 'every read, not only the first and last ones' },
    delay: {
      kind: 'time',
      value: 'TIME',
      about: "between the second run's reads; default 250ms, as the book's time.sleep(0.25)",
    },
    output: { short: 'o', kind: 'file', value: 'FILE', about: 'keep the picture there; default stuff.jpg' },
  },
} as const

/** What the second run's computer holds, bytes; Linux doubles it. With more the whole picture fits and nobody waits. */
const receiveBuffer = 32 * 1024

/** And the server's, for the same reason: with the system's the kernel takes the picture whole from the program. */
const sendBuffer = 8 * 1024

export const demo = command({
  operands: '',
  most: 0,
  more: 'Starts a small server, and retrieves a picture from it with reads of 5120 bytes: first at once, then with a delay after each read. The server gets ahead, fills the buffer between its send() and our recv(), and is made to wait.',
  groups: [showing, always],
  async run({ values }, context) {
    let blocked = 0
    const origin = await startOrigin({
      watch: (sample: Omit<OriginSample, 'at'>) => void (blocked = sample.blocked ?? blocked),
    })
    try {
      const path = values.output ?? 'stuff.jpg'
      const picture = contentPath('cover3.jpg')
      const delay = values.delay ?? 250
      context.stdout.say(`A server is up at ${origin.url}. The picture, in reads of at most 5120 bytes:\n\n`)
      const atOnce = await run(origin, path, {}, values.reads, context)
      context.stdout.say(
        `${headerLines({ offset: atOnce.header!.length, text: atOnce.header!.text })}\n${proof(path, atOnce, picture)}`,
      )

      origin.behave({ sndbuf: sendBuffer })
      const slowly = { gate: every(delay), receiveBuffer }
      context.stdout.say(
        `\nAgain, with ${duration(delay)} after each read and room for ${bufferSize(receiveBuffer * 2)} on our side:\n\n`,
      )
      const before = blocked
      const slow = await run(origin, path, slowly, values.reads, context)
      context.stdout.say(`\n${proof(path, slow, picture)}\n${difference(atOnce, slow, delay, blocked - before)}`)
      return 0
    } finally {
      await origin.close()
    }
  },
})

async function run(
  origin: Origin,
  path: string,
  options: RetrieveOptions,
  whole: boolean,
  { stdout, signal }: Context,
): Promise<Retrieval> {
  const print = (text: string) => stdout.write(text)
  const transcript = new ElidedTranscript(print, whole ? Infinity : 5, stdout.animates)
  const retrieval = await retrieve(`${origin.url}/cover3.jpg`, {
    ...options,
    recvSize: 5120,
    to: new FileTarget(path),
    watch: transcript.see,
    signal,
  })
  transcript.end()
  return retrieval
}

function proof(path: string, { kept, bytes }: Retrieval, picture: string): string {
  const [ours, sent] = [path, picture].map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))
  const same = ours === sent ? "the same as the server's picture" : "NOT the server's picture"
  return `${kept.path}: ${plural(bytes.content ?? 0, 'byte')}, SHA-256 ${ours?.slice(0, 16)}…, ${same}\n`
}

function difference(atOnce: Retrieval, slow: Retrieval, delay: number, blocked: number): string {
  const full = ({ reads }: Retrieval) => `${reads.full} of ${plural(reads.count, 'read')}`
  return `With ${duration(delay)} between reads the server got ahead, filled the buffer between its send() and our recv(), and was made to wait ${duration(blocked)} of ${duration(slow.timings.total)}: ${full(slow)} were full (5120 bytes), ${full(atOnce)} without the delay.\n`
}
