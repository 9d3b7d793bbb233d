// From the words of a command line to flags and operands, by the table. node:util does the splitting.

import { parseArgs } from 'node:util'
import { SluiceError } from '../errors.ts'
import type { Flag, FlagGroup, Values } from './flag.ts'
import { readValue } from './values.ts'

export interface Parsed<F extends Record<string, Flag>> {
  values: Values<F>
  /** The words that are not flags, in order. */
  operands: string[]
  /** Long names that were given, in order. */
  given: string[]
}

/** Every flag of some groups, by long name. */
export function flagsOf(groups: readonly FlagGroup[]): Record<string, Flag> {
  return Object.assign({}, ...groups.map((group) => group.flags)) as Record<string, Flag>
}

/** @throws SluiceError usage, with a suggestion for a flag that is nearly one of ours */
export function parse<F extends Record<string, Flag>>(args: string[], flags: F): Parsed<F> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      {
        type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const),
        ...(flag.short ? { short: flag.short } : {}),
      },
    ]),
  )
  // Not its strict mode: that refuses values that begin with a dash, such as `-r -500`.
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true, allowPositionals: true })
  const values: Record<string, unknown> = {}
  for (const [name, flag] of Object.entries(flags))
    values[name] = flag.kind === 'switch' ? false : flag.repeat ? [] : undefined
  const operands: string[] = []
  const given: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const flag = flags[token.name]
    if (!flag) throw unknownFlag(token.rawName, flags)
    given.push(token.name)
    take(values, token.name, flag, token.value)
  }
  return { values: values as Values<F>, operands, given }
}

function take(values: Record<string, unknown>, name: string, flag: Flag, text: string | undefined): void {
  if (flag.kind === 'switch') {
    if (text !== undefined) throw new SluiceError('usage', { problem: `--${name} takes no value` })
    values[name] = true
    return
  }
  if (text === undefined)
    throw new SluiceError('usage', { problem: `--${name} wants a value: ${flag.value ?? flag.kind}` })
  const value = readValue(name, flag, text)
  if (flag.repeat) (values[name] as unknown[]).push(value)
  else values[name] = value
}

function unknownFlag(raw: string, flags: Record<string, Flag>): SluiceError {
  const names = Object.keys(flags).map((name) => `--${name}`)
  const near = raw.startsWith('--') ? nearest(raw, names) : undefined
  return new SluiceError('usage', {
    problem: `there is no option ${raw}`,
    suggestion: near ? `did you mean ${near}?` : undefined,
  })
}

/** The name that is at most a third of its letters away, or that `word` begins. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const begun = names.filter((name) => name.startsWith(word))
  if (begun.length === 1) return begun[0]
  const [best] = names.map((name) => ({ name, far: distance(word, name) })).toSorted((a, b) => a.far - b.far)
  return best && best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined
}

// Levenshtein's, one row at a time.
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
