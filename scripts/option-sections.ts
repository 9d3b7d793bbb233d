// Every flag of every command once, by the group that explains it.

import { commands } from '../src/cli/commands.ts'
import type { Flag } from '../src/cli/flag.ts'

export interface OptionSection {
  title: string
  /** The commands that have it. */
  commands: string[]
  flags: [name: string, flag: Flag][]
}

/** What is said before them. */
export const optionsPreface =
  'Of the options of get, the other commands that retrieve have those that say how it is retrieved: the groups Asking, Answers, Connecting, TLS, Reading, and Clocks and tries. A switch is taken back by --no- before its name; of two that contradict each other the last counts.'

export async function optionSections(): Promise<OptionSection[]> {
  const sections = new Map<string, OptionSection>()
  for (const [name, { load }] of Object.entries(commands)) {
    for (const { title, flags, brief } of (await load()).groups) {
      if (brief) continue
      const key = JSON.stringify([title, flags])
      const section = sections.get(key) ?? { title, commands: [], flags: Object.entries(flags) }
      section.commands.push(name)
      sections.set(key, section)
    }
  }
  return [...sections.values()]
}

/** `get`, `get and why`, `every command`. */
export function commandList(names: readonly string[]): string {
  if (names.length === Object.keys(commands).length) return 'every command'
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
