// The one place that asks what the output is: a terminal, how wide, with colours.

import type { SluiceError } from '../errors.ts'
import { wrapLines } from '../render/wrap.ts'
import { writeError } from '../sink/write-error.ts'
import type { Output } from './command.ts'
import { environment } from './environment.ts'
import { unreadable } from './unreadable.ts'

/**
 * stdout and stderr. `onFailed` is called when stdout takes nothing more: nobody reads it, or its disk is full.
 *
 * Node makes a stream of each when it is first asked for, which takes a while: who prints nothing is spared it.
 */
export function outputs(onFailed: (error: SluiceError) => void): {
  stdout: Output
  stderr: Output
  /** What was printed is out. @throws SluiceError write-failed; not when its reader left, who has what he wanted */
  printed: () => Promise<void>
} {
  let opened: NodeJS.WriteStream | undefined
  let failure: SluiceError | undefined
  const failed = (error: Error) => onFailed((failure ??= writeError('stdout', error)))
  return {
    stdout: output(1, () => (opened = process.stdout.on('error', failed))),
    // With stderr closed there is nobody to tell; the work goes on.
    stderr: output(2, () => process.stderr.on('error', () => {})),
    async printed() {
      await new Promise<unknown>((resolve) => (opened ? opened.write('', resolve) : resolve(undefined)))
      if (failure?.code === 'write-failed') throw failure
    },
  }
}

function output(fd: number, open: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined
  const stream = () => (opened ??= open())
  return {
    write: (text) => void stream().write(text),
    say(text) {
      this.write(this.terminal ? wrapLines(text, this.columns) : text)
    },
    get terminal() {
      return stream().isTTY === true
    },
    get columns() {
      return stream().columns || 80
    },
    get rows() {
      return stream().rows || 24
    },
    get unicode() {
      return /utf-?8/i.test(environment('LC_ALL') ?? environment('LC_CTYPE') ?? environment('LANG') ?? '')
    },
    get animates() {
      return stream().isTTY === true && environment('TERM') !== 'dumb'
    },
    onResize(listener) {
      stream().on('resize', listener)
      return () => void stream().off('resize', listener)
    },
    get color() {
      return wantsColor(stream())
    },
    fd,
  }
}

// https://no-color.org: any value but an empty one.
function wantsColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && environment('NO_COLOR') === undefined && environment('TERM') !== 'dumb'
}

/** Asks one question on the terminal; undefined when stdin is none. */
export function ask(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY) return undefined
  return async (question) => {
    const { createInterface } = await import('node:readline/promises')
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    // It has the keys for itself: ^C is a signal all the same, and ^D is no answer.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
    try {
      const answer = await Promise.race([lines.question(question, { signal }), closed])
      if (answer === undefined) process.stderr.write('\n')
      return answer ?? ''
    } catch (error) {
      process.stderr.write('\n')
      throw signal.aborted ? (signal.reason as Error) : error
    } finally {
      lines.close()
    }
  }
}

/** Standard input's bytes. Throws the signal's reason when that aborts. */
export async function* stdin(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { addAbortSignal } = await import('node:stream')
  try {
    yield* addAbortSignal(signal, process.stdin) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw signal.aborted ? (signal.reason as Error) : unreadable('standard input', error)
  }
}
