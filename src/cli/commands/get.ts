// sluice get URL: retrieve and keep the file.

import { isSluiceError } from '../../errors.ts'
import type { SluiceError } from '../../errors.ts'
import { closingLine } from '../../render/closing.ts'
import { resultJson } from '../../render/result.ts'
import { Transcript } from '../../render/transcript.ts'
import { retrieve } from '../../retrieve.ts'
import type { Watcher } from '../../trace/event.ts'
import { SummaryFold } from '../../trace/summary.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import type { FlagsIn, Values } from '../flag.ts'
import { always, clocks, keeping, reading, showing } from '../flags.ts'
import { urlOf } from '../operands.ts'
import { showProgress } from '../progress.ts'
import { retrievalOptions } from '../retrieval.ts'
import { targetFor } from '../target.ts'
import { verbose } from '../verbose.ts'

const groups = [keeping, reading, showing, clocks, always] as const

type Flags = Values<FlagsIn<typeof groups>>

export const get = command({
  name: 'get',
  operands: 'URL',
  about: 'retrieve and keep the file',
  more: 'Writes NAME.part beside the target and renames it when the last byte is proved there: the final name always holds either the old good file or the new whole one.',
  groups,
  examples: [
    ['sluice get http://data.pr4e.org/cover3.jpg', 'keeps cover3.jpg'],
    ['sluice get --reads --delay 0.25 -o stuff.jpg http://data.pr4e.org/cover3.jpg', "the book's urljpeg.py"],
  ],
  async run({ values, operands }, context) {
    return getOne(await urlOf(operands, context), values, context)
  },
})

async function getOne(url: string, values: Flags, context: Context): Promise<number> {
  const fold = new SummaryFold()
  const target = targetFor(url, values, context)
  const progress = showProgress(values, context)
  const watch = [fold.see, progress.see, ...viewers(values, context)]
  let failure: SluiceError | undefined
  try {
    await retrieve(url, { ...retrievalOptions(values, values.reads), to: target, watch, signal: context.signal })
  } catch (error) {
    if (!isSluiceError(error)) throw error
    failure = error
  } finally {
    progress.end()
  }
  if (values.json) context.stdout.write(`${JSON.stringify(resultJson(fold.summary, target.kept, failure), null, 2)}\n`)
  if (failure) throw failure
  if (!values.quiet && !values.silent && !values.json) context.stderr.write(closingLine(fold.summary, target.kept))
  return 0
}

function viewers(values: Flags, { stdout, stderr }: Context): Watcher[] {
  // Content on stdout has it for itself.
  const transcript = values.output === '-' || values.json ? stderr : stdout
  return [
    ...(values.reads ? [new Transcript((text) => transcript.write(text)).see] : []),
    ...(values.verbose ? [verbose(stderr)] : []),
  ]
}
