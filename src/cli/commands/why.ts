// sluice why URL: what the time of a retrieval went on.

import { isSluiceError } from '../../errors.ts'
import type { SluiceError } from '../../errors.ts'
import { closingLine } from '../../render/closing.ts'
import { resultJson } from '../../render/result.ts'
import { verdictLines } from '../../render/verdict-lines.ts'
import { parseUrl, retrieve } from '../../retrieve.ts'
import { toSink } from '../../sink/target.ts'
import { SummaryFold } from '../../trace/summary.ts'
import { command } from '../command.ts'
import { briefly } from '../document-flags.ts'
import { always, keeping, showing } from '../flags.ts'
import { urlOf } from '../operands.ts'
import { retrievalOptions, retrieving } from '../retrieval.ts'
import { openSession } from '../session.ts'
import { follow } from '../showing.ts'
import { targetFor } from '../target.ts'

/** Content that nobody wants. */
const nothing = { write: () => undefined, finish: () => Promise.resolve(), abandon: () => Promise.resolve() }

export const why = command({
  operands: 'URL',
  more: 'Keeps nothing unless -o says where. Looks at the kernel at each read (no privilege needed), attributes every millisecond, and says one sentence with its evidence, or that it is unsure.',
  groups: [...briefly([keeping, ...retrieving, showing], []), always],
  examples: [['sluice why http://data.pr4e.org/cover3.jpg', 'who is slow: the server, the network or this machine']],
  async run({ values, operands }, context) {
    const url = await urlOf(operands, context)
    const options = retrievalOptions(values, values.reads)
    const [output] = values.output
    const target =
      output === undefined
        ? toSink(() => nothing)
        : ((await targetFor(parseUrl(url, options), output, values, context)) ?? toSink(() => nothing))
    const session = await openSession(values)
    const fold = new SummaryFold()
    const following = await follow(values, true, context)
    let failure: SluiceError | undefined
    try {
      await retrieve(url, {
        ...options,
        ...session.options,
        kernel: following.kernel,
        to: target,
        settings: following.settings,
        watch: [fold.see, ...following.watch],
        signal: context.signal,
      })
    } catch (error) {
      if (!isSluiceError(error)) throw error
      failure = error
    } finally {
      following.end()
      await session.close(context.stdout)
    }
    const verdict = await following.late.verdict()
    if (values.json)
      context.stdout.write(`${JSON.stringify(resultJson(fold.summary, target.kept, failure, verdict), null, 2)}\n`)
    else context.stdout.write(verdictLines(verdict))
    if (failure) throw failure
    if (!values.quiet && !values.silent && !values.json) context.stderr.write(closingLine(fold.summary, target.kept))
    return 0
  },
})
