// Running one command and learning what it cost.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { delimiter, join } from 'node:path'
import { accessSync, constants } from 'node:fs'

/** What one run cost: seconds of wall clock and of processor, bytes at most in memory. */
export interface Cost {
  wall: number
  cpu: number
  peak: number
}

export interface Launched extends Cost {
  /** Exit status; negative for a signal. */
  status: number
  /** The end of what it said on stderr. */
  complaint: string
}

export interface Launcher {
  run(argv: readonly string[], seconds: number): Promise<Launched>
  stop(): void
}

/** Starts launch.py, which see. */
export function launcher(env: Record<string, string>): Launcher {
  const python = spawn('python3', ['-I', '-S', join(import.meta.dirname, 'launch.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  return {
    async run([program = '', ...args], seconds) {
      const argv = [program.includes('/') ? program : (which(program) ?? program), ...args]
      python.stdin.write(`${JSON.stringify({ argv, env, seconds })}\n`)
      const answer = await answers.next()
      if (answer.done) throw new Error('launch.py ended')
      return JSON.parse(answer.value) as Launched
    },
    stop: () => python.kill(),
  }
}

/** Where PATH has a program. */
export function which(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
