// One retrieval: the only file that knows the order of things.
//
//   what is held? ──► follow redirects to the answer ──► what does it mean? ──► open the sink ──► recv loop ──► finish
//        ▲                                                  any failure: abandon, and say so │
//        └───────────────────────────── wait, try again ◄───────────────────────────────────┘

import { channel } from 'node:diagnostics_channel'
import { now } from './clock.ts'
import { SluiceError, isSluiceError, withFacts } from './errors.ts'
import { redactTyped } from './http/redact.ts'
import type { ResponseHead } from './http/response-parser.ts'
import { Clocks } from './retrieve/clocks.ts'
import { follow } from './retrieve/follow.ts'
import type { Answer } from './retrieve/follow.ts'
import type { RetrieveOptions } from './retrieve/options.ts'
import { receive } from './retrieve/receive.ts'
import type { Received } from './retrieve/receive.ts'
import { askForRest, meaningOf, refuseAnotherRange, refuseStray } from './retrieve/resume.ts'
import type { Meaning, RestRequest } from './retrieve/resume.ts'
import { waitBeforeRetry } from './retrieve/retry.ts'
import type { Run } from './retrieve/run.ts'
import { isUnchanged, retryAfterOf, statusFailure } from './retrieve/status.ts'
import { parseUrl } from './retrieve/url.ts'
import { sleep } from './net/gate.ts'
import { prepareKernel } from './net/kernel/kernel.ts'
import { MemorySink } from './sink/memory.ts'
import { toSink } from './sink/target.ts'
import type { Kept, Target } from './sink/target.ts'
import { SummaryFold } from './trace/summary.ts'
import type { Completed } from './trace/event.ts'
import type { Summary } from './trace/summary.ts'
import { Trace } from './trace/trace.ts'
import { version } from './version.ts'

/** What a retrieval came to. */
export interface Retrieval extends Summary {
  /** The content, where it was kept in memory. */
  content: Uint8Array | undefined
  kept: Kept
}

/** Every event of every retrieval of this process, for whoever subscribes before it begins. */
const published = channel('sluice:trace')

/**
 * Retrieves `url` and hands its content to `options.to`.
 *
 * @throws SluiceError with the code, the exit status, the sentence and the hint of src/errors.ts; nothing incomplete
 * ever has the final name
 */
export async function retrieve(url: string | URL, options: RetrieveOptions = {}): Promise<Retrieval> {
  const memory = new MemorySink()
  const target = options.to ?? toSink(() => memory.empty())
  const fold = new SummaryFold()
  const capabilities = options.kernel ? [...prepareKernel()] : []
  // Whoever looks at the times shall not find our own loading among them.
  if (options.kernel && /^https:/i.test(String(url))) (await import('./net/secure.ts')).prepareTls()
  const watchers = [fold.see, ...[options.watch ?? []].flat()]
  if (published.hasSubscribers) watchers.push((event) => published.publish(event))
  const trace = new Trace(watchers, now)
  const clocks = new Clocks(options, options.signal)
  trace.tell({
    type: 'trace',
    version: 1,
    started: new Date().toISOString(),
    tool: `sluice ${version}`,
    url: redactTyped(String(url)),
    options: options.settings ?? {},
    capabilities,
  })
  try {
    const received = await tryAgain(parseUrl(url, options), target, { options, trace, clocks })
    trace.tell({
      type: 'complete',
      received: fold.summary.bytes.received,
      ...received,
      ...fileFacts(target.kept),
    })
    return { ...fold.summary, content: options.to ? undefined : memory.content, kept: target.kept }
  } catch (error) {
    if (!isSluiceError(error)) throw error
    const failure =
      target.kept.part === undefined ? error : withFacts(error, { part: target.kept.part, kept: target.kept.bytes })
    trace.tell({
      type: 'failed',
      code: failure.code,
      message: failure.message,
      exit: failure.exit,
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    })
    throw failure
  } finally {
    clocks.stop()
  }
}

function fileFacts({ path, bytes, resumedFrom }: Kept): Pick<Completed, 'file' | 'fileBytes' | 'resumedFrom'> {
  return {
    ...(path === undefined ? {} : { file: path }),
    ...(path === undefined || bytes === undefined ? {} : { fileBytes: bytes }),
    ...(resumedFrom === undefined ? {} : { resumedFrom }),
  }
}

async function tryAgain(url: URL, target: Target, run: Run): Promise<Received> {
  const { options, trace, clocks } = run
  for (let tries = 1; ; tries++) {
    const lastTry = tries > (options.retries ?? 0)
    const facts: TryFacts = { retryAfter: undefined }
    try {
      return await attempt(url, target, run, lastTry, facts)
    } catch (error) {
      await target.abandon()
      if (!isSluiceError(error)) throw error
      const wait = waitBeforeRetry(error, tries, trace.at, options, facts.retryAfter)
      if (wait === undefined) throw error
      trace.tell({
        type: 'retry',
        why: error.message,
        wait: Math.round(wait),
        from: target.kept.part === undefined ? 0 : (target.kept.bytes ?? 0),
      })
      await sleep(wait, clocks.signal)
      clocks.signal.throwIfAborted()
    }
  }
}

/** What a failed try leaves for the decision about the next. */
interface TryFacts {
  /** Ms that the server asked to wait. */
  retryAfter: number | undefined
}

async function attempt(url: URL, target: Target, run: Run, lastTry: boolean, facts: TryFacts): Promise<Received> {
  const rest = await restOf(url, target, run)
  const answer = await follow(url, rest?.fields ?? [], run)
  facts.retryAfter = retryAfterOf(answer.head)
  try {
    const meaning = rest && isAboutRest(answer.head) ? meaningOf(rest, answer.head) : undefined
    if (meaning)
      run.trace.tell({ type: 'resume', from: meaning.type === 'rest' ? meaning.from : 0, why: whyOf(meaning, rest!) })
    if (meaning?.type === 'again') {
      answer.end(false)
      return await startOver(url, target, run, lastTry, facts)
    }
    return await take(answer, meaning, rest, target, run, lastTry)
  } catch (error) {
    if (!isSluiceError(error, 'changed-on-server') || rest?.demanded) throw error
    run.trace.tell({ type: 'resume', from: 0, why: `${error.message}: starting over` })
    answer.end(false)
    return await startOver(url, target, run, lastTry, facts)
  } finally {
    answer.end(false)
  }
}

// The whole, in order, on one connection: a server that names another version in each answer cannot make it start over again.
async function startOver(url: URL, target: Target, run: Run, lastTry: boolean, facts: TryFacts): Promise<Received> {
  await target.forget()
  const options = { ...run.options, resume: 'never' as const, connections: 1 }
  return attempt(url, target, { ...run, options }, lastTry, facts)
}

async function restOf(url: URL, target: Target, { options, trace }: Run): Promise<RestRequest | undefined> {
  const { resume = 'auto', method = 'GET', decode, raw } = options
  // A decoded file has other offsets than what is sent, and so has one with its chunks left in; a part of a part has too.
  if (method !== 'GET' || decode || raw || asksForRange(options)) return undefined
  const held = await target.held(url)
  if (!held) {
    if (typeof resume !== 'number' || resume === 0) return undefined
    return {
      held: { bytes: 0, overlap: 0, validators: {}, path: 'nothing' },
      first: resume,
      demanded: true,
      fields: [['Range', `bytes=${resume}-`]],
    }
  }
  if (typeof resume === 'number' && resume !== held.bytes)
    throw new SluiceError('cannot-resume', { path: held.path, reason: `it has ${held.bytes} bytes, not ${resume}` })
  const rest = resume === 'never' ? undefined : askForRest(held, resume !== 'auto')
  if (rest && 'fields' in rest) return rest
  trace.tell({ type: 'resume', from: 0, why: rest ? `starting over: ${rest.why}` : 'starting over, as asked' })
  await target.forget()
  return undefined
}

async function take(
  answer: Answer,
  meaning: Meaning | undefined,
  rest: RestRequest | undefined,
  target: Target,
  run: Run,
  lastTry: boolean,
): Promise<Received> {
  const { head } = answer
  const { options } = run
  if (meaning?.type === 'complete') {
    await (rest!.held.bytes > 0 ? target.complete() : target.forget())
    return { content: 0, declared: true }
  }
  if (isUnchanged(head, options)) {
    await target.forget()
    return { content: 0, declared: true, unchanged: true }
  }
  const failure = statusFailure(head, options, lastTry)
  // A page about an error is not the rest of anything.
  if (rest?.demanded && !meaning && !failure)
    throw new SluiceError('range-refused', {
      asked: `${rest.first}-`,
      answered: `the server answered ${head.status} ${head.reason}`.trimEnd(),
    })
  if (failure && !options.keepErrorBody) throw failure
  if (options.range !== undefined) refuseAnotherRange(head, options.range)
  else if (!rest && !asksForRange(options)) refuseStray(head)
  const received = await receive(
    answer,
    meaning?.type === 'rest'
      ? { ...meaning, held: rest!.held.bytes, path: rest!.held.path, missing: rest!.held.missing }
      : undefined,
    target,
    run,
  )
  if (failure) throw failure
  return received
}

const asksForRange = ({ range, fields = [] }: RetrieveOptions) =>
  range !== undefined || fields.some(([name]) => name.toLowerCase() === 'range')

const isAboutRest = ({ status }: ResponseHead) => status === 200 || status === 206 || status === 416

function whyOf(meaning: Meaning, { held }: RestRequest): string {
  return meaning.type === 'rest'
    ? `going on from byte ${held.bytes}; the ${held.bytes - meaning.from} before it are compared`
    : meaning.why
}

export { parseUrl } from './retrieve/url.ts'
export type { RetrieveOptions } from './retrieve/options.ts'
