// The contract of a command. Its name and what it does stand in commands.ts, where they cost no import.

import type { Flag, FlagGroup, FlagsIn } from './flag.ts'
import type { Parsed } from './parse.ts'

export interface Command<
  F extends Record<string, Flag> = Record<string, Flag>,
  G extends readonly FlagGroup[] = readonly FlagGroup[],
> {
  /** The operands in help, as `URL…`. */
  operands: string
  /** How many it takes, where it does not count them itself. */
  most?: number | undefined
  /** A paragraph or two for help. */
  more?: string
  groups: G
  /** Command lines to show in help, each with what it does. */
  examples?: readonly [line: string, does: string][]
  /** @returns the exit status; throws SluiceError */
  run(parsed: Parsed<F>, context: Context): Promise<number>
}

/** What a command has of the world. */
export interface Context {
  /** Aborts on SIGINT and SIGTERM, and when stdout's reader is gone. */
  signal: AbortSignal
  stdout: Output
  stderr: Output
  /** Standard input, read only when it is asked for. */
  stdin: () => AsyncIterable<Uint8Array>
  /** Asks on the terminal; undefined when stdin is none. */
  ask: ((question: string) => Promise<string>) | undefined
}

export interface Output {
  write(text: string): void
  /** Sentences for people: on a terminal their lines are broken between words. */
  say(text: string): void
  /** A person is looking. */
  terminal: boolean
  /** Columns; 80 off a terminal. */
  columns: number
  /** Lines; 24 off a terminal. */
  rows: number
  /** What is not ASCII is understood (by the locale). */
  unicode: boolean
  /** What was written can be written over: a terminal, and no dumb one. */
  animates: boolean
  /** Calls `listener` when the terminal has another size; what it returns ends that. */
  onResize(listener: () => void): () => void
  /** Colours are wanted and understood. */
  color: boolean
  fd: number
}

/** A command whose flags are typed inside by its groups, and forgotten outside. */
export function command<const G extends readonly FlagGroup[]>(it: Command<FlagsIn<G>, G>): Command {
  return it
}
