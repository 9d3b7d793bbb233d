// The learner's own program, which an exercise runs: the one command that this start of the lab was given on the command
// line. No page chooses any of it; what differs is which of the lab's own addresses stands for {url}.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Outcome } from './told.ts'

/** It is ended after so many ms. */
const longest = 20_000
/** Bytes of what it prints, and of its complaints, each. */
const most = 256 * 1024

export class Program {
  /** With `{url}` in it, or without: then the address comes as a line of its input alone. */
  readonly command: string
  readonly #longest: number
  #child: ChildProcess | undefined

  /** @param timeout ms */
  constructor(command: string, timeout = longest) {
    this.command = command
    this.#longest = timeout
  }

  get running(): boolean {
    return this.#child !== undefined
  }

  /**
   * Runs it, once at a time, and ends whatever it has started.
   *
   * @param url for `{url}`, and for a program that asks for it with input()
   */
  async run(url: string): Promise<Outcome> {
    let problem: string | null = null
    const child = spawn(this.command.replaceAll('{url}', url), {
      shell: true,
      // A process group of its own, which can be ended as a whole.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    this.#child = child
    const end = (why: string) => {
      problem ??= why
      endGroup(child)
    }
    const timer = setTimeout(
      () => end(`It had not ended after ${this.#longest / 1000} s, and was stopped.`),
      this.#longest,
    )
    const [printed, complained] = [child.stdout, child.stderr].map((stream) => {
      let text = ''
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece.slice(0, most - text.length)
        if (text.length === most) end(`It printed more than ${most / 1024} KB, and was stopped.`)
      })
      return () => text
    }) as [() => string, () => string]
    // Who does not read is not to be waited for.
    child.stdin.on('error', () => {})
    child.stdin.end(`${url}\n`)
    // What it left behind ends with it; or its output would stay open.
    child.once('exit', () => endGroup(child))
    await new Promise<void>((resolve) => {
      child.once('error', (error) => end(error.message))
      child.once('close', (status, signal) => {
        if (signal !== null) problem ??= `It was ended by ${signal}.`
        else if (status !== 0) problem ??= `It ended with status ${status}.`
        resolve()
      })
    })
    clearTimeout(timer)
    this.#child = undefined
    return { printed: printed(), complained: complained(), problem }
  }

  /** Ends it, if it runs. */
  stop(): void {
    if (this.#child) endGroup(this.#child)
  }
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // Nothing of it is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
