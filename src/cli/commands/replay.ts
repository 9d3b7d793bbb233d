// sluice replay FILE: a recorded trace, shown as the retrieval was.

import { SluiceError } from '../../errors.ts'
import { closingLine } from '../../render/closing.ts'
import { complaint } from '../../render/complaint.ts'
import { resultJson } from '../../render/result.ts'
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
    const fold = new SummaryFold()
    const print = (text: string) => context.stdout.write(text)
    const traces = await openTraceFiles(values.trace)
    const watch = [fold.see, ...traces.watch, ...(values.reads ? [new Transcript(print).see] : [])]
    try {
      const judge = await show(eventsOf(path), watch, context)
      tell(fold.summary, judge, values, context)
    } finally {
      traces.end()
    }
    return 0
  },
})

async function show(
  events: AsyncGenerator<TraceEvent, boolean>,
  watch: Watcher[],
  { stderr, signal }: Context,
): Promise<Attribution> {
  let judge = new Attribution()
  for (;;) {
    signal.throwIfAborted()
    const { value, done } = await events.next()
    if (done) {
      if (value) stderr.write('sluice: the trace ends in the middle of a line; what stands before it is shown\n')
      return judge
    }
    if (value.type === 'trace') judge = new Attribution(doneThen(value))
    judge.see(value)
    for (const see of watch) see(value)
  }
}

function tell(summary: Summary, judge: Attribution, values: Flags, { stdout, stderr }: Context): void {
  const { failed, complete } = summary
  const kept: Kept = {
    ...(complete?.file === undefined ? {} : { path: complete.file, bytes: complete.fileBytes ?? complete.content }),
    ...(complete?.resumedFrom === undefined ? {} : { resumedFrom: complete.resumedFrom }),
  }
  const verdict = judge.verdict()
  if (values.json) {
    stdout.write(`${JSON.stringify(resultJson(summary, kept, failed ?? undefined, verdict), null, 2)}\n`)
    return
  }
  const about = values.reads ? stderr : stdout
  about.write(verdictLines(verdict))
  if (failed) about.write(complaint(failed))
  else if (complete) about.write(closingLine(summary, kept))
  else about.write(`the trace ends before the retrieval did, after ${summary.bytes.received} bytes\n`)
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
