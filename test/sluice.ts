// Runs the real command as people do, and says what became of it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export const launcher = fileURLToPath(new URL('../bin/sluice.cjs', import.meta.url))

export interface RunOptions {
  /** The folder it runs in: nothing is written elsewhere. */
  cwd?: string
  /** Besides a small environment of our own; nothing of this machine's proxies and settings gets in. */
  env?: Record<string, string>
  /** Given to its standard input, which is else /dev/null. */
  input?: string
  /** Instead of `node bin/sluice.cjs`: a program with its first arguments. */
  through?: string[]
  /** Milliseconds until it is called hung and killed. @default 120000 */
  patience?: number
}

export interface Ended {
  /** Null when it died by a signal. */
  exit: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** stdout, undecoded. */
  bytes: Buffer
}

/** Runs `sluice ARGS…` to its end. Rejects when it hangs. */
export function sluice(args: string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended
}

/** Starts `sluice ARGS…`, to be watched or killed while it runs. */
export function start(args: string[], options: RunOptions = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const [program = '', ...first] = options.through ?? [process.execPath, launcher]
  const child = spawn(program, [...first, ...args], {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  return { child, ended: endOf(child, `sluice ${args.join(' ')}`, options.patience ?? 120_000) }
}

/** Resolves when a process has written this to its stdout or stderr. */
export function said(output: Readable, text: string): Promise<void> {
  let seen = ''
  return new Promise((resolve) => {
    output.on('data', (bytes: Buffer) => {
      if ((seen += bytes.toString()).includes(text)) resolve()
    })
  })
}

/** The end of a process that failed as it should: its status, its sentence, its hint or none, and no stack trace. */
export function assertFailed(run: Ended, exit: number, says: RegExp, hint?: RegExp): void {
  assert.deepEqual({ exit: run.exit, signal: run.signal }, { exit, signal: null }, run.stderr)
  const [complaint = '', advice] = run.stderr.trimEnd().split('\n  hint: ')
  assert.match(complaint, /(^|\n)sluice: [^\n]+$/)
  assert.match(complaint, says)
  if (hint) assert.match(advice ?? '', hint)
  else assert.equal(advice, undefined)
  assertPlain(run)
}

/** No stack trace and no name of a file of ours. */
export function assertPlain({ stderr }: Ended): void {
  assert.doesNotMatch(stderr, /^\s+at |node:internal|dist\/|\bError:/m)
}

export function environment(env: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: '/nonexistent', ...env }
}

async function endOf(child: ChildProcess, name: string, patience: number): Promise<Ended> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes))
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes))
  let hung = false
  const timer = setTimeout(() => {
    hung = true
    child.kill('SIGKILL')
  }, patience)
  const [exit, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  const bytes = Buffer.concat(out)
  const ended = { exit, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() }
  if (hung) throw new Error(`it hung: ${name}\n${ended.stderr}`)
  return ended
}
