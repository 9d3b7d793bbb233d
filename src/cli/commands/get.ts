// sluice get URL…: retrieve and keep the files.

import { isSluiceError, SluiceError } from '../../errors.ts'
import { redactTyped } from '../../http/redact.ts'
import { closingLine } from '../../render/closing.ts'
import { safe, safeJson } from '../../render/safe.ts'
import { complaint } from '../../render/complaint.ts'
import { resultJson } from '../../render/result.ts'
import { parseUrl } from '../../retrieve.ts'
import type { RetrieveOptions } from '../../retrieve.ts'
import { lookAt } from '../../sink/look.ts'
import { SummaryFold } from '../../trace/summary.ts'
import { command } from '../command.ts'
import { curlCommand } from '../curl.ts'
import { dryRun } from '../dry-run.ts'
import type { Context } from '../command.ts'
import type { FlagsIn, Values } from '../flag.ts'
import { always, keeping, several, showing, uses } from '../flags.ts'
import { inParallel } from '../in-parallel.ts'
import { urlsOf } from '../operands.ts'
import { gateOf, retrievalOptions, retrieving } from '../retrieval.ts'
import { openSession } from '../session.ts'
import { keepingOptions, saveEtag } from '../keeping.ts'
import { besideContent, follow, retrieveFollowed } from '../showing.ts'
import { isSpecial, pathFor, targetFor } from '../target.ts'
import { lasting } from '../verdict.ts'

const groups = [keeping, ...retrieving, several, showing, uses, always] as const

type Flags = Values<FlagsIn<typeof groups>>

export const get = command({
  operands: 'URL…',
  more: 'Writes NAME.part beside the target and renames it when the last byte is proved there: the final name always holds either the old good file or the new whole one.',
  groups,
  examples: [
    ['sluice get http://data.pr4e.org/cover3.jpg', 'keeps cover3.jpg'],
    ['sluice get --reads --delay 0.25 -o stuff.jpg http://data.pr4e.org/cover3.jpg', "the book's urljpeg.py"],
  ],
  async run({ values, operands }, context) {
    const urls = await urlsOf(operands, context)
    const single = values.watch ? '--watch' : values.trace.length > 0 ? '--trace' : undefined
    if (urls.length > 1 && single)
      throw new SluiceError('usage', { problem: `${single} is of one retrieval, and here are ${urls.length} URLs` })
    const print = (text: (url: string, output: string | undefined) => string) => {
      for (const [i, url] of urls.entries()) context.stdout.write(text(url, values.output[i]))
      return 0
    }
    if (values.curl) return print((url, output) => curlCommand(url, output, values))
    const session = await openSession(values)
    const options = { ...retrievalOptions(values, values.reads), ...(await keepingOptions(values)), ...session.options }
    if (values['dry-run']) return print((url, output) => dryRun(url, output, values, session))
    try {
      return await (urls.length === 1
        ? getOne(urls[0]!, parseUrl(urls[0]!, options), values.output[0], values, options, context)
        : getMany(urls, values, options, context))
    } finally {
      await session.close(context.stdout)
    }
  },
})

/** One line a URL; a failure is told and the others go on. */
async function getMany(urls: string[], values: Flags, options: RetrieveOptions, context: Context): Promise<number> {
  const names = new Map<string, string>()
  const jobs = urls.map((url, i) => ({
    host: values.parallel ? hostOf(url) : '',
    run: async () => {
      try {
        const parsed = parseUrl(url, options)
        refuseTakenName(url, pathFor(parsed, values.output[i], values), values, names)
        await getOne(url, parsed, values.output[i], values, { ...options, ...gateFor(values) }, context)
        return true
      } catch (error) {
        if (!isSluiceError(error)) throw error
        context.stderr.say(complaint(error, redactTyped(url)))
        return false
      }
    },
  }))
  const most = values.parallel ? values['parallel-max'] || 50 : 1
  const results = await inParallel(jobs, most, values['per-host'] || 6, context.signal)
  context.signal.throwIfAborted()
  const failed = results.filter((done) => !done).length
  if (failed > 0) throw new SluiceError('some-failed', { failed, offered: urls.length })
  return 0
}

// One content shall not replace another of the same command.
function refuseTakenName(url: string, path: string, values: Flags, names: Map<string, string>): void {
  if (path === '-' || values['remote-header-name'] || values['no-clobber']) return
  const other = names.get(path) ?? url
  if (other !== url && !isSpecial(lookAt(path)))
    throw new SluiceError('usage', {
      problem: `${path} is the file of ${redactTyped(other)} already`,
      suggestion: 'give each its own name: -o FILE, once for each URL',
    })
  names.set(path, url)
}

async function getOne(
  url: string,
  parsed: URL,
  output: string | undefined,
  values: Flags,
  options: RetrieveOptions,
  context: Context,
): Promise<number> {
  const target = await targetFor(parsed, output, values, context)
  if (!target) {
    if (!isQuiet(values)) context.stderr.say(`${safe(redactTyped(url))}: skipped, the file is there already\n`)
    return 0
  }
  const links: string[] = []
  const fold = new SummaryFold()
  const judged = values.json || !isQuiet(values)
  const following = await follow(values, judged, context, output)
  const failure = await retrieveFollowed(url, following, {
    ...options,
    to: values.links ? (await import('../links-tee.ts')).tellingLinks(target, (link) => void links.push(link)) : target,
    watch: [fold.see],
    signal: context.signal,
  })
  const { other } = target.kept
  if (other && !isQuiet(values))
    context.stderr.write(
      `${safe(other.part)} is the beginning of ${safe(other.url)} and stays; -C - would try to go on from it\n`,
    )
  const lasted = fold.summary.timings.total >= lasting
  const verdict = judged && (values.json || lasted) ? await following.late.verdict() : undefined
  if (values.json) {
    const result = resultJson(fold.summary, target.kept, failure, verdict)
    context.stdout.write(`${safeJson(result, values.parallel ? 0 : 2)}\n`)
  }
  if (failure) throw failure
  for (const link of links) besideContent(output, values, context).write(`${link}\n`)
  if (values['etag-save'] !== undefined) saveEtag(values['etag-save'], fold.summary)
  if (!isQuiet(values) && !values.json && !(values.head && output === undefined))
    context.stderr.say(closingLine(fold.summary, target.kept) + (verdict ? `${verdict.sentence}\n` : ''))
  return 0
}

const hostOf = (url: string) => URL.parse(url.includes('://') ? url : `http://${url}`)?.host ?? url

// Each retrieval has its own.
function gateFor(values: Flags): Pick<RetrieveOptions, 'gate'> {
  const gate = gateOf(values)
  return gate ? { gate } : {}
}

const isQuiet = (values: Flags) => values.quiet || values.silent
