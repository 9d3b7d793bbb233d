// The command line's frame: which command, its flags, signals, and the exit status. The only user of `process` besides
// terminal.ts and environment.ts.

import { isSluiceError, SluiceError } from '../errors.ts'
import { complaint } from '../render/complaint.ts'
import { plural } from '../render/units.ts'
import type { Context } from './command.ts'
import { find } from './commands.ts'
import { settings } from './config.ts'
import { helpFor, overview } from './help.ts'
import { flagsOf, parse } from './parse.ts'
import { ask, outputs, stdin } from './terminal.ts'

/** Runs a command line and sets the exit status. Never calls process.exit: what is written shall arrive. */
export async function main(args: string[]): Promise<void> {
  const stop = new AbortController()
  const { stdout, stderr, printed } = outputs((error) => stop.abort(error))
  const unwatch = watchSignals(stop)
  try {
    const context: Context = {
      signal: stop.signal,
      stdout,
      stderr,
      stdin: () => stdin(stop.signal),
      get ask() {
        return ask(stop.signal)
      },
    }
    process.exitCode = await dispatch(args, context)
    await printed()
  } catch (error) {
    if (!isSluiceError(error)) throw error
    process.exitCode = error.exit
    // The reader of our output is gone: nobody wants to hear of it.
    if (error.code !== 'output-closed') stderr.say(complaint(error))
  } finally {
    unwatch()
  }
}

async function dispatch([name, ...rest]: string[], context: Context): Promise<number> {
  const { stdout, stderr } = context
  if (name === undefined) return print(stderr, overview(stderr), 2)
  if (name === '--help' || name === '-h') return print(stdout, overview(stdout), 0)
  const command = await find(name)
  const terminator = rest.indexOf('--')
  const words = terminator < 0 ? rest : rest.slice(0, terminator)
  // Before parsing, so that help is to be had beside a mistake.
  if (words.includes('--help') || words.includes('-h')) return print(stdout, helpFor(name, command, stdout), 0)
  const flags = flagsOf(command.groups)
  const set = words.includes('--no-config') ? [] : await settings(flags)
  const parsed = parse([...set, ...rest], flags)
  const { most = Infinity } = command
  const { length } = parsed.operands
  if (length > most)
    throw new SluiceError('usage', {
      problem: `${name} takes ${most === 0 ? 'options only' : 'one operand'}, not ${plural(length, 'operand')}`,
    })
  return command.run(parsed, context)
}

function print(output: Context['stdout'], text: string, status: number): number {
  output.write(text)
  return status
}

// A retrieval is given the time to keep its part; then the process dies by the signal, as its parent expects.
function watchSignals(stop: AbortController): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const listeners = signals.map((signal) => {
    const listener = () => {
      stop.abort(new SluiceError('aborted', { reason: `stopped by ${signal}` }))
      unwatch()
      process.once('exit', () => process.kill(process.pid, signal))
    }
    process.on(signal, listener)
    return [signal, listener] as const
  })
  const unwatch = () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
  return unwatch
}
