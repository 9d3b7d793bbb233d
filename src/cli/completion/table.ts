// What a shell has to know of the commands, from the same tables as the parser.

import { commands } from '../commands.ts'
import type { Flag } from '../flag.ts'
import { flagsOf } from '../parse.ts'

export interface CommandRow {
  name: string
  about: string
  flags: [name: string, flag: Flag][]
  /** What its operands may be. */
  operands: Completed
}

/** What is offered in a place: files, directories, these words, nothing. */
export type Completed = 'files' | 'directories' | readonly string[]

export async function commandRows(): Promise<CommandRow[]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, { about, load }]) => {
      const { groups, operands } = await load()
      return { name, about, flags: Object.entries(flagsOf(groups)), operands: operandsOf(operands) }
    }),
  )
}

/** What is offered as a flag's value; undefined for a switch. */
export function valuesOf({ kind, choices }: Flag): Completed | undefined {
  if (kind === 'switch') return undefined
  if (kind === 'file') return 'files'
  return kind === 'directory' ? 'directories' : (choices ?? [])
}

function operandsOf(operands: string): Completed {
  if (operands.includes('FILE')) return 'files'
  if (operands.includes('DIR')) return 'directories'
  if (operands.includes('COMMAND')) return Object.keys(commands)
  // Words to choose from are written out, as in bash|zsh|fish.
  return /^[a-z]+(\|[a-z]+)+$/.test(operands) ? operands.split('|') : []
}
