// What follows a retrieval while it happens: progress or the live view, the trace's files, the verdict.

import { isSluiceError, SluiceError } from '../errors.ts'
import { Transcript } from '../render/transcript.ts'
import { safe } from '../render/safe.ts'
import { duration } from '../render/units.ts'
import { retrieve } from '../retrieve.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import type { Watcher } from '../trace/event.ts'
import type { Context } from './command.ts'
import type { Values } from './flag.ts'
import type { showing } from './flags.ts'
import type { LiveView } from './live-view.ts'
import { showProgress } from './progress.ts'
import type { RetrievingFlags } from './retrieval.ts'
import type { TraceFiles } from './trace-files.ts'
import { doneBy, LateVerdict } from './verdict.ts'
import { verbose } from './verbose.ts'

type Flags = RetrievingFlags & Values<typeof showing.flags>

export interface Following {
  watch: Watcher[]
  late: LateVerdict
  /** What was asked for, for the trace's first line. */
  settings: Record<string, unknown>
  /** Whether the kernel shall be asked. */
  kernel: boolean
  showSecrets: boolean
  /** The retrieval is over. Returns write-failed for a trace that could not be kept. */
  end(): SluiceError | undefined
}

/**
 * @param judged whether somebody wants the verdict
 * @param output where the content goes, where the flags say it
 * @throws SluiceError usage, write-failed
 */
export async function follow(values: Flags, judged: boolean, context: Context, output?: string): Promise<Following> {
  if (values.watch && (values.verbose || (values.reads && context.stdout.terminal)))
    throw new SluiceError('usage', {
      problem: `--watch and ${values.verbose ? '-v' : '--reads'} would draw over each other`,
      suggestion: values.verbose ? undefined : 'send the transcript to a file: --watch --reads URL > reads.txt',
    })
  const settings = { ...doneBy(values) }
  const late = new LateVerdict(settings)
  const traces = values.trace.length > 0 ? await traceFiles(values.trace) : { watch: [], end: () => undefined }
  const view = values.watch ? await liveView(context, late) : showProgress(values, context)
  const transcript = besideContent(output, values, context)
  return {
    watch: [
      ...(values.reads ? [new Transcript((text) => transcript.write(text)).see] : []),
      ...(values.verbose ? [verbose(context.stderr)] : []),
      retries(values, context),
      view.see,
      ...(judged || values.watch ? [late.see] : []),
      ...traces.watch,
    ],
    late,
    settings,
    kernel: judged || values.watch || values.trace.length > 0,
    showSecrets: values['show-secrets'],
    end() {
      late.end()
      view.end()
      return traces.end()
    },
  }
}

/** Where what is told of a retrieval goes: content on stdout, and JSON, have it for themselves. */
export const besideContent = (output: string | undefined, values: Flags, { stdout, stderr }: Context) =>
  output === '-' || values.json ? stderr : stdout

// Who waits as long as a server asks shall know it.
function retries(values: Flags, { stderr }: Context): Watcher {
  const told =
    !values.quiet && !values.silent && !values.verbose && !values.watch && !/json|none/.test(values.progress ?? '')
  // Over the bar.
  const clear = stderr.animates ? '\r\x1b[K' : ''
  return (event) => {
    if (told && event.type === 'retry')
      stderr.write(`${clear}trying again in ${duration(event.wait)}: ${safe(event.why)}\n`)
  }
}

/**
 * Retrieves, and ends what follows.
 *
 * @param options `watch` besides what follows
 * @returns the failure of the retrieval, or of what followed it
 */
export async function retrieveFollowed(
  url: string,
  following: Following,
  options: RetrieveOptions & { watch: Watcher[] },
): Promise<SluiceError | undefined> {
  const { settings, kernel, showSecrets, watch } = following
  let failure: SluiceError | undefined
  try {
    await retrieve(url, { ...options, settings, kernel, showSecrets, watch: [...options.watch, ...watch] })
  } catch (error) {
    if (!isSluiceError(error)) throw error
    failure = error
  } finally {
    const unwritten = following.end()
    failure ??= unwritten
  }
  return failure
}

// Loaded when they are wanted: a start costs what it uses.

async function traceFiles(paths: string[]): Promise<TraceFiles> {
  const { openTraceFiles } = await import('./trace-files.ts')
  return openTraceFiles(paths)
}

async function liveView(context: Context, late: LateVerdict): Promise<LiveView> {
  const { openLiveView } = await import('./live-view.ts')
  return openLiveView(context, { cause: () => late.now })
}
