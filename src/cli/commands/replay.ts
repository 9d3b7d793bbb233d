// sluice replay FILE: a recorded trace, shown as the retrieval was.

import { resolve } from 'node:path'
import { SluiceError } from '../../errors.ts'
import { sleep } from '../../net/gate.ts'
import { closingLine } from '../../render/closing.ts'
import { complaint } from '../../render/complaint.ts'
import { resultJson } from '../../render/result.ts'
import { safeJson } from '../../render/safe.ts'
import { Transcript } from '../../render/transcript.ts'
import { verdictLines } from '../../render/verdict-lines.ts'
import type { Kept } from '../../sink/target.ts'
import type { TraceEvent, TraceStarted, Watcher } from '../../trace/event.ts'
import { SummaryFold } from '../../trace/summary.ts'
import type { Summary } from '../../trace/summary.ts'
import { Attribution } from '../../verdict/judge.ts'
import type { Done } from '../../verdict/verdict.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import type { FlagGroup, Values } from '../flag.ts'
import { always } from '../flags.ts'
import { openTraceFiles } from '../trace-files.ts'
import { eventsOf } from '../trace-input.ts'

const showing = {
  title: 'Showing',
  flags: {
    reads: { kind: 'switch', about: "the book's transcript: a line a read, then the header" },
    json: { kind: 'switch', about: 'the JSON document that the retrieval ended with' },
    watch: { kind: 'switch', about: 'the live view, in the time that it took' },
    speed: { kind: 'text', value: 'N', about: 'with --watch: N times as fast; default 1' },
    trace: {
      kind: 'file',
      value: 'FILE',
      repeat: true,
      about: 'write it again in another format, by the name of FILE',
    },
  },
} as const satisfies FlagGroup

type Flags = Values<typeof showing.flags>

export const replay = command({
  operands: 'FILE',
  more: 'Reads what --trace wrote (.ndjson, .ndjson.gz; - is stdin) and says what the retrieval came to and what limited it, as it was said then.',
  groups: [showing, always],
  examples: [['sluice get --trace run.ndjson URL; sluice replay --reads run.ndjson', 'the transcript of that run']],
  async run({ values, operands }, context) {
    const [path, ...others] = operands
    if (path === undefined || others.length > 0)
      throw new SluiceError('usage', { problem: `replay wants one trace, not ${operands.length}` })
    if (values.trace.some((trace) => resolve(trace) === resolve(path)))
      throw new SluiceError('usage', { problem: `${path} cannot be read and written at once` })
    if (values.speed !== undefined && !values.watch)
      throw new SluiceError('usage', { problem: '--speed is for --watch' })
    const fold = new SummaryFold()
    const print = (text: string) => context.stdout.write(text)
    const traces = await openTraceFiles(values.trace, true)
    const watch = [fold.see, ...traces.watch, ...(values.reads ? [new Transcript(print).see] : [])]
    let failure: SluiceError | undefined
    try {
      const events = eventsOf(path, context.stdin)
      const judge = values.watch
        ? await animate(events, watch, speedOf(values), context)
        : await show(events, watch, context)
      tell(fold.summary, judge, values, context)
    } finally {
      failure = traces.end()
    }
    if (failure) throw failure
    return 0
  },
})

type Events = AsyncGenerator<TraceEvent, boolean>

async function show(
  events: Events,
  watch: Watcher[],
  { stderr, signal }: Context,
  judge = new Replayed(),
): Promise<Attribution> {
  for (;;) {
    signal.throwIfAborted()
    const { value, done } = await events.next()
    if (done) {
      if (value) stderr.say('sluice: the trace ends in the middle of a line; what stands before it is shown\n')
      return judge.attribution
    }
    judge.see(value)
    for (const see of watch) see(value)
  }
}

/** In the time that it took, or `speed` times as fast. */
async function animate(events: Events, watch: Watcher[], speed: number, context: Context): Promise<Attribution> {
  const began = performance.now()
  const clock = () => (performance.now() - began) * speed
  const judge = new Replayed()
  const { openLiveView } = await import('../live-view.ts')
  const view = openLiveView(context, { clock, cause: () => judge.attribution.verdict().intervals.at(-1)?.by })
  try {
    return await show(inTime(events, clock, speed, context.signal), [...watch, view.see], context, judge)
  } finally {
    view.end()
  }
}

async function* inTime(events: Events, clock: () => number, speed: number, signal: AbortSignal): Events {
  for (;;) {
    const next = await events.next()
    if (next.done) return next.value
    const early = (next.value.at - clock()) / speed
    // A timer's own length.
    if (early > 1) await sleep(early, signal)
    signal.throwIfAborted()
    yield next.value
  }
}

/** Judges as it was judged then: with what had been asked for. */
class Replayed {
  attribution = new Attribution()

  see(event: TraceEvent): void {
    if (event.type === 'trace') this.attribution = new Attribution(doneThen(event))
    this.attribution.see(event)
  }
}

function speedOf({ speed = '1' }: Flags): number {
  const factor = /^\d+(\.\d+)?x?$/.test(speed) ? parseFloat(speed) : 0
  if (factor > 0) return factor
  throw new SluiceError('usage', { problem: `--speed ${JSON.stringify(speed)} is not a number above 0` })
}

function tell(summary: Summary, judge: Attribution, values: Flags, { stdout, stderr }: Context): void {
  const { failed, complete } = summary
  const kept: Kept = {
    ...(complete?.file === undefined ? {} : { path: complete.file, bytes: complete.fileBytes ?? complete.content }),
    ...(complete?.resumedFrom === undefined ? {} : { resumedFrom: complete.resumedFrom }),
  }
  const verdict = judge.verdict()
  if (values.json) {
    stdout.write(`${safeJson(resultJson(summary, kept, failed ?? undefined, verdict), 2)}\n`)
    return
  }
  const about = values.reads ? stderr : stdout
  about.say(verdictLines(verdict))
  if (failed) about.say(complaint(failed))
  else if (complete) about.say(closingLine(summary, kept))
  else about.say(`the trace ends before the retrieval did, after ${summary.bytes.received} bytes\n`)
}

/** What had been asked for then, so that the same hint is given. */
function doneThen({ options }: TraceStarted): Done {
  const number = (name: keyof Done) => (typeof options[name] === 'number' ? options[name] : undefined)
  return {
    delay: number('delay'),
    limitRate: number('limitRate'),
    receiveBuffer: number('receiveBuffer'),
    connections: number('connections'),
  }
}
