// sluice why URL: what the time of a retrieval went on.

import { SluiceError } from '../../errors.ts'
import { closingLine } from '../../render/closing.ts'
import { resultJson } from '../../render/result.ts'
import { safeJson } from '../../render/safe.ts'
import { verdictLines } from '../../render/verdict-lines.ts'
import { parseUrl } from '../../retrieve.ts'
import type { RetrieveOptions } from '../../retrieve.ts'
import { nowhere } from '../../sink/nowhere.ts'
import type { Target } from '../../sink/target.ts'
import { SummaryFold } from '../../trace/summary.ts'
import type { Summary } from '../../trace/summary.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import { briefly } from '../document-flags.ts'
import type { FlagGroup, FlagsIn, Values } from '../flag.ts'
import { always, keeping, showing } from '../flags.ts'
import { keepingOptions, saveEtag } from '../keeping.ts'
import { urlOf } from '../operands.ts'
import { flagsOf, parse } from '../parse.ts'
import type { Side } from '../repeat.ts'
import { retrievalOptions, retrieving } from '../retrieval.ts'
import { openSession } from '../session.ts'
import { follow, retrieveFollowed } from '../showing.ts'
import { pathFor, targetFor } from '../target.ts'

const comparing = {
  title: 'Comparing',
  flags: {
    repeat: {
      kind: 'count',
      value: 'N',
      about: 'N runs: median and extremes; of two URLs by turns, and whether they differ',
    },
    versus: {
      kind: 'text',
      value: 'FLAGS',
      about: "compare with the same URL and these flags too, as --versus '--rcvbuf 1M'; with --repeat (default 10)",
    },
  },
} as const satisfies FlagGroup

const groups = [comparing, ...briefly([keeping, ...retrieving, showing], []), always] as const

type Flags = Values<FlagsIn<typeof groups>>

export const why = command({
  operands: 'URL [URL]',
  more: 'Keeps nothing unless -o says where, or -O. Looks at the kernel at each read (no privilege needed), attributes every millisecond, and says one sentence with its evidence, or that it is unsure. With --repeat it says how several runs are spread, and with a second URL or --versus whether the two differ: by the test of Mann and Whitney, which is sound for few runs and odd distributions.',
  groups,
  examples: [
    ['sluice why http://data.pr4e.org/cover3.jpg', 'who is slow: the server, the network or this machine'],
    ["sluice why --repeat 10 --versus '-n 4' URL", 'whether four connections are faster'],
  ],
  async run({ values, operands }, context) {
    if (values.repeat !== undefined || values.versus !== undefined || operands.length > 1)
      return compare(values, operands, context)
    const url = await urlOf(operands, context)
    const options = retrievalOptions(values, values.reads)
    // What is no URL has taken no time.
    const parsed = parseUrl(url, options)
    const [output] = values.output
    const keeps = output !== undefined || values['remote-name'] || values['remote-header-name']
    const target = keeps ? await targetFor(parsed, output, values, context) : nowhere()
    if (!target) throw new SluiceError('exists', { path: pathFor(parsed, output, values) })
    const how = { ...options, ...(keeps ? await keepingOptions(values) : {}) }
    const { summary, kept, failure, verdict } = await once(url, values, how, target, context)
    if (values.json) context.stdout.write(`${safeJson(resultJson(summary, kept, failure, verdict), 2)}\n`)
    else (values.reads || output === '-' ? context.stderr : context.stdout).say(verdictLines(verdict))
    if (failure) throw failure
    if (values['etag-save'] !== undefined) saveEtag(values['etag-save'], summary)
    if (!values.quiet && !values.silent && !values.json) context.stderr.say(closingLine(summary, kept))
    return 0
  },
})

interface Once {
  summary: Summary
  kept: Target['kept']
  failure: SluiceError | undefined
  verdict: Verdict
}

async function once(
  url: string,
  values: Flags,
  options: RetrieveOptions,
  target: Target,
  context: Context,
): Promise<Once> {
  const session = await openSession(values)
  const fold = new SummaryFold()
  const following = await follow(values, true, context, values.output[0])
  try {
    const failure = await retrieveFollowed(url, following, {
      ...options,
      ...session.options,
      to: target,
      watch: [fold.see],
      signal: context.signal,
    })
    return { summary: fold.summary, kept: target.kept, failure, verdict: await following.late.verdict() }
  } finally {
    await session.close(context.stdout)
  }
}

/** What several runs have no place for. */
const onlyOfOne = [
  'output',
  'remote-name',
  'remote-header-name',
  'checksum',
  'etag-save',
  'trace',
  'watch',
  'reads',
  'verbose',
] as const

async function compare(values: Flags, operands: string[], context: Context): Promise<number> {
  for (const name of onlyOfOne)
    if (Array.isArray(values[name]) ? values[name].length > 0 : values[name])
      throw new SluiceError('usage', { problem: `--${name} is for one run, and here are several` })
  if (operands.length > 2 || (operands.length === 2 && values.versus !== undefined))
    throw new SluiceError('usage', { problem: 'two can be compared: two URLs, or one with --versus' })
  const first = operands[0] ?? (await urlOf([], context))
  const side = (url: string, name: string, flags: Flags): Side => ({
    url,
    name,
    run: () => measure(url, flags, context),
  })
  const sides = [side(first, values.versus === undefined ? first : 'as given', values)]
  if (operands[1] !== undefined) sides.push(side(operands[1], operands[1], values))
  if (values.versus !== undefined) sides.push(side(first, values.versus, withFlags(values, values.versus)))
  const { repeat } = await import('../repeat.ts')
  await repeat(sides, values.repeat ?? 10, values.json, context)
  return 0
}

/** One of several runs: a failure ends them all. */
async function measure(url: string, values: Flags, context: Context): Promise<Verdict> {
  const { failure, verdict } = await once(
    url,
    { ...values, progress: 'none' },
    retrievalOptions(values, false),
    nowhere(),
    context,
  )
  if (failure) throw failure
  return verdict
}

/** @throws SluiceError usage */
function withFlags(values: Flags, text: string): Flags {
  const { values: more, operands } = parse(wordsOf(text), flagsOf(groups))
  const given = (Object.entries(more) as [string, unknown][]).filter(
    ([, value]) => value !== undefined && value !== false && !isEmpty(value),
  )
  if (operands.length > 0 || given.length === 0)
    throw new SluiceError('usage', { problem: `--versus ${JSON.stringify(text)} is not made of options` })
  return { ...values, ...Object.fromEntries(given) }
}

/** As a shell divides them, quotes taken off; nothing else means anything. */
const wordsOf = (text: string) =>
  [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0
