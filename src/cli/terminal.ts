// The one place that asks what the output is: a terminal, how wide, with colours.

import { createInterface } from 'node:readline/promises'
import { SluiceError } from '../errors.ts'
import type { Output } from './command.ts'
import { environment } from './environment.ts'

/** stdout and stderr. `onClosed` is called when nobody reads stdout any more. */
export function outputs(onClosed: (error: SluiceError) => void): { stdout: Output; stderr: Output } {
  process.stdout.on('error', () => onClosed(new SluiceError('output-closed', {})))
  // With stderr closed there is nobody to tell; the work goes on.
  process.stderr.on('error', () => {})
  return { stdout: output(process.stdout), stderr: output(process.stderr) }
}

function output(stream: NodeJS.WriteStream & { fd: number }): Output {
  return {
    write: (text) => void stream.write(text),
    get terminal() {
      return stream.isTTY === true
    },
    get columns() {
      return stream.columns || 80
    },
    get color() {
      return wantsColor(stream)
    },
    fd: stream.fd,
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
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await lines.question(question, { signal })
    } catch (error) {
      throw signal.aborted ? (signal.reason as Error) : error
    } finally {
      lines.close()
    }
  }
}
