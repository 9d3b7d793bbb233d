// From the words of a command line to flags and operands, by the table. node:util does the splitting.

import { parseArgs } from 'node:util'
import { SluiceError } from '../errors.ts'
import type { Flag, FlagGroup, Values } from './flag.ts'
import { nearest } from './nearest.ts'
import { readValue } from './values.ts'

type Flags = Readonly<Record<string, Flag>>

export interface Parsed<F extends Record<string, Flag>> {
  values: Values<F>
  /** The words that are not flags, in order. */
  operands: string[]
}

/** Every flag of some groups, by long name. */
export function flagsOf(groups: readonly FlagGroup[]): Record<string, Flag> {
  return Object.assign({}, ...groups.map((group) => group.flags)) as Record<string, Flag>
}

/**
 * The last of two that say the same thing counts; `--no-NAME` takes back a switch, as in curl.
 *
 * @throws SluiceError usage, with a suggestion for a flag that is nearly one of ours
 */
export function parse<F extends Record<string, Flag>>(args: string[], flags: F): Parsed<F> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { kind, short }]) => [
      name,
      { type: kind === 'switch' ? ('boolean' as const) : ('string' as const), ...(short ? { short } : {}) },
    ]),
  )
  // Not its strict mode: that refuses values that begin with a dash, such as `-r -500`.
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true, allowPositionals: true })
  const values: Record<string, unknown> = {}
  for (const [name, { kind, repeat }] of Object.entries(flags))
    values[name] = kind === 'switch' ? false : repeat ? [] : undefined
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind === 'option') take(values, flags, token)
  }
  return { values: values as Values<F>, operands }
}

interface Given {
  name: string
  /** With its dashes, as it was typed. */
  rawName: string
  value: string | undefined
}

function take(values: Record<string, unknown>, flags: Flags, { name, rawName, value: text }: Given): void {
  const opposite = name.startsWith('no-') ? name.slice('no-'.length) : `no-${name}`
  const flag = rowOf(flags, name) ?? switchOf(flags, opposite)
  if (!flag) throw unknownFlag(rawName, flags)
  if (flag.kind === 'switch') {
    if (text !== undefined) throw new SluiceError('usage', { problem: `${rawName} takes no value` })
    if (rowOf(flags, name)) values[name] = true
    if (switchOf(flags, opposite)) values[opposite] = false
    return
  }
  if (text === undefined)
    throw new SluiceError('usage', { problem: `${rawName} wants a value: ${flag.value ?? flag.kind}` })
  const value = readValue(rawName, flag, text)
  if (flag.repeat) (values[name] as unknown[]).push(value)
  else values[name] = value
}

const rowOf = (flags: Flags, name: string) => (Object.hasOwn(flags, name) ? flags[name] : undefined)

function switchOf(flags: Flags, name: string): Flag | undefined {
  const flag = rowOf(flags, name)
  return flag?.kind === 'switch' ? flag : undefined
}

function unknownFlag(raw: string, flags: Flags): SluiceError {
  const names = raw.startsWith('--')
    ? Object.keys(flags).map((name) => `--${name}`)
    : // The other case of a letter is another flag.
      Object.values(flags).flatMap(({ short }) =>
        short?.toLowerCase() === raw.slice(1).toLowerCase() ? `-${short}` : [],
      )
  const near = nearest(raw, names)
  return new SluiceError('usage', {
    problem: `there is no option ${raw}`,
    suggestion: near ? `did you mean ${near}?` : undefined,
  })
}
