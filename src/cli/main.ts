// The command line's frame: which command, its flags, signals, and the exit status. The only user of `process` besides
// terminal.ts.

import { isSluiceError, SluiceError } from '../errors.ts'
import { complaint } from '../render/complaint.ts'
import { version } from '../version.ts'
import type { Command, Context } from './command.ts'
import { commands } from './commands.ts'
import { helpFor, overview } from './help.ts'
import { flagsOf, nearest, parse } from './parse.ts'
import { ask, outputs } from './terminal.ts'

/** Runs a command line and sets the exit status. Never calls process.exit: what is written shall arrive. */
export async function main(args: string[]): Promise<void> {
  const stop = new AbortController()
  const { stdout, stderr } = outputs((error) => stop.abort(error))
  const unwatch = watchSignals(stop)
  try {
    const context: Context = {
      signal: stop.signal,
      stdout,
      stderr,
      get ask() {
        return ask(stop.signal)
      },
    }
    process.exitCode = await dispatch(args, context)
  } catch (error) {
    if (!isSluiceError(error)) throw error
    process.exitCode = error.exit
    // The reader of our output is gone: nobody wants to hear of it.
    if (error.code !== 'output-closed') stderr.write(complaint(error))
  } finally {
    unwatch()
  }
}

async function dispatch(args: string[], context: Context): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h')
    return print(context, overview(), name === undefined ? 2 : 0)
  if (name === '--version' || name === '-V') return print(context, `sluice ${version}\n`, 0)
  const command = await find(name)
  // Before parsing, so that help is to be had beside a mistake.
  if (rest.includes('--help') || rest.includes('-h')) return print(context, helpFor(command, context.stdout.columns), 0)
  return command.run(parse(rest, flagsOf(command.groups)), context)
}

/** @throws SluiceError usage */
export async function find(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry) return entry.load()
  const near = nearest(name, Object.keys(commands))
  const looksLikeUrl = /[./:]/.test(name)
  throw new SluiceError('usage', {
    problem: `there is no command ${name}`,
    suggestion: looksLikeUrl ? `sluice get ${name}` : near ? `did you mean ${near}?` : 'sluice help lists the commands',
  })
}

function print({ stdout, stderr }: Context, text: string, status: number): number {
  const output = status === 0 ? stdout : stderr
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
